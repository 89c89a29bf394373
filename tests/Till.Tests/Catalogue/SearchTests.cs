using System.Net;
using Till.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>What visitors find by typing, and what they are told when they don't.</summary>
public sealed class SearchTests
{
    [Theory, BothEngines]
    public async Task Things_of_every_kind_are_found_by_title_maker_category_and_description(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "low-tide") { Title = "Low Tide", Maker = "Harbour Lamps" });
        await shop.AddAsync(new("book", "ledger") { Title = "The Quiet Ledger", Maker = "Inés Márlow", Description = "A **harbour** town keeps its accounts." });
        await shop.AddAsync(new("good", "lamp") { Title = "Desk lamp", Maker = "Workshop", Category = "lighting", Description = "Brass." });
        await shop.AddAsync(new("membership", "friend") { Title = "Friend of a harbour", Maker = "Members", Price = 500, Interval = "month" });
        await shop.AddAsync(new("good", "hidden") { Title = "Harbour secret", Published = false });

        Assert.Equal(["Friend of a harbour", "Low Tide", "The Quiet Ledger"], await TitlesAsync("harbour"));
        Assert.Equal(["Desk lamp"], await TitlesAsync("LIGHTING"));
        Assert.Equal(["The Quiet Ledger"], await TitlesAsync("ines marlow"));
        Assert.Equal(["The Quiet Ledger"], await TitlesAsync("márlow"));
        Assert.Equal(["The Quiet Ledger"], await TitlesAsync("accounting")); // inflected
        Assert.Equal(["Desk lamp", "Low Tide"], await TitlesAsync("lamp"));
        Assert.Equal(["Low Tide"], await TitlesAsync("harbours lamp")); // each of the words
        Assert.Equal(["Low Tide"], await TitlesAsync("low ti")); // the beginning of the last
        Assert.Equal(["Desk lamp"], await TitlesAsync("the lamp on a desk"));
        Assert.Equal(["The Quiet Ledger"], await TitlesAsync("the")); // nothing else was asked
        Assert.Equal(["Low Tide"], await TitlesAsync("harbour&kind=albums"));
        Assert.Equal(["Friend of a harbour", "Low Tide", "The Quiet Ledger"], await TitlesAsync("harbour&sort=price"));
        Assert.Equal(["The Quiet Ledger", "Low Tide", "Friend of a harbour"], await TitlesAsync("harbour&sort=-name"));
        Assert.Equal(["Low Tide", "The Quiet Ledger"], await TitlesAsync("harbour&from=9"));

        async Task<IReadOnlyList<string>> TitlesAsync(string query) => (await shop.GetAsync("/search?q=" + query)).Texts(".card .title");
    }

    [Theory, BothEngines]
    public async Task A_slip_of_the_finger_is_answered_with_what_was_meant(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "low-tide") { Title = "Ferryman", Maker = "Harbour Lamps" });

        foreach (var (typed, meant) in new[] { ("harbuor", "harbour"), ("feryman", "ferryman"), ("harbourr lamps", "harbour lamps"), ("lamps hrbour", "lamps harbour") })
        {
            var page = await shop.GetAsync("/search?q=" + typed);
            Assert.Equal((HttpStatusCode.OK, typed, meant), (page.Status, typed, page.Text("main strong")));
            Assert.Equal(["Ferryman"], (await shop.GetAsync(page.Html.QuerySelector("main strong")!.ParentElement!.GetAttribute("href")!)).Texts(".card .title"));
        }

        var lost = await shop.GetAsync("/search?q=zeppelin");
        Assert.Contains("Nothing here has that word", lost.Text("main"));
        Assert.DoesNotContain("Did you mean", lost.Text("main"));
    }

    [Theory, BothEngines]
    public async Task No_query_breaks_the_search(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "mug") { Title = "100% mug" });

        foreach (var (query, status, words) in new[]
        {
            ("", 200, "The beginning of a word will do"), ("?q=", 400, "Type what you are looking for"), ("?q=%20%20", 400, "Type what you are looking for"),
            ("?q=%00", 400, "Type what you are looking for"), ("?q=%F0%9F%8E%B5", 400, "no word in that"), ("?q=%22%27%29--", 400, "no word in that"),
            ("?q=" + new string('x', 5000), 400, "200 letters or fewer"), ("?q=mug&sort=colour", 400, "can't be sorted"), ("?q=mug&kind=cars", 404, "no kind “cars”"),
            ("?q=%22mug%22%20OR%20NOT%20(mug*%20AND", 200, "Nothing here has"), ("?q=mug%00', 'x'); DROP TABLE products;--", 200, "Nothing here has"),
            ("?q=%25_%5C mug", 200, "1 thing"), ("?q=100%25", 200, "1 thing"), ("?q=mug&q=mug", 200, "1 thing"), ("?q=%ED%A0%80mug", 200, "Nothing here has"),
            ("?q=%E6%9D%B1%E4%BA%AC", 200, "Nothing here has"), ("?q=one two three four five six seven eight nine ten", 200, "Nothing here has"),
        })
        {
            var page = await shop.GetAsync("/search" + query);
            Assert.Equal((query, status), (query, (int)page.Status));
            Assert.Contains(words, page.Text("main"));
        }
    }

    [Theory, BothEngines]
    public async Task More_matches_than_are_counted_are_still_found_in_every_order(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await Many.AddAsync(shop.Database, 1300, TestContext.Current.CancellationToken);

        var all = await shop.GetAsync("/goods");
        Assert.Equal("1,300 things", all.Text(".sieve [role=status]"));
        foreach (var path in new[] { "/search?q=everything", "/search?q=everything+sto", "/search?q=everything&sort=price", "/goods?stock=in", "/goods?stock=in&from=1&sort=-rating" })
        {
            var page = await shop.GetAsync(path);
            Assert.Equal((path, "More than 1,000 things"), (path, page.Text(".sieve [role=status]")));
            Assert.Equal(Shelf.PageSize, page.Texts(".card .title").Distinct().Count());
            var next = await shop.GetAsync(page.Html.QuerySelector(".pager [rel=next]")!.GetAttribute("href")!);
            Assert.Equal(Shelf.PageSize, next.Texts(".card .title").Distinct().Count());
            Assert.Empty(page.Texts(".card .title").Intersect(next.Texts(".card .title")));
        }

        Assert.Equal(["$1.00", "$1.01"], (await shop.GetAsync("/search?q=everything&sort=price")).Texts(".card .price").Take(2));
        Assert.Equal(["$13.99", "$13.98"], (await shop.GetAsync("/goods?stock=in&sort=-price")).Texts(".card .price").Take(2));
        Assert.Equal(["$13.99", "$13.98"], (await shop.GetAsync("/goods?stock=in&from=13&sort=-price")).Texts(".card .price").Take(2));
        Assert.Equal("100 things", (await shop.GetAsync("/goods?from=13")).Text(".sieve [role=status]"));
    }

    [Theory]
    [InlineData("lamps", "lamp")]
    [InlineData("dresses", "dress")]
    [InlineData("stories", "story")]
    [InlineData("boxes", "box")]
    [InlineData("printing", "prints")]
    [InlineData("planned", "planning")]
    [InlineData("hoped", "hope")]
    [InlineData("agreed", "agrees")]
    [InlineData("Wärme", "warme")]
    [InlineData("Øre", "ore")]
    public void Inflections_of_a_word_share_its_stem(string one, string other) =>
        Assert.Equal(StemOf(other), StemOf(one));

    [Theory]
    [InlineData("hope", "hop")]
    [InlineData("bus", "bu")]
    [InlineData("red", "r")]
    [InlineData("sing", "s")]
    [InlineData("relate", "relation")]
    public void Other_words_keep_theirs(string one, string other) => Assert.NotEqual(StemOf(other), StemOf(one));

    private static string StemOf(string word) => Stem.Of(Assert.Single(SearchText.Words(word)));
}

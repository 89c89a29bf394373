using System.Diagnostics;
using System.Net;
using Npgsql;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>The other shelves, their pages and categories, and what lists cost.</summary>
public sealed class ListTests
{
    [Theory, BothEngines]
    public async Task Every_kind_has_its_list_and_its_pages(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("book", "ledger") { Title = "The Quiet Ledger", Maker = "Ines Marlow", Price = 2300 });
        await shop.AddAsync(new("good", "mug") { Title = "Enamel mug", Rating = 43, Price = 1699, Sizes = ["S", "M"] });
        await shop.AddAsync(new("membership", "friend") { Title = "Friend", Price = 500, Interval = "month" });

        Assert.Equal(["The Quiet Ledger"], (await shop.GetAsync("/books")).Texts(".card .title"));
        Assert.Equal(["$16.99"], (await shop.GetAsync("/goods")).Texts(".card .price"));
        Assert.Equal(["$5.00 a month"], (await shop.GetAsync("/membership")).Texts(".plan .price"));
        Assert.Equal("Ines Marlow", (await shop.GetAsync("/books/ledger")).Text(".facts dd"));
        var mug = await shop.GetAsync("/goods/mug");
        Assert.Equal(["S", "M"], mug.Texts(".sizes label"));
        Assert.Equal("4.3 of 5", mug.Text(".rating"));
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/albums/mug")).Status);
    }

    [Theory, BothEngines]
    public async Task Goods_come_in_pages_that_together_show_each_thing_once(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        for (var i = 0; i < 50; i++)
        {
            await shop.AddAsync(new("good", $"thing-{i}") { Rating = 10 + (i % 5), Category = i % 2 == 0 ? "even" : "odd" });
        }

        var pages = new[] { await shop.GetAsync("/goods"), await shop.GetAsync("/goods?page=2"), await shop.GetAsync("/goods?page=3") };

        Assert.Equal([24, 24, 2], pages.Select(page => page.Texts(".card .title").Count));
        Assert.Equal(50, pages.SelectMany(page => page.Texts(".card .title")).Distinct().Count());
        Assert.Equal(["1", "2", "3", "Next"], pages[0].Texts(".pager > *"));
        Assert.Equal("/goods?page=2", pages[0].Html.QuerySelector(".pager [rel=next]")!.GetAttribute("href"));
        Assert.Equal("/goods", pages[1].Html.QuerySelector(".pager [rel=prev]")!.GetAttribute("href"));

        var odd = await shop.GetAsync("/goods?category=odd&page=2");
        Assert.Single(odd.Texts(".card .title"));
        Assert.Equal(["All", "even", "odd"], odd.Texts("nav[aria-label=Categories] a"));
        Assert.Equal("odd", odd.Text("nav[aria-label=Categories] [aria-current]"));
        Assert.Equal(["Home", "Goods", "odd"], odd.Texts(".crumbs li"));
        Assert.EndsWith("/goods?category=odd&page=2", odd.Html.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
    }

    [Theory, BothEngines]
    public async Task A_bad_address_is_answered_with_a_page_that_says_so(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "mug"));
        var unreadable = new[]
        {
            "/goods?page=0", "/goods?page=-1", "/goods?page=01", "/goods?page=two", "/goods?page=99999999999999999999", "/goods?page=1&page=2",
            "/goods?page=%00", "/search?q=mug&page=0",
        };
        var missing = new[]
        {
            "/goods?page=999999", "/search?q=mug&page=2", "/goods/nothing", "/goods/UPPER", "/goods/';--", "/goods/%ff",
            "/goods/mug/more", "/nothing", "/error",
        };

        foreach (var (path, status) in unreadable.Select(path => (path, 400)).Concat(missing.Select(path => (path, 404))))
        {
            var page = await shop.GetAsync(path);

            Assert.Equal((path, status), (path, (int)page.Status));
            Assert.NotEmpty(page.Text("h1"));
            Assert.Equal($"{status}", page.Text(".eyebrow"));
        }
    }

    [Fact]
    public async Task A_page_asks_the_database_as_often_whatever_the_size_of_the_catalogue()
    {
        var few = await CommandsAsync(2);
        var many = await CommandsAsync(60);

        Assert.Equal(few, many);
        Assert.All(few, page => Assert.InRange(page.Commands, 1, 8));
    }

    /// <summary>Counts what PostgreSQL's driver sends to this shop's own database; the statements are the same on both engines.</summary>
    private static async Task<List<(string Path, int Commands)>> CommandsAsync(int size)
    {
        await using var shop = await TestShop.StartAsync(nameof(Engine.Postgres), new Dictionary<string, string?> { ["Till:PageCacheSeconds"] = "0" });
        await using var connection = (NpgsqlConnection)await shop.Database.OpenAsync(TestContext.Current.CancellationToken);
        var database = connection.Database;
        for (var i = 0; i < size; i++)
        {
            foreach (var kind in new[] { "album", "book", "good", "membership" })
            {
                var thing = await shop.AddAsync(new(kind, $"{kind}-{i}") { Category = $"category-{i % 9}", Sizes = ["S", "M", "L"] });
                await shop.TrackAsync(thing.Product, 1, $"Track of {kind} {i}", 1000);
            }
        }

        var commands = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => tag.Key is "db.namespace" or "db.name" && Equals(tag.Value, database)))
                {
                    Interlocked.Increment(ref commands);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await shop.GetAsync("/"); // what is due is written once, by whoever comes first
        var counted = new List<(string, int)>();
        foreach (var path in new[] { "/", "/albums", "/books", "/goods", "/goods?category=category-1", "/goods?category=category-1&category=category-0&size=M&from=1&sort=-price", "/membership", "/albums/album-1", "/goods/good-1", "/search?q=good+categ", "/search?q=gud", "/feed.xml", "/sitemap.xml" })
        {
            commands = 0;
            Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync(path)).Status);
            counted.Add((path, commands));
        }

        return counted;
    }
}

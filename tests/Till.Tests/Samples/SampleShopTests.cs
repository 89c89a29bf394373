using System.Text.RegularExpressions;
using Till.Samples;

namespace Till.Tests.Samples;

/// <summary>The shape of the sample shop: what the shelves hold, and that everything has a name of its own.</summary>
public sealed partial class SampleShopTests
{
    [Fact]
    public void There_are_172_goods_in_nine_categories_and_110_of_them_have_sizes()
    {
        Assert.Equal(172, SampleShop.Goods.Count);
        Assert.Equal(110, SampleShop.Goods.Count(good => good.HasSizes));
        Assert.Equal(
            ["activewear", "bed-bath", "clearance", "deals", "essentials", "jeans", "kitchen-dining", "new-arrivals", "shirts"],
            SampleShop.Categories.Select(category => category.Slug));
        Assert.All(SampleShop.Categories, category => Assert.InRange(SampleShop.Goods.Count(good => good.Category == category.Slug), 14, 24));
        Assert.Equal(["XS", "S", "M", "L", "XL"], SampleShop.Sizes);
    }

    [Fact]
    public void Goods_cost_from_16_99_to_362_99_and_are_rated_from_one_to_five()
    {
        Assert.Equal(1699, SampleShop.Goods.Min(good => good.PriceCents));
        Assert.Equal(36299, SampleShop.Goods.Max(good => good.PriceCents));
        Assert.Equal(10, SampleShop.Goods.Min(good => good.RatingTenths));
        Assert.Equal(50, SampleShop.Goods.Max(good => good.RatingTenths));
    }

    [Fact]
    public void Stock_is_given_for_every_size_and_only_clothes_run_out_by_size()
    {
        Assert.All(SampleShop.Goods, good => Assert.Equal(good.HasSizes ? 5 : 1, good.Stock.Count));
        Assert.All(SampleShop.Goods.Where(good => good.HasSizes), good => Assert.Contains(good.Stock, stock => stock > 0));
        Assert.Equal(["Discontinued Teapot", "Starter Pan"], SampleShop.Goods.Where(good => good.Stock.All(stock => stock == 0)).Select(good => good.Name));
    }

    [Fact]
    public void No_two_things_share_a_slug_a_sku_or_a_name()
    {
        string[] slugs =
        [
            .. SampleShop.Albums.Select(album => album.Slug), .. SampleShop.Books.Select(book => book.Slug),
            .. SampleShop.Goods.Select(good => good.Slug), .. SampleShop.Memberships.Select(plan => plan.Slug),
        ];

        Assert.Equal(slugs.Length, slugs.Distinct().Count());
        Assert.All(slugs, slug => Assert.Matches(Slug(), slug));
        Assert.Equal(172, SampleShop.Goods.Select(good => good.Sku).Distinct().Count());
        Assert.Equal(172, SampleShop.Goods.Select(good => good.Name).Distinct().Count());
    }

    [Fact]
    public void Albums_have_4_to_12_tracks_and_the_prices_that_careless_arithmetic_gets_wrong()
    {
        Assert.True(SampleShop.Albums.Count(album => album.IsPublished) >= 10);
        Assert.All(SampleShop.Albums, album => Assert.InRange(album.Tracks.Count, 4, 12));
        Assert.All(SampleShop.Albums, album => Assert.Equal(Enumerable.Range(1, album.Tracks.Count), album.Tracks.Select(track => track.Number)));
        Assert.Subset(SampleShop.Albums.Select(album => album.PriceCents).ToHashSet(), new HashSet<int> { 999, 1999, 435, 115, 820 });
        Assert.Single(SampleShop.Albums, album => !album.IsPublished);
        Assert.Equal(2, SampleShop.Albums.Count(album => album.IsForMembersOnly));
        Assert.All(SampleShop.Albums, album => Assert.Equal(album.IsForMembersOnly, album.PriceCents == 0));
    }

    [Fact]
    public void There_are_three_books_and_two_memberships_by_the_month_and_by_the_year()
    {
        Assert.Equal([2300, 2500, 2800], SampleShop.Books.Select(book => book.PriceCents));
        Assert.Equal(["front-step", "back-room"], SampleShop.Memberships.Select(plan => plan.Slug));
        Assert.All(SampleShop.Memberships, plan => Assert.True(plan.YearlyCents < 12 * plan.MonthlyCents));
        Assert.Equal(["back-room"], SampleShop.Memberships.Where(plan => plan.Opens).Select(plan => plan.Slug));
    }

    [Fact]
    public void What_members_pay_is_less_than_what_all_pay_for_things_that_there_are()
    {
        var prices = SampleShop.Albums.Select(album => (album.Slug, album.PriceCents))
            .Concat(SampleShop.Books.Select(book => (book.Slug, book.PriceCents)))
            .Concat(SampleShop.Goods.Select(good => (good.Slug, good.PriceCents))).ToDictionary();

        Assert.All(SampleShop.MemberPrices, price => Assert.InRange(price.Value, 1, prices[price.Key] - 1));
        Assert.Equal(2, SampleShop.Goods.Count(good => good.IsForMembersOnly));
    }

    [Fact]
    public void Everything_is_described_in_words_of_its_own()
    {
        string[] descriptions = [.. SampleShop.Albums.Select(album => album.Description), .. SampleShop.Books.Select(book => book.Description), .. SampleShop.Goods.Select(good => good.Description)];

        Assert.All(descriptions, text => Assert.InRange(text.Length, 50, 600));
        Assert.DoesNotContain(descriptions, text => text.Contains('{'));
        Assert.True(SampleShop.Goods.Select(good => good.Description).Distinct().Count() > 150);
    }

    [Fact]
    public void Chance_seeded_by_a_name_is_the_same_everywhere()
    {
        // Worked out by another program from the published definitions of FNV-1a and SplitMix64.
        var chance = new SeededChance("album/low-tide-almanac");

        Assert.Equal([13, 2, 18, 3, 13], Enumerable.Range(0, 5).Select(_ => chance.Whole(0, 19)));
    }

    [Fact]
    public void Chance_reaches_both_ends_of_its_range_and_nothing_beyond()
    {
        var chance = new SeededChance("ends");
        var thrown = Enumerable.Range(0, 2000).Select(_ => chance.Whole(-3, 3)).ToArray();

        Assert.Equal(Enumerable.Range(-3, 7), thrown.Distinct().Order());
        Assert.All(Enumerable.Range(0, 2000).Select(_ => chance.Noise()), noise => Assert.InRange(noise, -1, 1));
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slug();
}

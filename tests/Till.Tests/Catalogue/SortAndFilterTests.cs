using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>Lists in the visitor's order and narrowed to what the visitor wants.</summary>
public sealed class SortAndFilterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_list_is_sorted_in_every_way_both_ways(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "a") { Title = "Émile's mug", Price = 2000, Rating = 41, Category = "mugs", At = Shelves.Opening.AddDays(1) });
        await shop.AddAsync(new("good", "b") { Title = "zinc pail", Price = 900, Rating = 50, Category = "pails", At = Shelves.Opening.AddDays(3) });
        await shop.AddAsync(new("good", "c") { Title = "Fern mug", Price = 10_000, Category = "mugs", At = Shelves.Opening.AddDays(2) });
        await shop.AddAsync(new("good", "d") { Title = "Gift", Price = null, Rating = 20 });

        Assert.Equal(["zinc pail", "Émile's mug", "Gift", "Fern mug"], await TitlesAsync("/goods"));
        Assert.Equal(["zinc pail", "Émile's mug", "Fern mug", "Gift"], await TitlesAsync("/goods?sort=price"));
        Assert.Equal(["Fern mug", "Émile's mug", "zinc pail", "Gift"], await TitlesAsync("/goods?sort=-price"));
        Assert.Equal(["zinc pail", "Émile's mug", "Gift", "Fern mug"], await TitlesAsync("/goods?sort=-rating"));
        Assert.Equal(["Fern mug", "Gift", "Émile's mug", "zinc pail"], await TitlesAsync("/goods?sort=rating"));
        Assert.Equal(["Émile's mug", "Fern mug", "Gift", "zinc pail"], await TitlesAsync("/goods?sort=name"));
        Assert.Equal(["zinc pail", "Gift", "Fern mug", "Émile's mug"], await TitlesAsync("/goods?sort=-name"));
        Assert.Equal(["zinc pail", "Fern mug", "Émile's mug", "Gift"], await TitlesAsync("/goods?sort=newest"));
        Assert.Equal(["Gift", "Émile's mug", "Fern mug", "zinc pail"], await TitlesAsync("/goods?sort=-newest"));
        Assert.Equal(["Gift", "Émile's mug", "Fern mug", "zinc pail"], await TitlesAsync("/goods?sort=category"));
        Assert.Equal(["zinc pail", "Fern mug", "Émile's mug", "Gift"], await TitlesAsync("/goods?sort=-category"));

        async Task<IReadOnlyList<string>> TitlesAsync(string path) => (await shop.GetAsync(path)).Texts(".card .title");
    }

    [Theory, BothEngines]
    public async Task Every_filter_narrows_the_list_and_they_work_together(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "jeans") { Price = 6000, Category = "jeans", Sizes = ["S", "M"] });
        var shirt = await shop.AddAsync(new("good", "shirt") { Price = 3000, Category = "shirts", Sizes = ["M", "L"] });
        await shop.AddAsync(new("good", "scarf") { Price = 1500, Category = "scarves" });
        await shop.AddAsync(new("good", "sold") { Price = 1000, Category = "scarves", Stock = 0 });
        await shop.StockAsync(shirt.Variants[0], 0);

        Assert.Equal(["jeans", "shirt"], await TitlesAsync("category=jeans&category=shirts"));
        Assert.Equal(["scarf", "sold"], await TitlesAsync("category=scarves"));
        Assert.Equal(["jeans"], await TitlesAsync("size=M")); // the shirt's M is sold out
        Assert.Equal(["jeans", "shirt"], await TitlesAsync("size=M&size=L"));
        Assert.Equal(["scarf", "shirt"], await TitlesAsync("from=15&to=30.00"));
        Assert.Equal(["jeans"], await TitlesAsync("from=30.01"));
        Assert.Equal(["jeans", "scarf", "shirt"], await TitlesAsync("stock=in"));
        Assert.Equal(["shirt"], await TitlesAsync("category=jeans&category=shirts&to=40&stock=in&size=L"));
        Assert.Equal(["jeans", "scarf", "shirt", "sold"], await TitlesAsync("from=&to=&sort=&stock=&page="));

        var narrow = await shop.GetAsync("/goods?to=40&from=&sort=price&category=shirts&category=scarves&stock=in&page=");
        Assert.Equal(["scarf", "shirt"], narrow.Texts(".card .title"));
        Assert.Equal("2 things", narrow.Text(".sieve [role=status]"));
        Assert.EndsWith("/goods?category=scarves&category=shirts&to=40.00&stock=in&sort=price", narrow.Html.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal(["Remove the filter scarves ×", "Remove the filter shirts ×", "Remove the filter Up to $40.00 ×", "Remove the filter In stock ×", "Remove all"], narrow.Texts(".chosen a"));
        Assert.Equal("/goods?category=shirts&to=40.00&stock=in&sort=price", narrow.Html.QuerySelector(".chosen a")!.GetAttribute("href"));
        Assert.Equal(["scarves", "shirts"], narrow.Html.QuerySelectorAll("[name=category][checked]").Select(box => box.GetAttribute("value")!));
        Assert.Equal("40", narrow.Html.QuerySelector("[name=to]")!.GetAttribute("value"));
        Assert.Equal("price", narrow.Html.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.Contains("Nothing fits all of that", (await shop.GetAsync("/goods?from=5000")).Text("main"));

        async Task<IReadOnlyList<string>> TitlesAsync(string query) => [.. (await shop.GetAsync("/goods?" + query)).Texts(".card .title").Order(StringComparer.Ordinal)];
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_read_is_said_and_the_list_is_there_all_the_same(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("good", "mug") { Category = "mugs", Sizes = ["S"] });

        foreach (var (query, status, words) in new[]
        {
            ("sort=colour", 400, "can't be sorted by “colour”"), ("sort=price&sort=name", 400, "can't be sorted"), ("sort=%00", 400, "can't be sorted"),
            ("from=ten", 400, "“ten” can't be the lowest price"), ("to=19,99", 400, "can't be the highest price"), ("to=-5", 400, "can't be the highest"),
            ("from=1e5", 400, "can't be the lowest"), ("from=50&to=10", 400, "$50.00, is above the highest, $10.00"), ("from=99999999999999999999", 400, "can't be"),
            ("category=hats", 404, "There is no category “hats” here"), ("category=%00", 404, "There is no category"), ("size=XXS", 404, "There is no size “XXS”"),
            ("category=" + new string('x', 2000), 404, "There is no category"),
        })
        {
            var page = await shop.GetAsync("/goods?" + query);
            Assert.Equal((query, status), (query, (int)page.Status));
            Assert.Contains(words, page.Text(".notice"));
            Assert.Equal(["mug"], page.Texts(".card .title"));
        }
    }

    [Theory, BothEngines]
    public async Task A_list_changes_with_the_catalogue_and_its_counts_stay_true(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Till:PageCacheSeconds"] = "0" });
        var mug = await shop.AddAsync(new("good", "mug") { Category = "mugs", Sizes = ["S", "M"] });
        await shop.AddAsync(new("good", "pail") { Category = "pails" });
        Assert.Equal("2 things", (await shop.GetAsync("/goods")).Text(".sieve [role=status]"));

        await RunAsync("UPDATE products SET title = 'Beaker' WHERE slug = 'mug'");
        Assert.Equal(["Beaker", "pail"], (await shop.GetAsync("/goods?sort=name")).Texts(".card .title"));
        Assert.Equal(["Beaker"], (await shop.GetAsync("/search?q=beaker")).Texts(".card .title"));
        Assert.Empty((await shop.GetAsync("/search?q=mugg")).Texts(".card .title"));

        await shop.StockAsync(mug.Variants[0], 0);
        await shop.StockAsync(mug.Variants[1], 0);
        Assert.Equal(["pail"], (await shop.GetAsync("/goods?stock=in")).Texts(".card .title"));
        await shop.StockAsync(mug.Variants[1], 3);
        Assert.Equal(["Beaker"], (await shop.GetAsync("/goods?size=M")).Texts(".card .title"));
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/goods?size=S")).Status);

        await RunAsync("UPDATE categories SET name = 'Cups' WHERE slug = 'mugs'");
        Assert.Equal(["Beaker"], (await shop.GetAsync("/search?q=cups")).Texts(".card .title"));

        await RunAsync("UPDATE products SET published = (1 = 0) WHERE slug = 'pail'");
        Assert.Equal(["Beaker"], (await shop.GetAsync("/goods")).Texts(".card .title"));
        await RunAsync("DELETE FROM products WHERE slug = 'mug'");
        Assert.Empty((await shop.GetAsync("/goods")).Texts(".card .title"));
        Assert.Empty((await shop.GetAsync("/search?q=beaker")).Texts(".card .title"));
        await RunAsync("UPDATE products SET published = (1 = 1) WHERE slug = 'pail'");
        Assert.Equal("1 thing", (await shop.GetAsync("/goods")).Text(".sieve [role=status]"));

        Task RunAsync(string sql) => shop.Database.WriteAsync(transaction => transaction.Db.ExecuteAsync(sql), Cancel);
    }

    [Theory, BothEngines]
    public async Task A_price_that_begins_later_takes_its_place_when_it_begins(string engine)
    {
        var clock = new VirtualClock(Shelves.Opening.AddDays(1));
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Till:PageCacheSeconds"] = "0" }, clock);
        await shop.AddAsync(new("good", "mug") { Price = 1000 });
        var pail = await shop.AddAsync(new("good", "pail") { Price = 2000 });
        await shop.PriceAsync(pail.Variants[0], 500, Shelves.Opening.AddDays(2));
        Assert.Equal(["mug", "pail"], (await shop.GetAsync("/goods?sort=price")).Texts(".card .title"));

        clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(["pail", "mug"], (await shop.GetAsync("/goods?sort=price")).Texts(".card .title"));
        Assert.Equal(["$5.00", "$10.00"], (await shop.GetAsync("/goods?sort=price")).Texts(".card .price"));
        Assert.Equal(["pail"], (await shop.GetAsync("/goods?to=6")).Texts(".card .title"));
    }

    [Theory, BothEngines]
    public async Task A_shop_that_changes_its_currency_lists_the_prices_of_the_new_one(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Price = 1000 });
        await shop.PriceAsync(mug.Variants[0], 700, Shelves.Opening, "eur");
        Assert.Equal(["$10.00"], (await shop.GetAsync("/goods")).Texts(".card .price"));

        var settings = shop.Services.GetRequiredService<ShopSettings>() with { Currency = Till.Core.Currency.Parse("eur") };
        var listings = new Listings(shop.Database, settings, TimeProvider.System);
        var ((found, total), _) = await listings.ReadAsync(
            async (db, _) => (await ListQueries.FirstAsync(db, Shelf.Goods, 5), (await Facets.ReadAsync(db, Shelf.Goods)).Total), Cancel);

        Assert.Equal(("€7.00", 1), (Assert.Single(found).PriceText, total));
    }

    [Theory, BothEngines]
    public async Task Kept_pages_forget_a_product_when_what_is_said_of_its_stock_changes(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug") { Stock = 6 });
        Assert.Equal("In stock", (await shop.GetAsync("/goods/mug")).Text(".stock"));
        Assert.Equal(["mug"], (await shop.GetAsync("/goods?stock=in")).Texts(".card .title"));

        await shop.StockAsync(mug.Variants[0], 0);
        Assert.Equal("In stock", (await shop.GetAsync("/goods/mug")).Text(".stock"));
        await shop.Services.GetRequiredService<CatalogueCache>().InvalidateAsync(Cancel);
        Assert.Contains("Sold out", (await shop.GetAsync("/goods/mug")).Text(".offer"));
        Assert.Empty((await shop.GetAsync("/goods?stock=in")).Texts(".card .title"));

        await shop.StockAsync(mug.Variants[0], 2);
        await shop.Services.GetRequiredService<CatalogueCache>().InvalidateAsync(Cancel);
        Assert.Equal("Only 2 left", (await shop.GetAsync("/goods/mug")).Text(".stock"));
        Assert.Equal(["mug"], (await shop.GetAsync("/goods?stock=in")).Texts(".card .title"));
    }
}

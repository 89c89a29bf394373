using Till.Catalogue;
using Till.Tests.Accounts;
using Till.Tests.Catalogue;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Till.Tests.Admin;

/// <summary>Finding a product, and putting several on the shelf or taking them off.</summary>
public sealed class ProductsPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Products_are_found_by_beginnings_codes_and_words_and_told_by_kind_state_and_category(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await ShelveAsync(shop, new("album", "low-tide") { Title = "Low Tide", Maker = "Ada", Description = "Recorded in an empty lighthouse." });
        await ShelveAsync(shop, new("good", "lamp") { Title = "Harbour lamp", Maker = "Brass & Co", Stock = 3, Category = "lamps", Price = 45_00 });
        await ShelveAsync(shop, new("good", "shirt") { Title = "Linen shirt", Sizes = ["S", "M"], Stock = 40, Published = false });
        await shop.Services.GetRequiredService<Listings>().WriteDueAsync(Cancel);
        using var owner = await Office.SignInAsync(shop);
        async Task<IEnumerable<string>> FoundAsync(string query) =>
            (await owner.GetAsync($"/admin/products?{query}")).Page.QuerySelectorAll(".thing a").Select(link => link.TextContent).Order();

        Assert.Equal(["Harbour lamp", "Linen shirt", "Low Tide"], await FoundAsync(""));
        Assert.Equal(["Harbour lamp"], await FoundAsync("q=harb"));
        Assert.Equal(["Harbour lamp"], await FoundAsync("q=BRASS%20%26"));
        Assert.Equal(["Linen shirt"], await FoundAsync("q=shirt-m")); // a code
        Assert.Equal(["Low Tide"], await FoundAsync("q=low-tide"));
        Assert.Equal(["Low Tide"], await FoundAsync("q=empty%20lighth"));
        Assert.Empty(await FoundAsync("q=%25"));
        Assert.Empty(await FoundAsync("q=lighthouse%20lamp"));
        Assert.Equal(["Harbour lamp", "Linen shirt"], await FoundAsync("kind=good"));
        Assert.Equal(["Linen shirt"], await FoundAsync("state=withdrawn"));
        Assert.Equal(["Harbour lamp", "Low Tide"], await FoundAsync("state=published"));
        Assert.Equal(["Harbour lamp"], await FoundAsync("state=low"));
        Assert.Equal(["Harbour lamp"], await FoundAsync($"category={await shop.QueryAsync<Guid>("SELECT id FROM categories")}"));
        Assert.Equal(["Harbour lamp"], await FoundAsync("q=h&kind=good&state=published"));
        var row = (await owner.GetAsync("/admin/products?q=harb")).Rows().Single();
        Assert.Contains("3 low $45.00 Goods", row);
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_looked_for_is_said(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        foreach (var query in (string[])["kind=car", "state=stolen", "category=x", "q=" + new string('x', 201), "q=%00"])
        {
            var page = await owner.GetAsync("/admin/products?" + query);
            Assert.Equal(400, page.Status);
            Assert.NotNull(page.Page.QuerySelector("[role=alert]"));
        }

        foreach (var query in (string[])["after=x", "after=1.2", "after=99999999999999999999.x", $"after=9223372036854775807.{Guid.Empty:N}", $"category={Guid.Empty}", "q=%F0%9F%8E%B5"])
        {
            Assert.Equal(200, (await owner.GetAsync("/admin/products?" + query)).Status);
        }
    }

    [Theory, BothEngines]
    public async Task A_long_list_is_read_to_its_end_without_losing_or_repeating_one(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        for (var at = 0; at < 120; at++)
        {
            // Some at the same moment, as a seed makes them.
            await ShelveAsync(shop, new("good", $"thing-{at:000}") { At = Shelves.Opening.AddMinutes(at / 7) });
        }

        using var owner = await Office.SignInAsync(shop);
        var seen = new List<string>();
        for (var path = "/admin/products"; path is not null;)
        {
            var page = await owner.GetAsync(path);
            seen.AddRange(page.Page.QuerySelectorAll(".thing a").Select(link => link.TextContent));
            path = page.Page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(120, seen.Count);
        Assert.Equal(120, seen.Distinct().Count());
        Assert.StartsWith("thing-11", seen[0]); // changed last
    }

    [Theory, BothEngines]
    public async Task Several_are_put_on_the_shelf_and_taken_off_and_the_shop_shows_it_at_once(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var lamp = await ShelveAsync(shop, new("good", "lamp") { Published = false });
        var shirt = await ShelveAsync(shop, new("good", "shirt") { Published = false });
        var cup = await ShelveAsync(shop, new("good", "cup"));
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Equal(404, (await visitor.GetAsync("/goods/lamp")).Status);
        Assert.Equal(200, (await visitor.GetAsync("/goods/cup")).Status);

        var page = await TickAsync(owner, "Publish", lamp, shirt, cup);
        Assert.Contains("2 products put on the shelf.", page.Text);
        Assert.Equal(200, (await visitor.GetAsync("/goods/lamp")).Status);
        Assert.Contains("shirt", (await visitor.GetAsync("/goods")).Text);

        Assert.Contains("1 product taken off the shelf.", (await TickAsync(owner, "Withdraw", cup)).Text);
        Assert.Equal(404, (await visitor.GetAsync("/goods/cup")).Status);
        var changes = (await owner.GetAsync("/admin/changes")).Rows().Where(row => row.Contains("the shelf")).ToList();
        Assert.Equal(3, changes.Count);
        Assert.Contains("owner@till.example cup", changes.Single(row => row.Contains("Took off the shelf")).Replace("Took off the shelf ", ""));
    }

    [Theory, BothEngines]
    public async Task A_selection_that_is_empty_or_unreadable_or_of_nothing_here_changes_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var lamp = await ShelveAsync(shop, new("good", "lamp") { Published = false });
        using var owner = await Office.SignInAsync(shop);

        Assert.Contains("Tick the products first.", (await TickAsync(owner, "Publish")).Text);
        Assert.Equal(400, (await PostAsync(owner, "Publish", [lamp.ToString(), "<script>"])).Status);
        Assert.Equal(400, (await PostAsync(owner, "Publish", [.. Enumerable.Range(0, 51).Select(at => new Guid(at + 1, 0, 0, new byte[8]).ToString())])).Status);
        Assert.Contains("0 products", (await TickAsync(owner, "Publish", new Guid(7, 0, 0, new byte[8]))).Text);
        Assert.Equal(400, (await owner.PostAsync("/admin/products?handler=Publish", [new("Ids", lamp.ToString())])).Status); // no token

        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products WHERE published"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action LIKE 'product.%'"));
    }

    [Fact]
    public async Task The_list_asks_the_database_as_often_for_fifty_products_as_for_one()
    {
        await using var shop = await AccountsShop.OpenAsync("Postgres");
        await ShelveAsync(shop, new("good", "thing"));
        using var owner = await Office.SignInAsync(shop);
        await owner.GetAsync("/admin/products?q=thing");
        using var counter = await QueryCounter.StartAsync(OrderPageTests.Store(shop));
        await owner.GetAsync("/admin/products?q=thing");
        var one = counter.Take();

        for (var at = 0; at < 60; at++)
        {
            await ShelveAsync(shop, new("good", $"thing-{at}") { Sizes = ["S", "M"] });
        }

        counter.Take();
        Assert.Equal(50, (await owner.GetAsync("/admin/products?q=thing")).Rows().Count);
        Assert.Equal(one, counter.Take());
    }

    private static async Task<Guid> ShelveAsync(AccountsShop shop, Thing thing) => (await Shelves.AddAsync(OrderPageTests.Store(shop), thing)).Product;

    private static Task<Answer> TickAsync(Browser owner, string handler, params Guid[] ids) => PostAsync(owner, handler, [.. ids.Distinct().Select(id => id.ToString())]);

    private static async Task<Answer> PostAsync(Browser owner, string handler, IReadOnlyList<string> ids)
    {
        var page = await owner.GetAsync("/admin/products");
        var token = page.Page.QuerySelector("form.products input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        return await owner.PostAsync($"/admin/products?handler={handler}", [new("__RequestVerificationToken", token), .. ids.Select(id => new KeyValuePair<string, string>("Ids", id))]);
    }
}

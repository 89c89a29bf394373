using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>A product of each kind, from an empty form to the shelf.</summary>
public sealed class NewProductTests
{
    [Theory, BothEngines]
    public async Task A_good_with_sizes_price_stock_and_picture_is_on_the_shelf_with_one_form(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Contains("Nothing", (await visitor.GetAsync("/goods")).Text, StringComparison.OrdinalIgnoreCase);
        var form = await owner.GetAsync("/admin/products/new?kind=good");

        var sheet = await owner.UploadAsync(
            form, "main form", "Picture", Uploads.Png(60, 40), "IMG_0001.PNG",
            ("Title", "Harbour shirt"), ("Maker", "Loom & Co"), ("Description", "Linen, *washed*."), ("PriceOnce", "49.50"), ("Stock", "7"),
            ("SizeNames", "S, M , L"), ("NewAlt", "A blue shirt"), ("Published", "true"));

        Assert.Contains("It is on the shelf", sheet.Text);
        var page = await visitor.GetAsync("/goods/harbour-shirt");
        Assert.Equal(200, page.Status);
        Assert.Contains("$49.50", page.Text);
        Assert.Equal(["S", "M", "L"], page.Page.QuerySelectorAll("[name=variant]").Select(one => one.ParentElement!.TextContent.Trim()[..1]));
        Assert.Equal("A blue shirt", page.Page.QuerySelector(".show img")!.GetAttribute("alt"));
        Assert.Contains("Harbour shirt", (await visitor.GetAsync("/goods")).Text);
        Assert.Equal("GDS-HARBOUR-SHIRT-L", await shop.QueryAsync<string>("SELECT sku FROM variants WHERE size = 'L'"));
        Assert.Equal(3, await shop.QueryAsync<int>("SELECT COUNT(*) FROM stock_movements WHERE reason = 'opening' AND after = 7"));
        var changes = (await owner.GetAsync("/admin/changes")).Rows();
        Assert.Contains("Added a product Harbour shirt Price: nothing → “$49.50”", changes.Single(row => row.Contains("Added")));
    }

    [Theory, BothEngines]
    public async Task Each_kind_asks_for_what_it_needs_and_can_be_seen_by_a_visitor(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        Assert.Equal(4, (await owner.GetAsync("/admin/products/new")).Page.QuerySelectorAll(".kinds a").Length);
        Assert.Equal(4, (await owner.GetAsync("/admin/products/new?kind=car")).Page.QuerySelectorAll(".kinds a").Length);

        await owner.AddAsync("album", "Low Tide", ("Year", "2026"));
        await owner.AddAsync("book", "The Tide Table", ("Stock", ""));
        await owner.AddAsync("membership", "Back Room", ("PriceMonth", "5"), ("PriceYear", "50"));

        Assert.Contains("2026", (await visitor.GetAsync("/albums/low-tide")).Text);
        Assert.Contains("$20.00", (await visitor.GetAsync("/books/the-tide-table")).Text);
        Assert.Contains("$5.00 a month or $50.00 a year", (await visitor.GetAsync("/membership/back-room")).Text);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM plans"));
    }

    [Theory, BothEngines]
    public async Task An_address_that_nobody_typed_is_made_and_one_that_is_taken_is_said(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);

        await owner.AddAsync("book", "Über Nacht!");
        await owner.AddAsync("book", "Uber nacht");
        await owner.AddAsync("book", "夜");
        await owner.AddAsync("book", new string('x', 200));
        var refused = await owner.AddAsync("good", "Another", ("Slug", "uber-nacht"));

        Assert.Equal(400, refused.Status);
        Assert.Equal("“Über Nacht!” has this address. Choose another.", refused.ErrorAt("Slug"));
        Assert.Equal(4, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products WHERE slug IN ('uber-nacht', 'uber-nacht-2')"));
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products WHERE slug = 'book'"));
    }

    [Theory, BothEngines]
    public async Task A_preview_shows_the_text_and_keeps_what_was_typed(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var form = await owner.GetAsync("/admin/products/new?kind=book");
        var token = form.Page.QuerySelector("main form input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var page = await owner.PostAsync("/admin/products/new?kind=book&handler=Preview", new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["Title"] = "Half a ti", ["Description"] = "It is **bold**.\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))",
        });

        Assert.Equal(200, page.Status);
        Assert.Equal("bold", page.Page.QuerySelector(".description strong")!.TextContent);
        Assert.Null(page.Page.QuerySelector(".description script, .description a"));
        Assert.Equal("Half a ti", page.Page.QuerySelector("#Title")!.GetAttribute("value"));
        Assert.StartsWith("It is **bold**.", page.Page.QuerySelector("#Description")!.TextContent.Trim());
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));
    }
}

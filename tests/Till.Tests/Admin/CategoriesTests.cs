using Till.Tests.Accounts;
using Till.Tests.Catalogue;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>Categories as the owner makes, names, orders, hides and removes them, and as visitors find them.</summary>
public sealed class CategoriesTests
{
    [Theory, BothEngines]
    public async Task A_category_is_made_and_a_product_stands_in_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        await owner.AddAsync("good", "Linen Shirt");
        var product = await shop.QueryAsync<Guid>("SELECT id FROM products WHERE title = 'Linen Shirt'");
        var page = await owner.GetAsync("/admin/categories");
        Assert.Contains("There are no categories.", page.Text);

        var made = await owner.SubmitFormAsync(page, Office.Form("Add"), ("Name", "Summer Shirts"));

        Assert.Contains("The category is there.", made.Text);
        Assert.Equal(["Summer Shirts summer-shirts 0"], made.Rows());
        var category = await shop.QueryAsync<Guid>("SELECT id FROM categories");
        await owner.SaveAsync(await owner.SheetAsync(product), ("Categories", category.ToString()), ("Published", "true"));
        Assert.Equal(["Summer Shirts summer-shirts 1"], (await owner.GetAsync("/admin/categories")).Rows());
        Assert.Contains("Linen Shirt", (await owner.GetAsync("/goods?category=summer-shirts")).Text);
        Assert.Contains(await owner.ChangesAsync(), row => row.Contains("Made a category Summer Shirts", StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task A_new_name_and_address_are_shown_at_once_and_the_old_address_leads_on(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var lamps = await IdAsync(shop, "lamps");
        var sheet = await owner.GetAsync($"/admin/categories/{lamps}");

        var saved = await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Name", "Lights"), ("Slug", ""));

        Assert.Contains("Saved. Lists know it now.", saved.Text);
        var moved = await owner.GetAsync("/goods?category=lamps&sort=price");
        Assert.Equal("/goods?category=lights&sort=price", moved.Path);
        Assert.Contains("Harbour lamp", moved.Text);
        Assert.Contains("Lights", moved.Text);
        Assert.Contains("Harbour lamp", (await owner.GetAsync("/search?q=lights")).Text);
        Assert.Contains("Name: “lamps” → “Lights” Address: “lamps” → “lights”", (await owner.ChangesAsync())[0]);
        // Back again: an address that is one's own needs no leading on.
        await owner.SubmitFormAsync(saved, Office.Form("Save"), ("Slug", "lamps"));
        Assert.Equal("/goods?category=lamps", (await owner.GetAsync("/goods?category=lights")).Path);
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM former_category_slugs"));
    }

    [Theory, BothEngines]
    public async Task The_order_is_that_of_the_lists(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        Assert.Equal(["chairs", "lamps"], await NamesAsync(owner));
        var page = await owner.GetAsync("/admin/categories");
        Assert.Null(page.Page.QuerySelector(".sheet tbody tr:first-child [value=up]"));
        Assert.Null(page.Page.QuerySelector(".sheet tbody tr:last-child [value=down]"));

        var moved = await owner.SubmitFormAsync(page, $"#c-{await IdAsync(shop, "lamps")} form", ("To", "up"));

        Assert.Contains("It has moved.", moved.Text);
        Assert.Equal(["lamps", "chairs"], await NamesAsync(owner));
        Assert.Equal(
            ["lamps", "chairs"],
            (await owner.GetAsync("/goods")).Page.QuerySelectorAll("nav[aria-label=Categories] a").Skip(1).Select(link => link.TextContent.Trim().Split(' ', '\n')[0]));
        Assert.Contains("Moved a category lamps Before chairs", (await owner.ChangesAsync())[0]);
        await owner.SubmitFormAsync(moved, $"#c-{await IdAsync(shop, "lamps")} form", ("To", "up")); // it is the first already
        Assert.Equal(["lamps", "chairs"], await NamesAsync(owner));
        Assert.Contains("not there any more", (await owner.SubmitFormAsync(moved, $"#c-{await IdAsync(shop, "lamps")} form", ("To", "up"), ("Id", Guid.Empty.ToString()))).Text);
    }

    [Theory, BothEngines]
    public async Task A_hidden_one_is_nowhere_and_its_products_are_where_they_were(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var id = await IdAsync(shop, "lamps");

        await owner.SubmitFormAsync(await owner.GetAsync($"/admin/categories/{id}"), Office.Form("Save"), ("Hidden", "true"));

        var goods = await owner.GetAsync("/goods");
        Assert.Contains("Harbour lamp", goods.Text);
        Assert.DoesNotContain(goods.Page.QuerySelectorAll("a"), link => (link.GetAttribute("href") ?? "").Contains("category=lamps", StringComparison.Ordinal));
        Assert.Equal(404, (await owner.GetAsync("/goods?category=lamps")).Status);
        Assert.DoesNotContain("category=lamps", (await owner.GetAsync("/goods/lamp")).Html);
        Assert.Contains("lamps hidden lamps 1", (await owner.GetAsync("/admin/categories")).Rows()[1].Replace("lampshidden", "lamps hidden"));
        await owner.SubmitFormAsync(await owner.GetAsync($"/admin/categories/{id}"), Office.Form("Save"), ("Hidden", "false"));
        Assert.Contains("Harbour lamp", (await owner.GetAsync("/goods?category=lamps")).Text);
    }

    [Theory, BothEngines]
    public async Task Removing_one_touches_nothing_else_of_its_products(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var sheet = await owner.GetAsync($"/admin/categories/{await IdAsync(shop, "lamps")}");
        var before = await shop.QueryAsync<string>("SELECT title || version || CAST(updated_at AS text) FROM products WHERE slug = 'lamp'");

        var gone = await owner.SubmitFormAsync(sheet, Office.Form("Remove"));

        Assert.Contains("The category is gone.", gone.Text);
        Assert.Equal(["chairs"], await NamesAsync(owner));
        Assert.Equal(before, await shop.QueryAsync<string>("SELECT title || version || CAST(updated_at AS text) FROM products WHERE slug = 'lamp'"));
        Assert.Contains("Harbour lamp", (await owner.GetAsync("/goods")).Text);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM listing_places WHERE place = '/lamps'"));
        Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Remove"))).Status);
        Assert.Equal(404, (await owner.SubmitFormAsync(sheet, Office.Form("Save"))).Status);
        Assert.Contains("Removed a category lamps One product stood in it", (await owner.ChangesAsync())[0]);
    }

    [Theory, BothEngines]
    public async Task What_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var page = await owner.GetAsync("/admin/categories");
        var sheet = await owner.GetAsync($"/admin/categories/{await IdAsync(shop, "lamps")}");
        foreach (var name in (string[])["", "  ", new string('x', 61), "a\u0007b", "CHAIRS"])
        {
            var answer = await owner.SubmitFormAsync(page, Office.Form("Add"), ("Name", name));
            Assert.Equal(400, answer.Status);
            Assert.NotNull(answer.ErrorAt("Name"));
            Assert.NotNull((await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Name", name))).ErrorAt("Name"));
        }

        foreach (var slug in (string[])["Lamps", "a b", "-x", "ä", "<script>", new string('x', 81), "chairs"])
        {
            var answer = await owner.SubmitFormAsync(sheet, Office.Form("Save"), ("Slug", slug));
            Assert.Equal(400, answer.Status);
            Assert.NotNull(answer.ErrorAt("Slug"));
        }

        Assert.Equal(["chairs", "lamps"], await NamesAsync(owner));
        var script = await owner.SubmitFormAsync(page, Office.Form("Add"), ("Name", "<script>alert(1)</script>"));
        Assert.Equal(200, script.Status);
        Assert.DoesNotContain("<script>alert", script.Html);
        Assert.Equal(404, (await owner.GetAsync($"/admin/categories/{Guid.Empty}")).Status);
    }

    [Theory, BothEngines]
    public async Task A_former_address_is_taken_and_a_second_editor_is_told(string engine)
    {
        await using var shop = await OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var (lamps, chairs) = (await IdAsync(shop, "lamps"), await IdAsync(shop, "chairs"));
        var first = await owner.GetAsync($"/admin/categories/{lamps}");

        await owner.SubmitFormAsync(first, Office.Form("Save"), ("Name", "Lights"), ("Slug", "lights"));
        var second = await owner.SubmitFormAsync(first, Office.Form("Save"), ("Name", "Lanterns"));

        Assert.Equal(409, second.Status);
        Assert.Contains("saved this while you were editing it", second.Text);
        Assert.Contains("Lights", second.Text);
        Assert.Equal("Lights", await shop.QueryAsync<string>("SELECT name FROM categories WHERE id = @lamps", new { lamps }));
        var third = await owner.SubmitFormAsync(second, Office.Form("Save"), ("Name", "Lanterns"));
        Assert.Contains("Saved.", third.Text);
        var taken = await owner.SubmitFormAsync(await owner.GetAsync($"/admin/categories/{chairs}"), Office.Form("Save"), ("Slug", "lights"));
        Assert.Contains("led to “Lanterns” before", taken.ErrorAt("Slug"));
    }

    private static async Task<AccountsShop> OpenAsync(string engine)
    {
        var shop = await AccountsShop.OpenAsync(engine);
        var store = OrderPageTests.Store(shop);
        await Shelves.AddAsync(store, new("good", "chair") { Title = "Deck chair", Category = "chairs" });
        await Shelves.AddAsync(store, new("good", "lamp") { Title = "Harbour lamp", Category = "lamps" });
        return shop;
    }

    private static Task<Guid> IdAsync(AccountsShop shop, string slug) => shop.QueryAsync<Guid>("SELECT id FROM categories WHERE slug = @slug", new { slug });

    private static async Task<IReadOnlyList<string>> NamesAsync(Browser owner) =>
        [.. (await owner.GetAsync("/admin/categories")).Page.QuerySelectorAll(".sheet tbody th a").Select(link => link.TextContent)];
}

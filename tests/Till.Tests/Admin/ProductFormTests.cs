using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>Every form of the editor against whatever may be sent to it: each is answered clearly, and nothing is half-saved.</summary>
public sealed class ProductFormTests
{
    private const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

    private static readonly Guid Category = new(1, 0, 0, new byte[8]);

    private static readonly string[] Handlers =
        ["Save", "Preview", "Remove", "PutBack", "AddSize", "RemoveSize", "Price", "TakeBack", "Stock", "Picture", "ChangePicture"];

    [Theory, BothEngines]
    public async Task Nothing_is_done_without_the_forms_token_or_by_who_is_no_owner(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var buyer = await shop.SignUpAsync("ada@till.example", "correct horse battery");
        using var stranger = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("album", "Low Tide"));
        var before = await StateAsync(shop);

        foreach (var path in (string[])[.. Handlers.Select(handler => $"/admin/products/{id}?handler={handler}"), "/admin/products/new?kind=good", "/admin/products?handler=Publish",
            $"/admin/products/{id}/files?handler=Track", $"/admin/products/{id}/files?handler=File", $"/admin/products/{id}/files?handler=RemoveTrack"])
        {
            Assert.Equal(400, (await owner.PostAsync(path, [new("Title", "Taken over")])).Status);
            Assert.Equal(403, (await buyer.PostAsync(path, [new("Title", "Taken over")])).Status);
            Assert.StartsWith("/account/sign-in", (await stranger.PostAsync(path, [new("Title", "Taken over")])).Path);
        }

        Assert.Equal(before, await StateAsync(shop));
    }

    [Theory, BothEngines]
    public async Task Forms_without_their_fields_or_with_absurd_or_wrong_ones_are_answered_and_change_nothing(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("good", "Lamp", ("Stock", "3"), ("SizeNames", "S,M")));
        var other = Editor.IdOf(await owner.AddAsync("good", "Cup", ("Stock", "3"), ("SizeNames", "S,M")));
        var foreign = await shop.QueryAsync<Guid>("SELECT id FROM variants WHERE product_id = @other AND size = 'S'", new { other });
        var foreignPrice = await shop.QueryAsync<Guid>("SELECT id FROM prices WHERE variant_id = @foreign", new { foreign });
        var sheet = await owner.SheetAsync(id);
        var token = sheet.Page.QuerySelector("main form input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var before = await StateAsync(shop);
        async Task<Answer> PostAsync(string handler, params (string Name, string Value)[] fields) => await owner.PostAsync(
            $"/admin/products/{id}?handler={handler}", [new("__RequestVerificationToken", token), .. fields.Select(one => new KeyValuePair<string, string>(one.Name, one.Value))]);

        foreach (var handler in Handlers.Except(["Preview", "Remove", "PutBack"]))
        {
            var empty = await PostAsync(handler);
            Assert.True(empty.Status == 400 && empty.Page.QuerySelector(".validation-summary-errors") is not null, $"{handler}: {empty.Status}");
        }

        foreach (var (handler, fields) in ((string, (string, string)[])[])
            [
                ("RemoveSize", [("Going", foreign.ToString())]), ("RemoveSize", [("Going", "x")]),
                ("Price", [("Payer", "once"), ("Amount", "5"), ("PriceOf", foreign.ToString())]), ("Price", [("Payer", "once"), ("Amount", "5"), ("PriceOf", "x")]),
                ("TakeBack", [("PriceId", foreignPrice.ToString())]),
                ("Stock", [("Variant", $"{foreign}:3"), ("Reason", "received"), ("Number", "1")]), ("Stock", [("Variant", "x"), ("Reason", "received"), ("Number", "1")]),
                ("Stock", [("Variant", ProductSheetTests.VariantOf(sheet)), ("Reason", "stolen"), ("Number", "1")]),
                ("Stock", [("Variant", ProductSheetTests.VariantOf(sheet)), ("Reason", "received"), ("Number", "-1")]),
                ("Stock", [("Variant", ProductSheetTests.VariantOf(sheet)), ("Reason", "received"), ("Number", "99999999999999999999")]),
                ("Stock", [("Variant", ProductSheetTests.VariantOf(sheet)), ("Reason", "received"), ("Number", "1"), ("Note", new string('x', 201))]),
                ("AddSize", [("NewSize", new string('x', 25))]), ("AddSize", [("NewSize", "L"), ("NewStock", "many")]), ("AddSize", [("NewSize", "L"), ("NewSku", "GDS-CUP-S")]),
                ("ChangePicture", [("PictureId", Guid.Empty.ToString()), ("Act", "remove")]), ("ChangePicture", [("PictureId", "x"), ("Act", "up")]), ("ChangePicture", [("Act", "explode")]),
            ])
        {
            var page = await PostAsync(handler, fields);
            Assert.True(page.Status == 400 && page.Page.QuerySelector(".validation-summary-errors") is not null, $"{handler} {fields[0]}: {page.Status}");
        }

        foreach (var (field, value, error) in ((string, string, string?)[])
            [
                ("Title", "", "Title"), ("Title", new string('x', 201), "Title"), ("Title", "a\nb", "Title"), ("Maker", "  ", "Maker"), ("Slug", "", "Slug"), ("Slug", "No Slug!", "Slug"),
                ("Slug", "cup", "Slug"), ("Slug", new string('x', 81), "Slug"), ("Year", "MMXX", "Year"), ("Year", "99999", "Year"), ("Description", new string('x', 20_001), "Description"),
                ("Sizes[0].Sku", "", "Sizes_0__Sku"), ("Sizes[0].Sku", "GDS-CUP-S", "Sizes_0__Sku"), ("Sizes[0].Size", "M", "Sizes_1__Size"), ("Sizes[0].LowStock", "-1", "Sizes_0__LowStock"),
                ("Sizes[0].Id", foreign.ToString(), null), ("Sizes[0].Id", "x", null), ("Version", "x", null), ("Version", "", null),
            ])
        {
            var page = await owner.SaveAsync(await owner.SheetAsync(id), (field, value));
            Assert.True(page.Status == 400 && page.Page.QuerySelector(".validation-summary-errors") is not null, $"{field} {value[..Math.Min(9, value.Length)]}: {page.Status}");
            Assert.True(error is null || page.ErrorAt(error) is not null, $"{field} {value[..Math.Min(9, value.Length)]}");
        }

        var category = await owner.PostAsync($"/admin/products/{id}?handler=Save", SavedFields(sheet).Append(new("Categories", Guid.Empty.ToString())));
        Assert.Equal(400, category.Status);
        Assert.Equal(400, (await PostAsync("Save", [("Title", "a\0b")])).Status); // what no form can send
        Assert.Equal(404, (await owner.PostAsync($"/admin/products/{Guid.Empty}?handler=Remove", [new("__RequestVerificationToken", token)])).Status);
        Assert.Equal(404, (await owner.PostAsync("/admin/products/new?kind=car", [new("__RequestVerificationToken", token)])).Status);
        Assert.Equal(before, await StateAsync(shop));
    }

    [Theory, BothEngines]
    public async Task A_new_product_that_cannot_be_is_not_made(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);

        foreach (var (kind, field, value) in ((string, string, string)[])
            [
                ("good", "Title", ""), ("good", "Maker", ""), ("good", "PriceOnce", "free"), ("good", "PriceOnce", "0.01"), ("good", "PriceOnce", "99999999"), ("good", "Stock", "-1"),
                ("good", "Stock", "1.5"), ("good", "SizeNames", "S,s"), ("good", "SizeNames", new string('x', 30)), ("good", "SizeNames", string.Join(',', Enumerable.Range(0, 41))),
                ("membership", "PriceMonth", "x"), ("membership", "PriceYear", "-5"), ("album", "Year", "12"), ("book", "Slug", "-x-"),
            ])
        {
            var page = await owner.AddAsync(kind, "Lamp", (field, value));
            Assert.True(page.Status == 400 && page.ErrorAt(field) is not null, $"{kind} {field} {value}: {page.Status}");
        }

        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));
    }

    [Theory, BothEngines]
    public async Task Script_in_every_field_is_text_on_every_page(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        await shop.ExecuteAsync("INSERT INTO categories (id, slug, name, position) VALUES (@id, 'x', @Script, 1)", new { id = Category, Script });
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var form = await owner.GetAsync("/admin/products/new?kind=good");
        var sheet = await owner.UploadAsync(
            form, "main form", "Picture", Uploads.Png(9, 9), "<b>x.png", ("Title", Script), ("Maker", Script), ("Description", Script), ("PriceOnce", "5"), ("Stock", "5"),
            ("SizeNames", "<b>S,\"M'"), ("NewAlt", Script), ("Slug", "x"), ("Published", "true"), ("Categories", Category.ToString()));
        Assert.Contains("The product is there.", sheet.Text);
        var id = Editor.IdOf(sheet);
        await owner.SaveAsync(await owner.SheetAsync(id), ("Sizes[0].Sku", Script), ("Categories", Category.ToString()));
        await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("Stock"), ("Variant", ProductSheetTests.VariantOf(sheet)), ("Reason", "received"), ("Number", "1"), ("Note", Script));
        var (first, second) = (await owner.SheetAsync(id), await owner.SheetAsync(id));
        await owner.SaveAsync(first, ("Title", Script + "2"));

        foreach (var page in (Answer[])
            [
                await owner.SaveAsync(second, ("Maker", Script + "3")), await owner.SheetAsync(id), await owner.GetAsync("/admin/products"), await owner.GetAsync("/admin/changes"),
                await owner.GetAsync("/admin"), await owner.GetAsync($"/admin/products?q={Uri.EscapeDataString(Script)}"),
                await visitor.GetAsync("/goods/x"), await visitor.GetAsync("/goods"), await visitor.GetAsync("/"), await visitor.GetAsync("/search?q=alert"),
            ])
        {
            Assert.DoesNotContain(page.Page.Scripts, script => script.TextContent.Contains("alert(1)") && script.Type != "application/ld+json");
            Assert.Empty(page.Page.QuerySelectorAll("[onerror], img[src=x]"));
            Assert.Contains("alert(1)", page.Text);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> SavedFields(Answer sheet) =>
        sheet.Page.QuerySelectorAll<IHtmlInputElement>($"{Office.Form("Save")} input[name]").Where(input => input.Type != "checkbox" || input.IsChecked)
            .Select(input => new KeyValuePair<string, string>(input.Name!, input.Value));

    /// <summary>All that a form could have changed, in one text.</summary>
    private static async Task<string> StateAsync(AccountsShop shop)
    {
        var state = new List<string>();
        foreach (var table in (string[])["products", "variants", "prices", "member_prices", "pictures", "tracks", "product_files", "files", "product_categories", "former_slugs", "stock_movements", "audit"])
        {
            state.Add($"{table} {await shop.QueryAsync<long>($"SELECT COUNT(*) FROM {table}")}");
        }

        state.Add(await shop.QueryAsync<string>("SELECT MIN(title) || MAX(maker) || MAX(slug) || SUM(version) FROM products"));
        state.Add(await shop.QueryAsync<string>("SELECT MIN(size) || MAX(sku) || SUM(stock) || SUM(low_stock) FROM variants WHERE stock IS NOT NULL OR size = ''") ?? "");
        return string.Join('\n', state);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Admin;

/// <summary>One product over its life in the shop.</summary>
public sealed class ProductSheetTests
{
    [Theory, BothEngines]
    public async Task What_is_saved_shows_at_once_and_is_on_record_with_what_was_before(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        var category = Chance.Secure.NewId(shop.Clock.GetUtcNow());
        await shop.ExecuteAsync("INSERT INTO categories (id, slug, name, position) VALUES (@category, 'lamps', 'Lamps', 1)", new { category });
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("good", "Lamp", ("Stock", "9")));
        Assert.Contains("Lamp", (await visitor.GetAsync("/goods/lamp")).Text);

        var saved = await owner.SaveAsync(
            await owner.SheetAsync(id), ("Title", "Harbour lamp"), ("Description", "Brass."), ("Year", "2025"), ("Categories", category.ToString()),
            ("MemberOnly", "true"), ("Sizes[0].Sku", "LAMP-1"), ("Sizes[0].LowStock", "9"));

        Assert.Contains("Saved.", saved.Text);
        var page = await visitor.GetAsync("/goods/lamp");
        Assert.Contains("Harbour lamp", page.Text);
        Assert.Contains("Brass.", page.Text);
        Assert.Contains("Harbour lamp", (await visitor.GetAsync("/goods?category=lamps")).Text);
        Assert.NotNull(saved.Page.QuerySelector($"[name=Categories][value='{category}'][checked]"));
        Assert.Contains("Harbour lamp", (await owner.GetAsync("/admin")).Text); // low at nine
        var change = (await owner.GetAsync("/admin/changes")).Rows().Single(row => row.Contains("Changed"));
        Assert.Contains("owner@till.example Changed a product Harbour lamp", change);
        foreach (var part in (string[])["Title: “Lamp” → “Harbour lamp”", "Description: nothing → “Brass.”", "Year: nothing → “2025”", "Categories: nothing → “Lamps”",
            "For members only: “no” → “yes”", "Code: “GDS-LAMP” → “LAMP-1”", "Low stock: “5” → “9”"])
        {
            Assert.Contains(part, change);
        }

        await owner.SaveAsync(await owner.SheetAsync(id)); // nothing is another way, so nothing is written
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action LIKE 'product.%'"));
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT version FROM products"));
    }

    [Theory, BothEngines]
    public async Task A_changed_address_leaves_one_that_leads_on_for_good(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        using var raw = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = shop.Address };
        var id = Editor.IdOf(await owner.AddAsync("album", "Low Tide"));

        await owner.SaveAsync(await owner.SheetAsync(id), ("Slug", "low-water"));
        await owner.SaveAsync(await owner.SheetAsync(id), ("Slug", "ebb"));

        using var moved = await raw.GetAsync("/albums/low-tide", TestContext.Current.CancellationToken);
        Assert.Equal((301, "/albums/ebb"), ((int)moved.StatusCode, moved.Headers.Location!.ToString()));
        Assert.Equal("/albums/ebb", (await visitor.GetAsync("/albums/low-water")).Path);
        Assert.Equal(404, (await visitor.GetAsync("/books/low-tide")).Status);

        var taken = await owner.AddAsync("album", "Another", ("Slug", "low-tide"));
        Assert.Equal("This address led to “Low Tide” before, and still does. Choose another.", taken.ErrorAt("Slug"));

        await owner.SaveAsync(await owner.SheetAsync(id), ("Slug", "low-tide")); // its own may be taken up again
        Assert.Equal("/albums/low-tide", (await visitor.GetAsync("/albums/ebb")).Path);
        await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("Remove"));
        Assert.Equal(404, (await visitor.GetAsync("/albums/ebb")).Status);
    }

    [Theory, BothEngines]
    public async Task The_second_of_two_editors_is_told_and_nothing_of_either_is_lost(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("book", "The Tide Table"));
        var (first, second) = (await owner.SheetAsync(id), await owner.SheetAsync(id));

        await owner.SaveAsync(first, ("Title", "The Tide Tables"), ("Description", "What the first wrote."));
        var told = await owner.SaveAsync(second, ("Maker", "Mara Voss"), ("Description", "What the second <b>wrote</b>."));

        Assert.Equal(409, told.Status);
        Assert.Contains("owner@till.example saved this product while you were editing it", told.Text);
        Assert.Equal("What the second <b>wrote</b>.", told.Page.QuerySelector("#Description")!.TextContent.Trim());
        Assert.Equal("Mara Voss", told.Page.QuerySelector("#Maker")!.GetAttribute("value"));
        var theirs = told.Page.QuerySelector(".theirs")!.TextContent;
        Assert.Contains("What the first wrote.", theirs);
        Assert.Contains("The Tide Tables", theirs);
        Assert.Equal("What the first wrote.", await shop.QueryAsync<string>("SELECT description FROM products"));

        await owner.SaveAsync(told, ("Title", "The Tide Tables"), ("Description", "What both wrote.")); // deliberately
        Assert.Equal(("The Tide Tables", "Mara Voss", "What both wrote."), await shop.QueryAsync<(string, string, string)>("SELECT title, maker, description FROM products"));
    }

    [Theory, BothEngines]
    public async Task Two_who_save_at_the_very_same_moment_are_one_saved_and_one_told(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("book", "The Tide Table"));
        var sheet = await owner.SheetAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => owner.SaveAsync(sheet, ("Title", $"Title {at}"))));

        Assert.Equal([200, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action LIKE 'product.%'"));
    }

    [Theory, BothEngines]
    public async Task Sizes_are_added_renamed_exchanged_and_taken_away(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("good", "Shirt", ("Stock", "4")));
        Task<Answer> NewSizeAsync(Answer sheet, string size) => owner.SubmitFormAsync(sheet, Office.Form("AddSize"), ("NewSize", size), ("NewStock", "2"));

        var refused = await NewSizeAsync(await owner.SheetAsync(id), "M");
        Assert.Contains("Give what is there a size first", refused.ErrorAt("NewSize"));
        await owner.SaveAsync(await owner.SheetAsync(id), ("Sizes[0].Size", "S"));
        await NewSizeAsync(await owner.SheetAsync(id), "M");
        Assert.Equal("There is a size m already.", (await NewSizeAsync(await owner.SheetAsync(id), "m")).ErrorAt("NewSize"));
        Assert.Equal(2, await shop.QueryAsync<int>("SELECT COUNT(*) FROM prices WHERE amount_minor = 2000")); // it costs what the first does

        var sheet = await owner.SheetAsync(id);
        var (s, m) = (sheet.Page.QuerySelector("[name='Sizes[0].Id']")!.GetAttribute("value")!, sheet.Page.QuerySelector("[name='Sizes[1].Id']")!.GetAttribute("value")!);
        await owner.SaveAsync(sheet, ("Sizes[0].Size", "M"), ("Sizes[1].Size", "S"), ("Sizes[0].Sku", "X-M"), ("Sizes[1].Sku", "GDS-SHIRT"));
        Assert.Equal("M", await shop.QueryAsync<string>("SELECT size FROM variants WHERE id = @id", new { id = Guid.Parse(s) }));
        Assert.Equal("There are two sizes L.", (await owner.SaveAsync(await owner.SheetAsync(id), ("Sizes[0].Size", "L"), ("Sizes[1].Size", "L"))).ErrorAt("Sizes_1__Size"));
        Assert.Equal("Something else has the code X-M.", (await owner.SaveAsync(await owner.SheetAsync(id), ("Sizes[1].Sku", "X-M"))).ErrorAt("Sizes_1__Sku"));

        await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("RemoveSize"), ("Going", m));
        Assert.Null((await owner.SheetAsync(id)).Page.QuerySelector(Office.Form("RemoveSize")));
        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM variants"));
    }

    [Theory, BothEngines]
    public async Task A_price_begins_on_its_day_can_be_taken_back_until_then_and_is_never_overwritten(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("book", "The Tide Table"));
        async Task<Answer> PriceAsync(string amount, string from, string payer = "once") => await PriceOfAsync(owner, id, amount, from, payer);

        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains("The price is set.", (await PriceAsync("24.50", "")).Text);
        Assert.Contains("$24.50", (await visitor.GetAsync("/books/the-tide-table")).Text);
        await PriceAsync("30", "2026-12-01");
        Assert.Contains("begins on that day already", (await PriceAsync("31", "2026-12-01")).ErrorAt("From"));
        await PriceAsync("19", "", "members");
        Assert.Contains("$19.00 for members", (await visitor.GetAsync("/books/the-tide-table")).Text);
        await PriceAsync("99", "2027-01-01");
        var sheet = await owner.SheetAsync(id);
        Assert.Equal(2, sheet.Page.QuerySelectorAll(Office.Form("TakeBack")).Length);
        Assert.Contains("$20.00", sheet.Page.QuerySelector("details table")!.TextContent); // history

        Assert.Contains("taken back", (await owner.SubmitFormAsync(sheet, Office.Form("TakeBack"))).Text); // the one of January stands first
        shop.Clock.Advance(TimeSpan.FromDays(12));
        Assert.Contains("$30.00", (await visitor.GetAsync("/books/the-tide-table")).Text);
        Assert.Contains("has begun", (await owner.SubmitFormAsync(sheet, Office.Form("TakeBack"), ("PriceId", await FirstPriceAsync(shop)))).Text);
        Assert.Equal(3, await shop.QueryAsync<int>("SELECT COUNT(*) FROM prices"));
        Assert.Equal(5, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action = 'product.priced'"));
    }

    [Theory, BothEngines]
    public async Task Prices_that_cannot_be_are_refused_at_their_field(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("book", "The Tide Table"));

        foreach (var (amount, from, payer, field) in ((string, string, string, string)[])
            [("", "", "once", "Amount"), ("abc", "", "once", "Amount"), ("-1", "", "once", "Amount"), ("0", "", "once", "Amount"), ("0.10", "", "once", "Amount"),
             ("19,99", "", "once", "Amount"), ("1.234", "", "once", "Amount"), ("1000000", "", "once", "Amount"), (new string('9', 40), "", "once", "Amount"),
             ("5", "2020-01-01", "once", "From"), ("5", "2099-01-01", "once", "From"), ("5", "tomorrow", "once", "From"), ("5", "", "month", "Payer"), ("5", "", "<script>", "Payer")])
        {
            var page = await PriceOfAsync(owner, id, amount, from, payer);
            Assert.Equal(400, page.Status);
            Assert.NotNull(page.ErrorAt(field));
        }

        Assert.Equal(1, await shop.QueryAsync<int>("SELECT COUNT(*) FROM prices"));
    }

    [Theory, BothEngines]
    public async Task Stock_moves_with_a_reason_and_its_history_is_kept(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("good", "Lamp", ("Stock", "1")));
        Assert.Contains("Only 1 left", (await visitor.GetAsync("/goods/lamp")).Text);
        Task<Answer> MoveAsync(Answer sheet, string reason, string number, string note = "") => owner.SubmitFormAsync(
            sheet, Office.Form("Stock"), ("Variant", VariantOf(sheet)), ("Reason", reason), ("Number", number), ("Note", note));

        await MoveAsync(await owner.SheetAsync(id), "damaged", "1", "Fell <b>down</b>");
        Assert.Contains("Sold out", (await visitor.GetAsync("/goods/lamp")).Text);
        Assert.Contains("no more than 0 can go", (await MoveAsync(await owner.SheetAsync(id), "lost", "1")).ErrorAt("Number"));
        await MoveAsync(await owner.SheetAsync(id), "received", "30");
        var sheet = await owner.SheetAsync(id);
        await shop.ExecuteAsync("UPDATE variants SET stock = stock - 2"); // sold while the owner counts
        Assert.Contains("went from 30 to 28", (await MoveAsync(sheet, "counted", "29")).ErrorAt("Number"));
        await MoveAsync(await owner.SheetAsync(id), "counted", "27");
        await MoveAsync(await owner.SheetAsync(id), "uncounted", "");
        Assert.Contains("not counted yet", (await MoveAsync(await owner.SheetAsync(id), "received", "1")).ErrorAt("Reason"));

        var lines = (await owner.SheetAsync(id)).Page.QuerySelectorAll("#stock ~ details tbody tr").Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Equal(5, lines.Count);
        Assert.Contains("Damaged: Fell <b>down</b> −1 0 owner@till.example", lines.Single(line => line.Contains("Damaged")));
        Assert.Contains("Stock: “28” → “27”", string.Join(' ', (await owner.GetAsync("/admin/changes")).Rows()));
    }

    [Theory, BothEngines]
    public async Task A_removed_product_is_gone_from_the_shop_and_untouched_for_who_bought_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        using var buyer = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("album", "Low Tide"));
        await owner.UploadAsync(await owner.GetAsync($"/admin/products/{id}/files"), Office.Form("File"), "Upload", [(byte)'P', (byte)'K', 3, 4, 1, 2, 3], "low-tide.zip");
        var order = await new Bought { Items = [new("Low Tide", "", 1, 20_00, Delivered: false, Kind: "album")] }.KeepAsync(OrderPageTests.Store(shop));
        await shop.ExecuteAsync(
            "INSERT INTO entitlements (id, order_id, product_id, granted_at) VALUES (@id, @order, @product, @now)",
            new { id = Chance.Secure.NewId(shop.Clock.GetUtcNow()), order = order.Id, product = id, now = shop.Clock.GetUtcNow() });
        var before = await buyer.GetAsync(order.Path);

        Assert.Contains("What was sold of it stays", (await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("Remove"))).Text);

        Assert.Equal(404, (await buyer.GetAsync("/albums/low-tide")).Status);
        Assert.DoesNotContain("Low Tide", (await buyer.GetAsync("/albums")).Text);
        Assert.DoesNotContain("Low Tide", (await owner.GetAsync("/admin/products")).Text);
        Assert.Contains("Low Tide", (await owner.GetAsync("/admin/products?state=removed")).Text);
        var after = await buyer.GetAsync(order.Path);
        Assert.Equal(before.Text, after.Text);
        var link = after.Page.QuerySelector("a[href*='low-tide.zip']")!.GetAttribute("href")!;
        Assert.Equal(200, (await buyer.GetAsync(link)).Status);
        Assert.Equal(200, (await owner.GetAsync($"/admin/orders/{order.Id}")).Status);

        await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("PutBack"));
        Assert.Contains("not on the shelf", (await owner.GetAsync("/admin/products")).Text);
        Assert.Equal(404, (await buyer.GetAsync("/albums/low-tide")).Status);
    }

    internal static string VariantOf(Answer sheet) => sheet.Page.QuerySelector("#Variant option")!.GetAttribute("value")!;

    private static async Task<Answer> PriceOfAsync(Browser owner, Guid id, string amount, string from, string payer) => await owner.SubmitFormAsync(
        await owner.SheetAsync(id), Office.Form("Price"), ("Amount", amount), ("From", from), ("Payer", payer));

    private static async Task<string> FirstPriceAsync(AccountsShop shop) =>
        (await shop.QueryAsync<Guid>("SELECT id FROM prices ORDER BY from_at LIMIT 1")).ToString();
}

using System.Text;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Transfer;

namespace Till.Tests.Transfer;

/// <summary>Import and export as an owner finds them in the browser.</summary>
public sealed class ImportPageTests
{
    [Theory, BothEngines]
    public async Task A_file_is_looked_at_first_and_written_when_the_owner_agrees(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);

        var looked = await UploadAsync(owner, "address,title,price,stock\nmug,A <b>mug</b>,12.00,5\n");

        Assert.StartsWith("/admin/import/", looked.Path);
        Assert.Contains("Till's own table", looked.Text);
        Assert.Contains("A <b>mug</b> new", looked.Text);
        Assert.Contains("Price: nothing → “$12.00”", looked.Text);
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM products"));

        var done = await WrittenAsync(owner, await owner.SubmitFormAsync(looked, "main form:not([action*=handler])"));

        Assert.Contains("Done: 1 product new, 0 changed, 0 as they were.", done.Text);
        Assert.Equal(5, await shop.QueryAsync<int>("SELECT stock FROM variants"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT length(content) FROM imports"));
        Assert.Contains(await owner.ChangesAsync(), row => row.Contains("Imported products") && row.Contains(Office.OwnerEmail));
        Assert.Contains("There is nothing to write", (await UploadAsync(owner, "address,title,price,stock\nmug,A <b>mug</b>,12.00,5\n")).Text);
    }

    [Theory, BothEngines]
    public async Task A_plan_that_is_out_of_date_is_shown_anew_and_nothing_is_written(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        await ImportTests.WriteAsync(shop, "address,title,stock\nmug,A mug,5\n");
        var looked = await UploadAsync(owner, "address,stock\nmug,9\n");
        await shop.ExecuteAsync("UPDATE variants SET stock = 4");

        var shown = await WrittenAsync(owner, await owner.SubmitFormAsync(looked, "main form:not([action*=handler])"));

        Assert.Contains("The shop has changed since you looked", shown.Text);
        Assert.Contains("“4” → “9”", shown.Text);
        Assert.Equal(4, await shop.QueryAsync<int>("SELECT stock FROM variants"));
        Assert.Equal("/admin/import", (await owner.SubmitFormAsync(shown, Office.Form("Discard"))).Path);
        Assert.Equal(404, (await owner.GetAsync(shown.Path)).Status);
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_read_is_told_and_nothing_is_kept(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var form = await owner.GetAsync("/admin/import");

        var wrong = await UploadAsync(owner, "address,price\nmug,free\n,1\n");
        var none = await owner.SubmitAsync(form);
        var empty = await UploadAsync(owner, "");
        var picture = await owner.UploadAsync(form, "main form", "Upload", Uploads.Png(4, 4), "a.csv", ("Kind", "good"));
        var kind = await owner.UploadAsync(form, "main form", "Upload", "address\nx"u8.ToArray(), "a.csv", ("Kind", "car"));
        var large = await owner.UploadAsync(form, "main form", "Upload", new byte[CsvTable.MaxBytes + 1], "a.csv", ("Kind", "good"));
        var larger = await owner.UploadAsync(form, "main form", "Upload", new byte[CsvTable.MaxBytes + 6_000_000], "a.csv", ("Kind", "good"));

        Assert.All([wrong, none, empty, picture, kind, large], answer => Assert.Equal(400, answer.Status));
        Assert.Equal(413, larger.Status);
        Assert.Contains("2 things in the file have to be put right Nothing was changed. Line 2, price", wrong.Text);
        Assert.Equal("Choose a file.", none.ErrorAt("Upload"));
        Assert.Contains("empty", empty.ErrorAt("Upload"));
        Assert.Contains("UTF-8", picture.Text);
        Assert.Equal("Choose one of these.", kind.ErrorAt("Kind"));
        Assert.Contains("at most 20 MB", large.ErrorAt("Upload"));
        Assert.Equal(0, await shop.QueryAsync<int>("SELECT COUNT(*) FROM imports"));
        Assert.Equal(404, (await owner.GetAsync($"/admin/import/{Guid.Empty}")).Status);
    }

    [Theory, BothEngines]
    public async Task What_goes_out_comes_in_again_as_it_is(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        await owner.AddAsync("album", "=Low; Tide", ("Year", "2026"), ("Description", "One\n\ntwo, \"three\""));
        await owner.AddAsync("good", "Shirt", ("SizeNames", "S, M"), ("Stock", "7"), ("Published", "true"));
        await owner.AddAsync("membership", "Back Room", ("PriceMonth", "5"), ("PriceYear", "50"));

        using var answer = await owner.FetchAsync("/admin/import?handler=Export&file=products");
        var file = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("attachment", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Contains("'=Low; Tide", file);
        Assert.Contains("There is nothing to write", (await UploadAsync(owner, file)).Text);
    }

    [Theory, BothEngines]
    public async Task Orders_their_lines_and_customers_go_out_as_files(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine, canPay: true);
        using var owner = await Office.SignInAsync(shop);
        var store = OrderPageTests.Store(shop);
        for (var at = 0; at < 3; at++)
        {
            await new Bought { At = shop.Clock.GetUtcNow(), Email = $"buyer{at}@till.example", Name = "=Ada" }.KeepAsync(store);
        }

        var orders = await TableAsync(owner, "orders");
        var lines = await TableAsync(owner, "order-lines");
        var customers = await TableAsync(owner, "customers");

        Assert.Equal(3, orders.Rows.Count);
        Assert.Equal(("20.00", "'=Ada", "paid"), (orders.Cell(orders.Rows[0], "total"), orders.Cell(orders.Rows[0], "name"), orders.Cell(orders.Rows[0], "state")));
        Assert.StartsWith("pi_", orders.Cell(orders.Rows[0], "payment"));
        Assert.Equal(("Linen shirt", "M", "2", "10.00", "20.00"), (Of("title"), Of("size"), Of("quantity"), Of("unit"), Of("total")));
        Assert.Equal(["buyer0@till.example", "buyer1@till.example", "buyer2@till.example"], customers.Rows.Select(row => customers.Cell(row, "email")).Order());
        Assert.Equal("1", customers.Cell(customers.Rows[0], "orders"));
        Assert.Equal(404, (await owner.GetAsync("/admin/import?handler=Export&file=secrets")).Status);

        string Of(string column) => lines.Cell(lines.Rows[0], column);
    }

    private static async Task<CsvTable> TableAsync(Browser owner, string file)
    {
        using var answer = await owner.FetchAsync($"/admin/import?handler=Export&file={file}");
        var (table, faults) = CsvTable.Read(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(faults);
        return table!;
    }

    private static async Task<Answer> UploadAsync(Browser owner, string text) => await owner.UploadAsync(
        await owner.GetAsync("/admin/import"), "main form", "Upload", Encoding.UTF8.GetBytes(text), "products.csv", ("Kind", "good"));

    /// <summary>The page looks again by itself for as long as the file is written.</summary>
    private static async Task<Answer> WrittenAsync(Browser owner, Answer page)
    {
        while (page.Page.QuerySelector("meta[http-equiv=refresh]") is not null)
        {
            page = await owner.GetAsync(page.Path);
        }

        return page;
    }
}

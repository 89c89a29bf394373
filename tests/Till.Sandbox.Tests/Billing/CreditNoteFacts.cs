using System.Globalization;
using System.Text;

namespace Till.Sandbox.Tests.Billing;

public sealed class CreditNoteFacts
{
    [Fact]
    public async Task A_note_on_an_open_invoice_lessens_what_is_due_and_a_void_one_does_not()
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Open(sandbox, 4200);
        var note = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=1200&memo=Sorry");
        Assert.Equal(("pre_payment", 1200, "issued"), (note["type"].GetString(), note["pre_payment_amount"].GetInt32(), note["status"].GetString()));
        Assert.Equal(invoice["number"].GetString() + "-CN-01", note["number"].GetString());
        var lessened = await sandbox.Get("/v1/invoices/" + invoice.Id);
        Assert.Equal((3000, 3000, 1200), (
            lessened["amount_due"].GetInt32(), lessened["amount_remaining"].GetInt32(), lessened["pre_payment_credit_notes_amount"].GetInt32()));
        var tooMuch = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=3001");
        Assert.Equal(400, tooMuch.Status);
        Assert.Equal("void", (await sandbox.Post($"/v1/credit_notes/{note.Id}/void"))["status"].GetString());
        Assert.Equal(4200, (await sandbox.Get("/v1/invoices/" + invoice.Id))["amount_due"].GetInt32());
        Assert.Equal(400, (await sandbox.Post($"/v1/credit_notes/{note.Id}/void")).Status);
    }

    [Fact]
    public async Task A_note_over_all_that_is_due_settles_the_invoice_without_a_payment()
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Open(sandbox, 4200);
        await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=4200");
        var settled = await sandbox.Get("/v1/invoices/" + invoice.Id);
        Assert.Equal(("paid", 0), (settled["status"].GetString(), settled["amount_paid"].GetInt32()));
        Assert.Equal("canceled", (await sandbox.Get("/v1/payment_intents?limit=1"))["data"][0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_note_on_a_paid_invoice_gives_back_as_refund_and_as_credit_and_never_more_than_was_paid()
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Paid(sandbox, 4200);
        var note = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=1000&refund_amount=600&credit_amount=400&reason=product_unsatisfactory");
        Assert.Equal(("post_payment", 1000), (note["type"].GetString(), note["post_payment_amount"].GetInt32()));
        var refund = await sandbox.Get("/v1/refunds/" + note["refunds"][0].GetProperty("refund").GetString());
        Assert.Equal(600, refund["amount"].GetInt32());
        var customer = invoice["customer"].GetString();
        Assert.Equal(-400, (await sandbox.Get("/v1/customers/" + customer))["balance"].GetInt32());
        var moved = await sandbox.Get($"/v1/customers/{customer}/balance_transactions/{note["customer_balance_transaction"].GetString()}");
        Assert.Equal(("credit_note", note.Id), (moved["type"].GetString(), moved["credit_note"].GetString()));
        Assert.Equal(1000, (await sandbox.Get("/v1/invoices/" + invoice.Id))["post_payment_credit_notes_amount"].GetInt32());
        Assert.Equal(400, (await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=3201&refund_amount=3201")).Status);
        Assert.Equal(400, (await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=100&refund_amount=99")).Status);
        Assert.Equal(400, (await sandbox.Post($"/v1/credit_notes/{note.Id}/void")).Status);
    }

    [Fact]
    public async Task A_line_goes_back_with_its_share_of_tax_and_discount_and_only_once()
    {
        await using var sandbox = await TestSandbox.Start();
        var rate = (await sandbox.Post("/v1/tax_rates", "display_name=VAT&percentage=20&inclusive=false")).Id;
        var coupon = (await sandbox.Post("/v1/coupons", "percent_off=50")).Id;
        var customer = (await sandbox.Post("/v1/customers", "email=ada@example.org")).Id;
        await sandbox.Post("/v1/invoiceitems", $"customer={customer}&amount=2000&currency=usd&description=Work");
        var draft = await sandbox.Post(
            "/v1/invoices", $"customer={customer}&pending_invoice_items_behavior=include&default_tax_rates[]={rate}&discounts[0][coupon]={coupon}");
        var invoice = await sandbox.Post($"/v1/invoices/{draft.Id}/finalize");
        Assert.Equal(1200, invoice["total"].GetInt32());
        var line = invoice["lines"].GetProperty("data")[0].GetProperty("id").GetString();
        var note = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]={line}&lines[0][amount]=1000");
        Assert.Equal((1000, 500, 600), (note["subtotal"].GetInt32(), note["discount_amount"].GetInt32(), note["total"].GetInt32()));
        Assert.Equal(100, note["total_taxes"][0].GetProperty("amount").GetInt32());
        var again = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]={line}&lines[0][amount]=1001");
        Assert.Equal(400, again.Status);
    }

    [Fact]
    public async Task A_preview_says_what_a_note_would_be_and_leaves_nothing_behind()
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Open(sandbox, 4200);
        var before = await sandbox.Events();
        const string line = "lines[0][type]=custom_line_item&lines[0][unit_amount]=300&lines[0][quantity]=2&lines[0][description]=Late";
        Assert.Equal(600, (await sandbox.Get($"/v1/credit_notes/preview?invoice={invoice.Id}&{line}"))["total"].GetInt32());
        Assert.Equal("Late", (await sandbox.Get($"/v1/credit_notes/preview/lines?invoice={invoice.Id}&{line}"))["data"][0].GetProperty("description").GetString());
        Assert.Empty((await sandbox.Get("/v1/credit_notes"))["data"].EnumerateArray());
        Assert.Equal(before, await sandbox.Events());
        Assert.Equal(4200, (await sandbox.Get("/v1/invoices/" + invoice.Id))["amount_due"].GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("&amount=0")]
    [InlineData("&amount=100&lines[0][type]=custom_line_item&lines[0][unit_amount]=99&lines[0][quantity]=1")]
    [InlineData("&lines[0][type]=invoice_line_item&lines[0][invoice_line_item]=il_nobody")]
    [InlineData("&amount=100&refund_amount=100")]
    public async Task A_note_that_does_not_add_up_is_refused(string more)
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Open(sandbox, 4200);
        Assert.Equal(400, (await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}{more}")).Status);
        Assert.Empty((await sandbox.Get("/v1/credit_notes?invoice=" + invoice.Id))["data"].EnumerateArray());
    }

    [Fact]
    public async Task A_notes_document_says_what_it_credits()
    {
        await using var sandbox = await TestSandbox.Start();
        var invoice = await Open(sandbox, 4200);
        var note = await sandbox.Post("/v1/credit_notes", $"invoice={invoice.Id}&amount=1200");
        using var answer = await sandbox.Raw(HttpMethod.Get, new Uri(note["pdf"].GetString()!).AbsolutePath, null);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        var text = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("($12.00 USD credited)", text, StringComparison.Ordinal);
    }

    private static async Task<ApiAnswer> Open(TestSandbox sandbox, long amount, string more = "")
    {
        var customer = (await sandbox.Post("/v1/customers", "email=ada@example.org" + more)).Id;
        await sandbox.Post("/v1/invoiceitems", string.Create(CultureInfo.InvariantCulture, $"customer={customer}&amount={amount}&currency=usd&description=Work"));
        var draft = await sandbox.Post("/v1/invoices", $"customer={customer}&pending_invoice_items_behavior=include");
        return await sandbox.Post($"/v1/invoices/{draft.Id}/finalize");
    }

    private static async Task<ApiAnswer> Paid(TestSandbox sandbox, long amount)
    {
        var invoice = await Open(sandbox, amount, "&payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa");
        return await sandbox.Post($"/v1/invoices/{invoice.Id}/pay");
    }
}

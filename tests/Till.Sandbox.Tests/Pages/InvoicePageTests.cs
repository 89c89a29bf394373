using System.Net;
using System.Text;
using System.Text.Json;

namespace Till.Sandbox.Tests.Pages;

/// <summary>The page at an invoice's address, and its document.</summary>
public sealed class InvoicePageTests
{
    [Fact]
    public async Task An_open_invoice_is_read_and_paid_by_card()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var (id, page) = await Bill(shop);
        var shown = await shop.GetAsync(page);
        Assert.Contains("$42.00", shown.Text("h1"), StringComparison.Ordinal);
        Assert.Contains("Two days of work", shown.Text(".payment .lines"), StringComparison.Ordinal);
        Assert.Equal("Pay $42.00", shown.Text("button.pay"));
        var paid = await shop.PostAsync(page, Shopkeeper.Card("4242 4242 4242 4242"));
        Assert.Equal((HttpStatusCode.SeeOther, page), (paid.Status, paid.Location));
        var after = await shop.GetAsync(page);
        Assert.Contains("Paid to", after.Text("h1"), StringComparison.Ordinal);
        Assert.Null(after.Page.QuerySelector("form"));
        Assert.Equal("paid", (await shop.ApiAsync(HttpMethod.Get, "/v1/invoices/" + id)).GetProperty("status").GetString());
        await shop.PostAsync(page, Shopkeeper.Card("4242 4242 4242 4242"));
        Assert.Single((await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_declined_card_leaves_the_invoice_open_and_the_form_usable()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var (_, page) = await Bill(shop);
        var declined = await shop.PostAsync(page, Shopkeeper.Card("4000 0000 0000 9995"));
        Assert.Equal(HttpStatusCode.PaymentRequired, declined.Status);
        Assert.Contains("Your card has insufficient funds.", declined.Text(".alert.bad"), StringComparison.Ordinal);
        var missing = await shop.PostAsync(page, Shopkeeper.Card(""));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Enter your card number."), (missing.Status, missing.Text("#cardNumber-error")));
        Assert.Equal(HttpStatusCode.SeeOther, (await shop.PostAsync(page, Shopkeeper.Card("4242 4242 4242 4242"))).Status);
    }

    [Theory]
    [InlineData("complete", "paid")]
    [InlineData("fail", "open")]
    public async Task A_card_whose_bank_asks_pays_once_its_holder_has_answered(string outcome, string status)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var (id, page) = await Bill(shop);
        var challenged = await shop.PostAsync(page, Shopkeeper.Card("4000 0000 0000 3220"));
        var waiting = await shop.GetAsync(page);
        Assert.Equal(challenged.Location, waiting.Page.QuerySelector(".alert a")!.GetAttribute("href"));
        var form = (await shop.GetAsync(challenged.Location!)).Page.QuerySelector("form")!;
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(input => new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value")!));
        var answered = await shop.PostAsync("/3d_secure_2/hosted", [.. fields, new("outcome", outcome)]);
        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync(answered.Location!)).Status);
        Assert.Equal(status, (await shop.ApiAsync(HttpMethod.Get, "/v1/invoices/" + id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Who_does_not_know_the_address_sees_nothing()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var (id, _) = await Bill(shop);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync($"/i/{id}/guess")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync($"/i/{id}/guess/pdf")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync($"/i/{id}/guess", Shopkeeper.Card("4242 4242 4242 4242"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/i/in_nobody/guess")).Status);
    }

    [Fact]
    public async Task The_document_is_a_page_that_any_reader_opens()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var (_, page) = await Bill(shop, "Zoë’s (big) \\ order, 10 €");
        using var request = new HttpRequestMessage(HttpMethod.Get, shop.Server.Address + page + "/pdf");
        using var answer = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("%PDF-1.4\n", text, StringComparison.Ordinal);
        Assert.EndsWith("%%EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("(Zo\u00eb\u0092s \\(big\\) \\\\ order, 10 \u0080)", text, StringComparison.Ordinal);
        Assert.Contains("($42.00 USD due", text, StringComparison.Ordinal);
        // The table at the end says where each object begins.
        var table = int.Parse(text[(text.IndexOf("startxref\n", StringComparison.Ordinal) + 10)..text.IndexOf("\n%%EOF", StringComparison.Ordinal)]);
        var entries = text[table..].Split('\n').Where(line => line.EndsWith(" n ", StringComparison.Ordinal)).Select(line => int.Parse(line[..10])).ToList();
        Assert.Equal(7, entries.Count);
        Assert.All(entries.Select((at, index) => (at, index)), entry => Assert.StartsWith($"{entry.index + 1} 0 obj\n", text[entry.at..], StringComparison.Ordinal));
        var content = text[text.IndexOf("stream\n", StringComparison.Ordinal)..];
        Assert.Contains($"/Length {content.IndexOf("endstream", StringComparison.Ordinal) - 7} ", text, StringComparison.Ordinal);
    }

    private static async Task<(string Id, string Page)> Bill(Shopkeeper shop, string description = "Two days of work")
    {
        var customer = Id(await shop.ApiAsync(HttpMethod.Post, "/v1/customers", new(StringComparer.Ordinal) { ["email"] = "ada@example.org", ["name"] = "Ada" }));
        await shop.ApiAsync(HttpMethod.Post, "/v1/invoiceitems", new(StringComparer.Ordinal)
        {
            ["customer"] = customer, ["amount"] = "4200", ["currency"] = "usd", ["description"] = description,
        });
        var draft = Id(await shop.ApiAsync(HttpMethod.Post, "/v1/invoices", new(StringComparer.Ordinal)
        {
            ["customer"] = customer, ["collection_method"] = "send_invoice", ["days_until_due"] = "7", ["pending_invoice_items_behavior"] = "include",
        }));
        var invoice = await shop.ApiAsync(HttpMethod.Post, $"/v1/invoices/{draft}/finalize", []);
        return (draft, new Uri(invoice.GetProperty("hosted_invoice_url").GetString()!).AbsolutePath);
    }

    private static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}

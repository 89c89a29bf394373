using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Mail;
using Till.Tests.Orders;

namespace Till.Tests.Sale;

/// <summary>Currencies without cents and with thousandths: what is shown, charged, booked, invoiced and given back is one amount.</summary>
public sealed class SecondCurrencyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite", "jpy", 1_234, "¥2,308 JPY", 2_308, "¥210", 1_000, "¥1,000", "¥1,308")]
    [InlineData("Postgres", "jpy", 1_234, "¥2,308 JPY", 2_308, "¥210", 1_000, "¥1,000", "¥1,308")]
    [InlineData("Sqlite", "kwd", 5_120, "KWD\u00a09.570", 9_570, "KWD\u00a00.870", 1_500, "KWD\u00a01.500", "KWD\u00a08.070")]
    [InlineData("Postgres", "kwd", 5_120, "KWD\u00a09.570", 9_570, "KWD\u00a00.870", 1_500, "KWD\u00a01.500", "KWD\u00a08.070")]
    public async Task A_sale_ties_from_the_bag_to_the_last_refund(
        string engine, string currency, long unit, string total, long totalMinor, string tax, long backMinor, string back, string rest)
    {
        await using var shop = await OpenAsync(engine, currency);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync("Tea Towel", unit), 2);
        await buyer.UseCodeAsync("FIFTEEN");
        var pay = await buyer.PayAsync();
        await shop.CatchUpAsync();

        var intent = await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}");
        Assert.Equal((totalMinor, currency), (intent.GetProperty("amount_received").GetInt64(), intent.GetProperty("currency").GetString()));
        Assert.Equal(
            (totalMinor, currency, totalMinor, currency),
            await shop.SingleAsync<(long, string, long, string)>(
                "SELECT o.total_minor, o.currency, p.amount_minor, p.currency FROM orders o JOIN payments p ON p.order_id = o.id WHERE o.state = 'paid'"));
        await shop.AssertBooksAsync();
        using var visitor = shop.NewBuyer();
        var page = (await visitor.GetAsync(pay.OrderPath)).Words;
        var receipt = await LetterTests.ReadAsync(await File.ReadAllBytesAsync(Assert.Single(shop.Mails()), Cancel));
        using var client = new HttpClient(new SocketsHttpHandler());
        var invoice = PdfText.Of(await client.GetByteArrayAsync(new Uri(shop.Address, $"{pay.OrderPath}/invoice.pdf"), Cancel));
        foreach (var text in new[] { page, receipt.GetProperty("text").GetString()!, invoice })
        {
            Assert.Contains(Plain(total), Plain(text));
            Assert.Contains(Plain(tax), Plain(text));
        }

        var order = await shop.SingleAsync<Guid>("SELECT id FROM orders");
        await GiveBackAsync(shop, order, new Money(backMinor, Currency.Parse(currency)), back);
        Assert.Contains(Plain(back), Plain((await visitor.GetAsync(pay.OrderPath)).Words));
        await GiveBackAsync(shop, order, null, rest);

        Assert.Equal(totalMinor, await shop.SingleAsync<long>("SELECT CAST(SUM(amount_minor) AS bigint) FROM refunds WHERE state = 'succeeded'"));
        Assert.False((await shop.ReconcileAsync()).NeedsAttention);
        await shop.AssertBooksAsync();
    }

    /// <summary>A tenth is tax that the prices contain, and a code takes fifteen percent; delivery is the tenth that it is without any rule.</summary>
    private static async Task<SaleShop> OpenAsync(string engine, string currency)
    {
        var shop = await SaleShop.OpenAsync(
            engine, webhooks: false, settings: new Dictionary<string, string?> { ["Till:Currency"] = currency, ["Till:PricesIncludeTax"] = "true" });
        var now = TimeProvider.System.Now();
        await shop.ExecuteAsync(
            "INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES (@id, 'GB', '*', 'Tax', 1000)", new { id = Chance.Secure.NewId(now) });
        await shop.ExecuteAsync(
            "INSERT INTO discount_codes (id, code, code_key, kind, basis_points, created_at) VALUES (@id, 'FIFTEEN', 'FIFTEEN', 'percent', 1500, @now)",
            new { id = Chance.Secure.NewId(now), now });
        return shop;
    }

    private static async Task GiveBackAsync(SaleShop shop, Guid order, Money? amount, string shown)
    {
        var started = Assert.IsType<StartRefund.Outcome.Started>(
            await shop.Get<StartRefund>().RunAsync(order, new RefundWish.Amount(amount is null ? null : _ => amount.Value), Actor.CommandLine, Cancel));
        Assert.Equal(Plain(shown), Plain(started.Amount.ToString()));
        await shop.WorkAsync();
        await shop.CatchUpAsync();
        await shop.AssertBooksAsync();
    }

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

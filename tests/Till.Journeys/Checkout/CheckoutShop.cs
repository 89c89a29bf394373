using System.Net;
using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Commands;
using Till.Journeys.Harness;
using Till.Storage;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>A shop that the journeys of one class share: each of them brings its own shopper.</summary>
public sealed class CheckoutShop : IAsyncLifetime
{
    internal ShopProcess Process { get; private set; } = null!;

    internal Mailbox Mails => Process.Mails;

    public async ValueTask InitializeAsync() => Process = await ShopProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    /// <summary>A shop of one journey's own.</summary>
    internal static async Task<CheckoutShop> OpenAsync(string currency) =>
        new() { Process = await ShopProcess.StartAsync(settings: new Dictionary<string, string> { ["Till__Currency"] = currency }) };

    /// <summary>A shop of one journey's own, whose account at Stripe takes this way to pay beside cards; what takes days is decided on its dashboard.</summary>
    internal static async Task<CheckoutShop> OpenAsync(string currency, string method)
    {
        var shop = await OpenAsync(currency);
        var stripe = (await RunningSandbox.FindAsync(shop.Process.DataFolder, CancellationToken.None))!.Settings;
        using var desk = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(stripe["Stripe:ApiBase"]!) };
        desk.DefaultRequestHeaders.Authorization = new("Bearer", stripe["Stripe:SecretKey"]);
        using var taken = await desk.PostAsJsonAsync("/_sandbox/payment_methods", new { enabled = new[] { "card", method } });
        using var byHand = await desk.PostAsJsonAsync("/_sandbox/delayed_payments", new Dictionary<string, int?> { ["settle_after"] = null });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (taken.StatusCode, byHand.StatusCode));
        return shop;
    }

    internal Task PriceAsync(string slug, string currency, long price) => ExecuteAsync(
        """
        INSERT INTO prices (id, variant_id, currency, amount_minor, from_at)
        SELECT '0198f2a0-0000-7000-8000-00000000000b', v.id, @currency, @price, '2026-01-01 00:00:00.000000+00:00'
        FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug = @slug
        """,
        new { slug, currency, price });

    /// <summary>Somebody new, with a browser of their own.</summary>
    internal async Task<Shopper> NewShopperAsync(string email, bool script = true, int width = 1440) =>
        new(this, await Process.NewPageAsync(width: width, script: script), email);

    /// <summary>The id of a product's variant: the first one, or that of a size.</summary>
    internal async Task<string> VariantAsync(string slug, string size = "") => (await QueryAsync<Guid>(
        """
        SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id
        WHERE p.slug = @slug AND (@size = '' OR v.size = @size) ORDER BY v.position LIMIT 1
        """,
        new { slug, size })).ToString();

    internal async Task<T> QueryAsync<T>(string sql, object? values = null)
        where T : notnull
    {
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        return await inside.Services.GetRequiredService<Database>().ReadAsync(db => db.QuerySingleAsync<T>(sql, values), CancellationToken.None);
    }

    internal async Task ExecuteAsync(string sql, object? values = null)
    {
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        await inside.Services.GetRequiredService<Database>().WriteAsync(transaction => transaction.Db.ExecuteAsync(sql, values), CancellationToken.None);
    }

    /// <summary>Paid orders, and payments, of who has this address.</summary>
    internal Task<(long Orders, long Payments)> CountAsync(string email) => QueryAsync<(long, long)>(
        """
        SELECT (SELECT COUNT(*) FROM orders WHERE email_key = @email AND state = 'paid'),
               (SELECT COUNT(*) FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.email_key = @email)
        """,
        new { email });

    /// <summary>One order, one payment, one receipt, and at Stripe one charge that went through.</summary>
    internal async Task AssertBoughtOnceAsync(string email)
    {
        await Mails.ReceiveAsync(email, "Your payment has arrived");
        Assert.Equal((1, 1), await CountAsync(email));
        Assert.Single(Mails.All, mail => mail.Contains(email));
        var desk = await Process.NewPageAsync();
        await desk.GotoAsync($"{Process.StripeUrl}/dashboard");
        await Expect(desk.Locator("tbody tr").Filter(new() { HasText = email }).Filter(new() { HasText = "Succeeded" })).ToHaveCountAsync(1);
        await desk.Context.CloseAsync();
    }
}

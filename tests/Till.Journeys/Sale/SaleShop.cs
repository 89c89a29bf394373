using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Journeys.Harness;
using Till.Storage;

namespace Till.Journeys.Sale;

/// <summary>A shop that the journeys of one class share: each of them brings its own buyer.</summary>
public sealed class SaleShop : IAsyncLifetime
{
    internal ShopProcess Process { get; private set; } = null!;

    internal Mailbox Mails => Process.Mails;

    public async ValueTask InitializeAsync() => Process = await ShopProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    /// <summary>Somebody new, with a browser of their own.</summary>
    internal async Task<Buyer> NewBuyerAsync(string email, bool script = true, int width = 1440) =>
        new(await Process.NewPageAsync(width: width, script: script), email);

    /// <summary>The shop's inside, beside the process that runs it.</summary>
    /// <param name="time">What this inside takes the time to be.</param>
    internal WebApplication LookInside(TimeProvider? time = null) =>
        Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false, Time = time ?? TimeProvider.System });

    /// <summary>Paid orders, attempts to pay and payments taken, of the buyer with this address.</summary>
    internal async Task<(long Orders, long Attempts, long Payments)> CountAsync(string email)
    {
        await using var inside = LookInside();
        return await inside.Services.GetRequiredService<Database>().ReadAsync(
            db => db.QuerySingleAsync<(long, long, long)>(
                """
                SELECT COUNT(*),
                       (SELECT COUNT(*) FROM payment_attempts a JOIN orders o ON o.id = a.order_id WHERE o.email_key = @email),
                       (SELECT COUNT(*) FROM payments p JOIN orders o ON o.id = p.order_id WHERE o.email_key = @email)
                FROM orders WHERE email_key = @email AND state = 'paid'
                """,
                new { email }),
            CancellationToken.None);
    }

    /// <summary>Holds the buyer to one order, one attempt and one payment here, one charge at Stripe, and one receipt.</summary>
    internal async Task AssertBoughtOnceAsync(string email)
    {
        await Mails.ReceiveAsync(email, "Your payment has arrived");
        Assert.Equal((1, 1, 1), await CountAsync(email));
        Assert.Single(Mails.All, mail => mail.Contains(email));
        var desk = await Process.NewPageAsync();
        await desk.GotoAsync($"{Process.StripeUrl}/dashboard");
        var rows = desk.Locator("tbody tr").Filter(new() { HasText = email });
        Assert.Equal(1, await rows.CountAsync());
        await rows.GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(desk.Locator("[aria-label=Charges] tbody tr")).ToHaveCountAsync(1);
    }
}

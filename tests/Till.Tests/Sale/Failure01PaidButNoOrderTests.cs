using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 1: the buyer paid, and there is no order, or it was never marked paid.</summary>
public sealed class Failure01PaidButNoOrderTests
{
    [Theory, BothEngines]
    public async Task Paid_by_the_webhook_alone_when_the_buyer_never_comes_back(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));

        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Paid_by_the_return_alone_when_every_webhook_is_lost_and_the_browser_has_no_cookies(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 1000 } });
        using var buyer = shop.NewBuyer();
        var paid = await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        using var elsewhere = shop.NewBuyer();

        var page = await elsewhere.GetAsync(paid.Location!);

        Assert.Contains("Thank you", page.Words, StringComparison.Ordinal);
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Empty(await shop.QueryAsync<string>("SELECT event_id FROM inbox"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Paid_by_the_reconciler_alone_when_nothing_else_arrives(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 1000 } });
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));

        var report = await shop.ReconcileAsync();
        await shop.WorkAsync();

        Assert.Equal((1, 0), ((int)report.OrdersHealed, (int)report.Imbalance));
        Assert.False(report.NeedsAttention);
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
        Assert.Equal(0, (await shop.ReconcileAsync()).OrdersHealed);
    }

    [Theory, BothEngines]
    public async Task Paid_by_Stripes_own_list_when_even_the_event_was_never_made(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 1000 } });
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        // Neither events nor the attempt's own state lead there any more.
        await shop.ExecuteAsync("INSERT INTO settings (name, value) SELECT 'stripe_event_cursor', @last", new { last = await NewestEventAsync(shop) });
        await shop.ExecuteAsync("UPDATE payment_attempts SET state = 'closed'");

        var report = await shop.ReconcileAsync();

        Assert.Equal((0, 1L), (report.EventsFetched, report.OrdersHealed));
        await shop.AssertBooksAsync();
    }

    private static async Task<string> NewestEventAsync(SaleShop shop) =>
        (await shop.StripeAsync("/v1/events?limit=1")).GetProperty("data")[0].GetProperty("id").GetString()!;
}

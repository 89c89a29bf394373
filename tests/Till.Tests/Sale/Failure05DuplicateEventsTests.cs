using System.Net;
using System.Text.Json.Nodes;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 5: the same event comes twice, and the buyer gets two mails or two grants.</summary>
public sealed class Failure05DuplicateEventsTests
{
    [Theory, BothEngines]
    public async Task One_event_three_times_at_once_and_once_more_after_three_days(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var paid = await CompletedAsync(shop);
        var now = clock.GetUtcNow().ToUnixTimeSeconds();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shop.DeliverAsync(paid, now)));
        await Task.WhenAll(shop.WorkAsync(), shop.WorkAsync());
        clock.Advance(TimeSpan.FromDays(3));
        var late = await shop.DeliverAsync(paid, clock.GetUtcNow().ToUnixTimeSeconds());
        await shop.WorkAsync();

        Assert.All([.. answers, late], status => Assert.Equal(HttpStatusCode.OK, status));
        await AssertOnceAsync(shop);
    }

    [Theory, BothEngines]
    public async Task Two_event_ids_for_one_change(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.DeliverAsync(await CompletedAsync(shop));
        await shop.WorkAsync();
        var twin = JsonNode.Parse(await CompletedAsync(shop))!;
        twin["id"] = "evt_1TwinOfTheOtherEvent0000";

        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(twin.ToJsonString()));
        await shop.WorkAsync();

        await AssertOnceAsync(shop);
    }

    private static async Task AssertOnceAsync(SaleShop shop)
    {
        Assert.Single(shop.Mails());
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM entitlements"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE state <> 'handled'"));
        await shop.AssertBooksAsync();
    }

    private static async Task<string> CompletedAsync(SaleShop shop) =>
        (await shop.CompletedEventAsync()).GetRawText();
}

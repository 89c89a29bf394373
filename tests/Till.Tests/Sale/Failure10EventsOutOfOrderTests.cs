using System.Text.Json;
using System.Text.Json.Nodes;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 10: events come out of order, or with equal timestamps. The state is always that of the fetched object.</summary>
public sealed class Failure10EventsOutOfOrderTests
{
    [Theory, BothEngines]
    public async Task A_declined_paid_and_refunded_sale_ends_the_same_in_whatever_order_its_events_come(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 100_000 } });
        var variant = await shop.AddAlbumAsync();
        var orders = new Random(20261120);
        for (var round = 0; round < 12; round++)
        {
            var events = await SellAndRefundAsync(shop, variant);
            orders.Shuffle(events);
            foreach (var payload in events)
            {
                await shop.DeliverAsync(payload);
                if (orders.Next(2) == 0)
                {
                    await shop.WorkAsync();
                }
            }

            await shop.WorkAsync();
        }

        Assert.Equal(12, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        Assert.Equal(12, await shop.SingleAsync<long>("SELECT COUNT(*) FROM refunds WHERE state = 'succeeded'"));
        Assert.Equal(12, await shop.SingleAsync<long>("SELECT COUNT(*) FROM entitlements WHERE revoked_at IS NOT NULL"));
        Assert.Equal(12, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:receipt'"));
        Assert.Equal(12, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:refund'"));
        await shop.AssertBooksAsync();
    }

    /// <returns>Every event that the sale caused, all with one timestamp.</returns>
    private static async Task<string[]> SellAndRefundAsync(SaleShop shop, Guid variant)
    {
        using var buyer = shop.NewBuyer();
        var before = (await NewestAsync(shop))?.GetProperty("id").GetString();
        var url = await buyer.BuyAsync(variant);
        await buyer.PayAsync(url, Cards.Declined);
        await buyer.PayAsync(url);
        var intent = (await shop.StripeAsync("/v1/payment_intents?limit=1")).GetProperty("data")[0].GetProperty("id").GetString()!;
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        var path = "/v1/events?limit=100" + (before is null ? "" : $"&ending_before={before}");
        return
        [
            .. (await shop.StripeAsync(path)).GetProperty("data").EnumerateArray().Select(one =>
            {
                var payload = JsonNode.Parse(one.GetRawText())!;
                payload["created"] = 1_790_000_000;
                return payload.ToJsonString();
            }),
        ];
    }

    private static async Task<JsonElement?> NewestAsync(SaleShop shop) =>
        (await shop.StripeAsync("/v1/events?limit=1")).GetProperty("data").EnumerateArray().Cast<JsonElement?>().FirstOrDefault();
}

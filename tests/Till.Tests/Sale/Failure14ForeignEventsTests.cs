using System.Net;
using System.Text.Json.Nodes;
using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 14: events of somebody else on the same Stripe account.</summary>
public sealed class Failure14ForeignEventsTests
{
    [Theory, BothEngines]
    public async Task Objects_of_others_are_kept_as_not_ours_and_change_nothing(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.BuyAsync(await shop.AddAlbumAsync());
        await shop.StripePostAsync(
            "/v1/payment_intents",
            ("amount", "1999"), ("currency", "usd"), ("payment_method", "pm_card_visa"), ("confirm", "true"),
            ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"));
        var events = (await shop.StripeAsync("/v1/events?limit=100")).GetProperty("data").EnumerateArray().ToList();

        foreach (var one in events)
        {
            Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(one.GetRawText()));
        }

        await shop.WorkAsync();
        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM payments"));
        Assert.All(await shop.QueryAsync<string>("SELECT state FROM inbox"), state => Assert.Equal("foreign", state));
    }

    [Theory, BothEngines]
    public async Task More_events_than_are_kept_at_once_are_fetched_once_each(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.BuyAsync(await shop.AddAlbumAsync());
        for (var payment = 0; payment < 60; payment++)
        {
            await shop.StripePostAsync(
                "/v1/payment_intents",
                ("amount", "1999"), ("currency", "usd"), ("payment_method", "pm_card_visa"), ("confirm", "true"),
                ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"));
        }

        var pull = shop.Get<PullEvents>();
        var fetched = await pull.RunAsync(TestContext.Current.CancellationToken);

        Assert.InRange(fetched, 101, 199);
        Assert.Equal(fetched, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox"));
        Assert.Equal(60, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE type = 'payment_intent.succeeded'"));
        Assert.Equal(0, await pull.RunAsync(TestContext.Current.CancellationToken));
        // Not even the first of them is asked for again after the last.
        await shop.ExecuteAsync("DELETE FROM inbox");
        Assert.Equal(0, await pull.RunAsync(TestContext.Current.CancellationToken));
    }

    [Theory, BothEngines]
    public async Task Somebody_elses_payment_that_names_our_order_and_attempt_pays_nothing(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.BuyAsync(await shop.AddAlbumAsync(priceMinor: 1999));
        var attempt = await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts");
        await shop.StripePostAsync(
            "/v1/payment_intents",
            ("amount", "50"), ("currency", "usd"), ("payment_method", "pm_card_visa"), ("confirm", "true"),
            ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"),
            ("metadata[attempt]", attempt.ToString()));

        await shop.ReconcileAsync();

        // The attempt knows its own session, and only that is asked.
        Assert.Equal(("draft", "open"), (await shop.SingleAsync<string>("SELECT state FROM orders"), await shop.SingleAsync<string>("SELECT state FROM payment_attempts")));
    }

    [Theory, BothEngines]
    public async Task Unknown_types_other_modes_and_other_versions_are_answered_with_200_and_kept(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var paid = (await shop.CompletedEventAsync()).GetRawText();

        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(With(paid, "evt_unknown00000000", node => node["type"] = "issuing.dispute.invented")));
        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(With(paid, "evt_live00000000000", node => node["livemode"] = true)));
        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(With(paid, "evt_noobject0000000", node => node["data"] = new JsonObject())));
        Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(With(paid, "evt_old0000000000000", node => node["api_version"] = "2019-05-16")));
        await shop.WorkAsync();

        Assert.Equal("foreign", await StateAsync(shop, "evt_live00000000000"));
        Assert.Equal("foreign", await StateAsync(shop, "evt_noobject0000000"));
        Assert.Equal("handled", await StateAsync(shop, "evt_old0000000000000"));
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
    }

    private static Task<string> StateAsync(SaleShop shop, string id) => shop.SingleAsync<string>("SELECT state FROM inbox WHERE event_id = @id", new { id });

    private static string With(string payload, string id, Action<JsonNode> change)
    {
        var node = JsonNode.Parse(payload)!;
        node["id"] = id;
        change(node);
        return node.ToJsonString();
    }
}

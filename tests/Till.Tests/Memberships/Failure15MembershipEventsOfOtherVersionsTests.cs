using System.Text.Json.Nodes;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Failure 15, of memberships: events of an older and of a newer version of the API, with fields that were elsewhere or are gone.</summary>
public sealed class Failure15MembershipEventsOfOtherVersionsTests
{
    [Theory, BothEngines]
    public async Task An_older_event_names_its_subscription_where_it_used_to_and_a_newer_one_lacks_what_we_know(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await shop.AdvanceDaysAsync(31.2);
        var paid = (await shop.ListAsync("/v1/events?type=invoice.paid"))[0].GetRawText();
        var older = JsonNode.Parse(paid)!;
        var invoice = older["data"]!["object"]!.AsObject();
        (older["id"], older["api_version"]) = ("evt_older0000000000", "2024-06-20");
        invoice["subscription"] = await member.SubscriptionIdAsync();
        invoice.Remove("parent");
        invoice.Remove("status");
        await shop.DeliverAsync(older.ToJsonString());
        await shop.WorkAsync();
        Assert.Equal(["joined", "renewed"], await member.HistoryAsync());

        await shop.AdvanceDaysAsync(29);
        var newer = JsonNode.Parse((await shop.ListAsync("/v1/events?type=customer.subscription.updated"))[0].GetRawText())!;
        (newer["id"], newer["api_version"]) = ("evt_newer0000000000", "2031-01-01.zinnia");
        newer["data"]!["object"] = new JsonObject
        {
            ["id"] = await member.SubscriptionIdAsync(), ["object"] = "subscription", ["status"] = new JsonObject { ["now"] = "blooming" }, ["customer"] = null,
        };
        await shop.DeliverAsync(newer.ToJsonString());
        await shop.WorkAsync();

        Assert.Equal(["joined", "renewed", "renewed"], await member.HistoryAsync());
        Assert.Equal(2, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE event_id LIKE 'evt_older%' AND state = 'handled' OR event_id LIKE 'evt_newer%' AND state = 'handled'"));
        await shop.AssertAgreesAsync();
    }
}

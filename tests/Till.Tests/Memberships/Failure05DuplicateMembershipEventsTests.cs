using System.Net;
using System.Text.Json.Nodes;
using Till.Memberships;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Failure 5, of memberships: the same event comes again and again, and one change is told by several events.</summary>
public sealed class Failure05DuplicateMembershipEventsTests
{
    [Theory, BothEngines]
    public async Task Every_event_three_times_at_once_and_again_under_other_names_changes_nothing_twice(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await shop.AdvanceDaysAsync(31.2);
        var events = (await shop.ListAsync("/v1/events")).Select(one => one.GetRawText()).ToList();

        var answers = await Task.WhenAll(events.SelectMany(one => new[] { one, one, one }).Select(one => shop.DeliverAsync(one)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        await Task.WhenAll(shop.WorkAsync(), shop.WorkAsync());
        await shop.AdvanceDaysAsync(3);
        foreach (var one in events)
        {
            var renamed = JsonNode.Parse(one)!;
            renamed["id"] = $"evt_again{renamed["id"]!.GetValue<string>()[4..]}";
            await shop.DeliverAsync(renamed.ToJsonString());
        }

        await shop.WorkAsync();

        Assert.Equal(["joined", "renewed"], await member.HistoryAsync());
        Assert.Equal([MembershipOutbox.Welcome, MembershipOutbox.RenewalReceipt], await shop.LettersAsync());
        Assert.Equal(2, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        await shop.AssertAgreesAsync();
    }
}

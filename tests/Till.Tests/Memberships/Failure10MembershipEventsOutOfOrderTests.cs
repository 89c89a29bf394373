using System.Text.Json.Nodes;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Failure 10, of memberships: events come out of order, or with equal timestamps. The record is always that of the fetched object.</summary>
public sealed class Failure10MembershipEventsOutOfOrderTests
{
    [Theory, BothEngines]
    public async Task A_life_ends_the_same_in_whatever_order_its_events_come(string engine)
    {
        var orders = new Random(20261127);
        for (var round = 0; round < 3; round++)
        {
            await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
            var member = await shop.SignUpAsync();
            await shop.WorkAsync();
            await member.LiveByTestClockAsync();
            await member.PayAsync(await member.JoinAsync(await shop.AddPlanAsync()));
            await shop.AdvanceDaysAsync(31.2);
            var subscription = (await shop.ListAsync("/v1/subscriptions"))[0].GetProperty("id").GetString();
            await shop.Sale.StripePostAsync($"/v1/subscriptions/{subscription}", ("cancel_at_period_end", "true"));
            await shop.AdvanceDaysAsync(29);
            var events = (await shop.ListAsync("/v1/events")).Select(one =>
            {
                var payload = JsonNode.Parse(one.GetRawText())!;
                payload["created"] = 1_790_000_000;
                return payload.ToJsonString();
            }).ToArray();

            orders.Shuffle(events);
            foreach (var payload in events)
            {
                await shop.DeliverAsync(payload);
                if (orders.Next(3) == 0)
                {
                    await shop.WorkAsync();
                }
            }

            await shop.WorkAsync();

            Assert.Equal(EndReason.Cancelled, (await member.AccessAsync()).Ended);
            Assert.Equal(2, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
            Assert.True((await shop.LettersAsync()).Distinct().Count() == (await shop.LettersAsync()).Count);
            await shop.AssertAgreesAsync();
        }
    }

    [Theory, BothEngines]
    public async Task A_late_event_of_a_membership_that_has_ended_brings_nothing_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        var member = await shop.SignUpAsync();
        await shop.WorkAsync();
        await member.PayAsync(await member.JoinAsync(await shop.AddPlanAsync()));
        Assert.True(await shop.Get<SettleMembership>().TryJoinAsync(member.Id, MemberShop.Cancel));
        var early = (await shop.ListAsync("/v1/events")).Select(one => one.GetRawText()).ToList();
        var intent = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        await shop.Sale.StripeDeleteAsync($"/v1/subscriptions/{await member.SubscriptionIdAsync()}");

        foreach (var payload in early)
        {
            await shop.DeliverAsync(payload);
        }

        await shop.WorkAsync();

        Assert.False((await member.AccessAsync()).IsIn);
        Assert.Equal("canceled", (await member.RowAsync()).Status);
        await shop.AssertAgreesAsync();
    }
}

using Till.Memberships;
using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Failure 6, of memberships: related events are handled at the same moment, in one process and in two.</summary>
public sealed class Failure06MembershipHandlersCollideTests
{
    [Theory, BothEngines]
    public async Task Readings_taken_at_once_end_in_the_newest_and_no_event_is_left(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        await using var second = engine == nameof(Till.Storage.Engine.Postgres) ? await shop.Sale.StartSecondAsync() : null;
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var id = await member.SubscriptionIdAsync();
        for (var round = 0; round < 5; round++)
        {
            var settling = Enumerable.Range(0, 4).Select(_ => shop.Get<SettleMembership>().RunAsync(id, StripeHint.None, MemberShop.Cancel)).ToList();
            await shop.Sale.StripePostAsync($"/v1/subscriptions/{id}", ("cancel_at_period_end", round % 2 == 0 ? "true" : "false"));
            await Task.WhenAll([.. settling, shop.CatchUpAsync(), shop.CatchUpAsync(second)]);
            await shop.AssertAgreesAsync();
        }

        Assert.Equal(0, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE state IN ('waiting', 'dead')"));
        Assert.Equal(["joined", "cancelled", "cancellation_withdrawn", "cancelled", "cancellation_withdrawn", "cancelled"], await member.HistoryAsync());
    }
}

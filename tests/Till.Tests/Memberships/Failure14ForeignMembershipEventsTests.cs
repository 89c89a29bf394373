using System.Net;
using Till.Memberships;
using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Failure 14, of memberships: subscriptions, invoices and customers of somebody else on the same Stripe account; and forged events.</summary>
public sealed class Failure14ForeignMembershipEventsTests
{
    [Theory, BothEngines]
    public async Task Events_of_customers_that_the_shop_does_not_know_are_kept_as_not_ours_and_change_nothing(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        await shop.AddPlanAsync();
        await shop.SignUpAsync();
        await shop.WorkAsync();
        var customer = (await shop.Sale.StripePostAsync("/v1/customers", ("email", "eve@example.com"))).GetProperty("id").GetString()!;
        await SubscribeAsync(shop, customer);

        foreach (var one in await shop.ListAsync("/v1/events"))
        {
            Assert.Equal(HttpStatusCode.OK, await shop.DeliverAsync(one.GetRawText()));
        }

        await shop.WorkAsync();
        Assert.Empty(await shop.Sale.QueryAsync<Guid>("SELECT id FROM memberships UNION SELECT id FROM payments"));
        Assert.DoesNotContain("waiting", await shop.Sale.QueryAsync<string>("SELECT state FROM inbox"));
        Assert.All(
            await shop.Sale.QueryAsync<string>("SELECT state FROM inbox WHERE type LIKE 'customer.subscription%' OR type LIKE 'invoice%'"),
            state => Assert.Equal("foreign", state));
        var report = await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);
        Assert.Equal((1, 1, 0L), (report.SubscriptionsSeen, report.ForeignSubscriptions, report.Imbalance));
    }

    [Theory, BothEngines]
    public async Task Our_member_s_subscription_to_something_else_is_no_membership(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        await shop.WorkAsync();
        var subscription = await SubscribeAsync(shop, await member.CustomerIdAsync());

        Assert.IsType<SettleMembership.Outcome.Foreign>(await shop.Get<SettleMembership>().RunAsync(subscription, StripeHint.None, MemberShop.Cancel));
        await shop.CatchUpAsync();

        Assert.Empty(await shop.Sale.QueryAsync<Guid>("SELECT id FROM memberships"));
    }

    [Theory, BothEngines]
    public async Task A_forged_event_is_refused_with_400_and_not_kept(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine, webhooks: true);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var kept = await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM inbox");
        var payload = $$"""{"id":"evt_forged00000000","object":"event","type":"customer.subscription.deleted","created":1800000000,"livemode":false,"data":{"object":{"id":"{{await member.SubscriptionIdAsync()}}","object":"subscription"} } }""";

        Assert.Equal(HttpStatusCode.BadRequest, await shop.Sale.DeliverAsync(payload, shop.Now.ToUnixTimeSeconds(), "whsec_guessed"));

        Assert.Equal(kept, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM inbox"));
        Assert.True((await member.AccessAsync()).IsIn);
    }

    private static async Task<string> SubscribeAsync(MemberShop shop, string customer)
    {
        var method = (await shop.Sale.StripePostAsync("/v1/payment_methods/pm_card_visa/attach", ("customer", customer))).GetProperty("id").GetString()!;
        var price = await shop.Sale.StripePostAsync(
            "/v1/prices", ("currency", "usd"), ("unit_amount", "700"), ("recurring[interval]", "month"), ("product_data[name]", "Somebody else's magazine"));
        return (await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price.GetProperty("id").GetString()!), ("default_payment_method", method)))
            .GetProperty("id").GetString()!;
    }
}

using Till.Core.Memberships;
using Till.Memberships;
using Till.Payments;
using Till.Stripe;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>Stripe does not answer, or its answer is lost: nobody is half a member, and nothing is doubled when it is back.</summary>
public sealed class StripeAwayTests
{
    [Theory, BothEngines]
    public async Task Signing_up_works_while_Stripe_is_away_and_the_customer_is_made_later(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, times = 1000 } } });
        var member = await shop.SignUpAsync();
        await shop.WorkAsync();
        Assert.IsType<Join.Outcome.NotNow>(await member.AskToJoinAsync(plan));
        Assert.Null(await shop.Get<SettleMembership>().TryJoinAsync(member.Id, MemberShop.Cancel) is true ? "in" : null);
        Assert.Equal(AccessState.None, (await member.AccessAsync()).State);

        await shop.Sale.NoFaultsAsync();
        await shop.AdvanceAsync(TimeSpan.FromMinutes(5)); // a refusal that Stripe keeps with the key is not kept for a 500 that was never carried out
        await shop.WorkAsync();

        Assert.Equal(await member.CustomerIdAsync(), Assert.Single(await shop.ListAsync("/v1/customers")).GetProperty("id").GetString());
        await member.PayAsync(await member.JoinAsync(plan));
        await shop.CatchUpAsync();
        Assert.True((await member.AccessAsync()).IsIn);
        await shop.AssertAgreesAsync();
    }

    [Theory]
    [InlineData("Sqlite", "lose_reply", "/v1/customers")]
    [InlineData("Sqlite", "lose_reply", "/v1/products")]
    [InlineData("Sqlite", "lose_reply", "/v1/prices")]
    [InlineData("Sqlite", "lose_reply", "/v1/checkout/sessions")]
    [InlineData("Postgres", "lose_reply", "/v1/checkout/sessions")]
    [InlineData("Sqlite", "lose_request", "/v1/checkout/sessions")]
    [InlineData("Postgres", "lose_request", "/v1/customers")]
    public async Task What_was_made_without_our_hearing_of_it_is_not_made_again(string engine, string fault, string path)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = fault, method = "POST", path, times = 3 } } });
        Assert.IsType<Join.Outcome.NotNow>(await member.AskToJoinAsync(plan));

        await shop.Sale.NoFaultsAsync();
        await shop.AdvanceAsync(TimeSpan.FromMinutes(3));
        await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);
        var url = await member.JoinAsync(plan);
        await member.PayAsync(url);
        await shop.CatchUpAsync();

        Assert.Single(await shop.ListAsync("/v1/customers"));
        Assert.Single(await shop.ListAsync("/v1/products"));
        Assert.Single(await shop.ListAsync("/v1/prices"));
        Assert.Single(await shop.ListAsync("/v1/checkout/sessions"));
        Assert.True((await member.AccessAsync()).IsIn);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_asked_is_unknown_and_is_settled_when_Stripe_is_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(await shop.AddPlanAsync());
        await member.PayAsync(url);
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, method = "GET", times = 1000 } } });

        Assert.Null(await shop.Get<SettleMembership>().TryJoinAsync(member.Id, MemberShop.Cancel));
        await Assert.ThrowsAnyAsync<StripeException>(() => shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel));

        await shop.Sale.NoFaultsAsync();
        var report = await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);
        Assert.Equal((1L, 0L, 0L), (report.MembershipChanges, report.Imbalance, report.AttemptsOpen));
        Assert.True((await member.AccessAsync()).IsIn);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task The_reconciler_finds_what_no_event_told_of(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var (member, made) = (await shop.JoinAsync(plan), await shop.SignUpAsync("bob@example.com"));
        await shop.WorkAsync();
        await shop.Sale.StripePostAsync($"/v1/subscriptions/{await member.SubscriptionIdAsync()}", ("cancel_at_period_end", "true"));
        // Made in Stripe's dashboard, for a customer of ours and a plan of ours.
        var customer = await made.CustomerIdAsync();
        var method = (await shop.Sale.StripePostAsync("/v1/payment_methods/pm_card_visa/attach", ("customer", customer))).GetProperty("id").GetString()!;
        await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("default_payment_method", method), ("metadata[account]", made.Id.ToString()),
            ("items[0][price]", await shop.Sale.SingleAsync<string>("SELECT stripe_price_id FROM stripe_prices")));
        await shop.Sale.ExecuteAsync("UPDATE settings SET value = @last WHERE name = 'stripe_event_cursor_memberships'", new
        {
            last = (await shop.Sale.StripeAsync("/v1/events?limit=1")).GetProperty("data")[0].GetProperty("id").GetString(),
        });
        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        var report = await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);

        Assert.Equal((2L, 0L), (report.MembershipChanges, report.Imbalance));
        Assert.NotNull((await member.RowAsync()).CancelAt);
        Assert.True((await made.AccessAsync()).IsIn);
        await shop.AssertAgreesAsync();
        Assert.Equal(0, (await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel)).MembershipChanges);
    }
}

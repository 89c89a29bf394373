using Till.Core.Memberships;
using Till.Memberships;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>What was paid for a membership goes back: refunds, disputes, second subscriptions.</summary>
public sealed class MoneyBackTests
{
    [Theory, BothEngines]
    public async Task A_refund_of_all_ends_access_and_one_of_a_part_does_not(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var intent = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");

        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent), ("amount", "500"));
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent));
        await shop.CatchUpAsync();

        Assert.Equal(EndReason.Refunded, (await member.AccessAsync()).Ended);
        Assert.Equal("refunded", await shop.Sale.SingleAsync<string>("SELECT withdrawn FROM membership_invoices"));
        Assert.Equal(["joined", "refunded"], await member.HistoryAsync());
        Assert.Equal(2, (await shop.LettersAsync()).Count(kind => kind == MembershipOutbox.Refunded));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_refund_that_fails_gives_the_membership_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync(), card: Cards.RefundFails);
        var intent = await shop.Sale.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        await shop.Sale.StripePostAsync("/v1/refunds", ("payment_intent", intent));

        await shop.CatchUpAsync();
        await shop.AdvanceDaysAsync(1);
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Null(await shop.Sale.SingleAsync<string?>("SELECT withdrawn FROM membership_invoices"));
        Assert.Contains("failed_refund", await shop.Sale.QueryAsync<string>("SELECT kind FROM attention"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_disputed_payment_pays_for_nothing_until_the_dispute_is_won(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync(), card: Cards.Disputed);

        await shop.CatchUpAsync();
        Assert.Equal(EndReason.Disputed, (await member.AccessAsync()).Ended);
        Assert.Equal(-1500 - 1500, await BookedAsync());
        Assert.Contains("until 19 January 2027", await shop.Sale.SingleAsync<string>("SELECT left_to_do FROM attention WHERE kind = 'dispute'"));
        await shop.AssertAgreesAsync();

        await shop.Sale.StripePostAsync(
            $"/v1/disputes/{await shop.Sale.SingleAsync<string>("SELECT stripe_dispute_id FROM disputes")}", ("evidence[uncategorized_text]", "winning_evidence"));
        await shop.AdvanceAsync(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(-1500, await BookedAsync()); // the fee stays
        Assert.Equal(["joined", "disputed", "dispute_won"], await member.HistoryAsync());
        Assert.NotNull(await shop.Sale.SingleAsync<DateTimeOffset?>("SELECT resolved_at FROM attention WHERE kind = 'dispute'"));
        await shop.AssertAgreesAsync();

        async Task<long> BookedAsync() => await shop.Sale.SingleAsync<long>(
            "SELECT CAST(SUM(CASE WHEN debit = 'stripe_balance' THEN amount_minor ELSE -amount_minor END) AS bigint) FROM ledger WHERE source LIKE 'dispute:%'");
    }

    [Theory, BothEngines]
    public async Task A_second_subscription_is_found_cancelled_and_given_back(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        var price = await shop.Sale.SingleAsync<string>("SELECT stripe_price_id FROM stripe_prices");
        var (customer, first) = (await member.CustomerIdAsync(), await member.SubscriptionIdAsync());

        var second = await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price), ("metadata[account]", member.Id.ToString()),
            ("default_payment_method", (await shop.Sale.StripeAsync($"/v1/subscriptions/{first}")).GetProperty("default_payment_method").GetString()!));
        await shop.CatchUpAsync();
        await shop.CatchUpAsync();

        Assert.Equal("canceled", (await shop.Sale.StripeAsync($"/v1/subscriptions/{second.GetProperty("id").GetString()}")).GetProperty("status").GetString());
        Assert.Equal(first, await member.SubscriptionIdAsync());
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(("held", "succeeded"), (
            await shop.Sale.SingleAsync<string>("SELECT role FROM payments WHERE role <> 'invoice'"), await shop.Sale.SingleAsync<string>("SELECT state FROM refunds")));
        Assert.Equal("surplus_membership", await shop.Sale.SingleAsync<string>("SELECT kind FROM attention"));
        Assert.Equal(["joined"], await member.HistoryAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_new_subscription_is_no_second_one_when_the_first_has_ended_unheard(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var (customer, first) = (await member.CustomerIdAsync(), await member.SubscriptionIdAsync());
        var (price, method) = (
            await shop.Sale.SingleAsync<string>("SELECT stripe_price_id FROM stripe_prices"),
            (await shop.Sale.StripeAsync($"/v1/subscriptions/{first}")).GetProperty("default_payment_method").GetString()!);
        await shop.Sale.StripeDeleteAsync($"/v1/subscriptions/{first}");

        var second = await shop.Sale.StripePostAsync(
            "/v1/subscriptions", ("customer", customer), ("items[0][price]", price), ("default_payment_method", method), ("metadata[account]", member.Id.ToString()));
        await shop.Get<SettleMembership>().RunAsync(second.GetProperty("id").GetString()!, Payments.StripeHint.None, MemberShop.Cancel);

        Assert.Equal(["canceled", "active"], await shop.Sale.QueryAsync<string>("SELECT status FROM memberships WHERE role = 'member' ORDER BY created_at, status DESC"));
        await shop.AssertAgreesAsync();
    }
}

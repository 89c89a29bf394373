using Till.Core.Memberships;
using Till.Memberships;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>What happens to a membership while time goes by: renewals, failures, switches, endings.</summary>
public sealed class LifeTests
{
    [Theory, BothEngines]
    public async Task Each_renewal_extends_what_is_paid_and_sends_one_receipt(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var joined = shop.Now;

        for (var month = 1; month <= 3; month++)
        {
            await shop.AdvanceAsync(joined.AddMonths(month).AddHours(2) - shop.Now);
            await shop.CatchUpAsync();
            await shop.CatchUpAsync();
            Assert.Equal(joined.AddMonths(month + 1), (await member.RowAsync()).PaidThrough);
            await shop.AssertAgreesAsync();
        }

        Assert.Equal(["joined", "renewed", "renewed", "renewed"], await member.HistoryAsync());
        Assert.Equal(3, (await shop.LettersAsync()).Count(kind => kind == MembershipOutbox.RenewalReceipt));
    }

    [Theory, BothEngines]
    public async Task A_renewal_that_nobody_hears_of_is_covered_for_the_leeway_and_no_longer(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());

        await shop.AdvanceDaysAsync(31 + 1.9);
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AdvanceDaysAsync(0.2);
        Assert.Equal(EndReason.Unconfirmed, (await member.AccessAsync()).Ended);

        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_failed_renewal_is_patience_then_a_new_card_and_all_is_well(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await member.UseCardAsync("pm_card_chargeCustomerFail");

        await shop.AdvanceDaysAsync(31.1);
        await shop.CatchUpAsync();
        var grace = await member.AccessAsync();
        Assert.Equal(AccessState.Grace, grace.State);
        Assert.InRange((grace.Until - shop.Now)!.Value.TotalDays, 13, 14);
        Assert.Single(await shop.LettersAsync(), kind => kind == MembershipOutbox.RenewalFailed);

        await shop.AdvanceDaysAsync(3.5); // tried again in vain: nobody is written to twice
        await shop.CatchUpAsync();
        Assert.Single(await shop.LettersAsync(), kind => kind == MembershipOutbox.RenewalFailed);

        await member.UseCardAsync("pm_card_visa");
        await member.PayOwedAsync();
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal("4242", (await member.RowAsync()).CardLast4);
        Assert.Equal(["joined", "payment_failed", "payment_mended"], await member.HistoryAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Retries_that_all_fail_end_the_membership_and_the_member_can_join_again(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        await member.UseCardAsync("pm_card_chargeCustomerFail");

        foreach (var days in new[] { 31.1, 4, 4 })
        {
            await shop.AdvanceDaysAsync(days);
            await shop.CatchUpAsync();
        }

        Assert.Equal((AccessState.Ended, EndReason.PaymentFailed), ((await member.AccessAsync()).State, (await member.AccessAsync()).Ended));
        Assert.Equal(["joined", "payment_failed", "payment_given_up"], await member.HistoryAsync());
        Assert.Single(await shop.LettersAsync(), kind => kind == MembershipOutbox.Ended);
        await shop.AssertAgreesAsync();

        await member.PayAsync(await member.JoinAsync(plan));
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(2, (await shop.LettersAsync()).Count(kind => kind == MembershipOutbox.Welcome));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_bank_that_wants_to_hear_from_the_member_lets_the_shop_say_so(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await member.UseCardAsync("pm_card_authenticationRequired");

        await shop.AdvanceDaysAsync(31.1);
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Grace, (await member.AccessAsync()).State);
        Assert.Contains(MembershipOutbox.AuthenticationNeeded, await shop.LettersAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Who_authenticates_the_first_payment_is_in_and_who_fails_to_is_not(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(await shop.AddPlanAsync());

        await member.AuthenticateAsync(url, "fail");
        await shop.CatchUpAsync();
        Assert.False((await member.AccessAsync()).IsIn);
        await member.AuthenticateAsync(url, "complete");
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Who_cancels_stays_in_to_the_end_of_what_is_paid_and_can_think_better_of_it(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var id = await member.SubscriptionIdAsync();

        await shop.Sale.StripePostAsync($"/v1/subscriptions/{id}", ("cancel_at_period_end", "true"));
        await shop.CatchUpAsync();
        Assert.Equal(shop.Now.AddMonths(1), (await member.RowAsync()).CancelAt);
        await shop.Sale.StripePostAsync($"/v1/subscriptions/{id}", ("cancel_at_period_end", "false"));
        await shop.CatchUpAsync();
        Assert.Null((await member.RowAsync()).CancelAt);
        await shop.Sale.StripePostAsync($"/v1/subscriptions/{id}", ("cancel_at_period_end", "true"));
        await shop.CatchUpAsync();
        await shop.AdvanceDaysAsync(30);
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AdvanceDaysAsync(1.1);
        await shop.CatchUpAsync();

        Assert.Equal(EndReason.Cancelled, (await member.AccessAsync()).Ended);
        Assert.Equal(["joined", "cancelled", "cancellation_withdrawn", "cancelled", "ended"], await member.HistoryAsync());
        Assert.Equal([MembershipOutbox.Welcome, MembershipOutbox.Cancelled, MembershipOutbox.Cancelled, MembershipOutbox.Ended], await shop.LettersAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_switch_to_a_year_and_back_is_charged_and_credited_to_the_cent(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        await member.KnowPriceAsync(plan, "year");
        await shop.AdvanceDaysAsync(10);

        await member.SwitchAsync("year");
        await shop.CatchUpAsync();
        Assert.Equal(("year", shop.Now.AddYears(1)), ((await member.RowAsync()).Interval, (await member.RowAsync()).PaidThrough));
        await shop.AssertAgreesAsync();
        await shop.AdvanceDaysAsync(20);
        await member.SwitchAsync("month");
        await shop.CatchUpAsync();
        Assert.Equal(("month", shop.Now.AddMonths(1)), ((await member.RowAsync()).Interval, (await member.RowAsync()).PaidThrough));
        await shop.AssertAgreesAsync();

        // The credit pays for the next months, and no payment is booked for them.
        var payments = await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments");
        await shop.AdvanceDaysAsync(31.2);
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(payments, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        Assert.Equal(["joined", "plan_switched", "plan_switched", "renewed"], await member.HistoryAsync());
        var credit = await shop.Sale.SingleAsync<long>(
            "SELECT CAST(SUM(CASE WHEN credit = 'customer_credit' THEN amount_minor ELSE -amount_minor END) AS bigint) FROM ledger WHERE 'customer_credit' IN (debit, credit)");
        Assert.Equal(-(await shop.Sale.StripeAsync($"/v1/customers/{await member.CustomerIdAsync()}")).GetProperty("balance").GetInt64(), credit);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_switch_that_cannot_be_paid_takes_nothing_away_that_was_paid_before(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        await member.KnowPriceAsync(plan, "year");
        await member.UseCardAsync("pm_card_chargeCustomerFail");

        await member.SwitchAsync("year");
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Grace, (await member.AccessAsync()).State);
        Assert.True((await member.AccessAsync()).Until >= shop.Now.AddMonths(1));
        await shop.AssertAgreesAsync();
    }
}

using System.Net;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>From the wish to join to a member, whatever is clicked where and how often.</summary>
public sealed class JoiningTests
{
    [Theory, BothEngines]
    public async Task Who_signs_up_and_pays_is_a_member_and_is_written_to_once(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();

        var member = await shop.JoinAsync(plan);

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        var row = await member.RowAsync();
        Assert.Equal(("active", "Friend", "month", 1500L), (row.Status, row.Plan, row.Interval, row.AmountMinor));
        Assert.Equal(("visa", "4242", "2034-12"), (row.CardBrand, row.CardLast4, row.CardExpires));
        Assert.Equal(shop.Now.AddMonths(1), row.PaidThrough);
        Assert.Equal(["joined"], await member.HistoryAsync());
        Assert.Equal(["mail:member-welcome"], await shop.LettersAsync());
        Assert.Equal("succeeded", await shop.Sale.SingleAsync<string>("SELECT state FROM join_attempts"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task The_confirming_page_alone_makes_a_member_when_no_event_comes(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(await shop.AddPlanAsync());
        var settle = shop.Get<SettleMembership>();
        Assert.False(await settle.TryJoinAsync(member.Id, MemberShop.Cancel));

        await member.PayAsync(url);

        Assert.True(await settle.TryJoinAsync(member.Id, MemberShop.Cancel));
        Assert.True(await settle.TryJoinAsync(member.Id, MemberShop.Cancel));
        await shop.CatchUpAsync();
        Assert.Equal(["joined"], await member.HistoryAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task The_customer_of_an_account_is_made_once_by_whoever_comes_first(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();

        await Task.WhenAll(member.AskToJoinAsync(plan), member.AskToJoinAsync(plan), shop.WorkAsync());

        var customer = Assert.Single(await shop.ListAsync("/v1/customers"));
        Assert.Equal(await member.CustomerIdAsync(), customer.GetProperty("id").GetString());
        Assert.Equal("ada@example.com", customer.GetProperty("email").GetString());
    }

    [Theory, BothEngines]
    public async Task A_customer_that_was_deleted_at_Stripe_without_our_hearing_of_it_is_replaced_by_who_joins(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        await shop.WorkAsync();
        var lost = await member.CustomerIdAsync();
        await member.JoinAsync(plan);
        await shop.Sale.StripeDeleteAsync($"/v1/customers/{lost}");
        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        await member.PayAsync(await member.JoinAsync(plan));

        Assert.NotEqual(lost, await member.CustomerIdAsync());
        Assert.Equal("ada@example.com", (await shop.Sale.StripeAsync($"/v1/customers/{await member.CustomerIdAsync()}")).GetProperty("email").GetString());
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Who_turns_back_from_the_page_is_signed_up_unpaid_and_can_try_again_on_the_same_page(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(plan);
        Assert.Equal(AccessState.None, (await member.AccessAsync()).State);

        Assert.Equal(url, await member.JoinAsync(plan));
        await member.PayAsync(url);
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.IsType<Join.Outcome.AlreadyMember>(await member.AskToJoinAsync(plan));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_double_click_two_tabs_and_two_processes_lead_to_one_session_and_one_subscription(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        await using var second = engine == nameof(Till.Storage.Engine.Postgres) ? await shop.Sale.StartSecondAsync() : null;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => member.AskToJoinAsync(plan, process: i % 2 == 0 ? null : second)));

        var url = Assert.Single(outcomes.Select(outcome => Assert.IsType<Join.Outcome.Pay>(outcome).Url).Distinct());
        await member.PayInTwoTabsAsync(url);
        await Task.WhenAll(shop.CatchUpAsync(), shop.CatchUpAsync(second), shop.Get<SettleMembership>().TryJoinAsync(member.Id, MemberShop.Cancel));
        Assert.Single(await shop.ListAsync("/v1/subscriptions?status=all"));
        Assert.Equal(1, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM memberships"));
        Assert.Equal(["joined"], await member.HistoryAsync());
        Assert.Equal(["mail:member-welcome"], await shop.LettersAsync());
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Another_plan_closes_the_page_of_the_first_before_there_is_a_new_one(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var (friend, patron) = (await shop.AddPlanAsync(), await shop.AddPlanAsync("Patron", 4000, 40_000));
        var member = await shop.SignUpAsync();
        var first = await member.JoinAsync(friend);

        var other = await member.JoinAsync(patron, "year");

        Assert.NotEqual(first, other);
        Assert.Equal(
            ["expired", "open"], (await shop.ListAsync("/v1/checkout/sessions")).Select(one => one.GetProperty("status").GetString()).Order());
        await member.PayAsync(other);
        await shop.CatchUpAsync();
        Assert.Equal(("Patron", "year"), ((await member.RowAsync()).Plan, (await member.RowAsync()).Interval));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Who_pays_in_one_tab_and_chooses_another_plan_in_the_next_is_a_member_of_what_was_paid(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var (friend, patron) = (await shop.AddPlanAsync(), await shop.AddPlanAsync("Patron", 4000, 40_000));
        var member = await shop.SignUpAsync();
        await member.PayAsync(await member.JoinAsync(friend));

        Assert.IsType<Join.Outcome.AlreadyMember>(await member.AskToJoinAsync(patron));

        Assert.Equal("Friend", (await member.RowAsync()).Plan);
        Assert.Single(await shop.ListAsync("/v1/subscriptions?status=all"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_declined_card_leaves_nobody_in_and_the_next_card_joins(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(await shop.AddPlanAsync());

        await member.PayAsync(url, Cards.Declined);
        await shop.CatchUpAsync();
        Assert.False((await member.AccessAsync()).IsIn);
        await member.PayAsync(url);
        await shop.CatchUpAsync();

        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task A_page_that_nobody_paid_on_expires_and_the_next_wish_gets_a_new_one(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.SignUpAsync();
        var url = await member.JoinAsync(plan);
        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        await shop.Get<Reconcile>().RunAsync(null, _ => { }, MemberShop.Cancel);

        Assert.Equal("closed", await shop.Sale.SingleAsync<string>("SELECT state FROM join_attempts"));
        Assert.NotEqual(url, await member.JoinAsync(plan));
    }

    [Theory, BothEngines]
    public async Task What_is_not_sold_cannot_be_joined(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        var byMonth = await shop.AddPlanAsync(yearMinor: null);

        Assert.IsType<Join.Outcome.NotForSale>(await member.AskToJoinAsync(await shop.AddPlanAsync("Secret", published: false)));
        Assert.IsType<Join.Outcome.NotForSale>(await member.AskToJoinAsync(byMonth, "year"));
        Assert.IsType<Join.Outcome.NotForSale>(await member.AskToJoinAsync(byMonth, "once"));
        Assert.IsType<Join.Outcome.NotForSale>(await member.AskToJoinAsync(Chance.Secure.NewId(TimeProvider.System.Now())));
        Assert.IsType<Join.Outcome.NotForSale>(await member.AskToJoinAsync(await shop.AddPlanAsync("Cheap", monthMinor: 20)));
        Assert.Empty(await shop.ListAsync("/v1/checkout/sessions"));
    }

    [Theory, BothEngines]
    public async Task A_trial_is_announced_paid_at_its_end_and_given_once(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync(trialDays: 14);
        var member = await shop.JoinAsync(plan);
        Assert.Equal(AccessState.Trial, (await member.AccessAsync()).State);
        Assert.Empty(await shop.Sale.QueryAsync<Guid>("SELECT id FROM payments"));

        await shop.AdvanceDaysAsync(11.5);
        await shop.CatchUpAsync();
        await shop.CatchUpAsync();
        Assert.Equal(["mail:member-welcome", "mail:trial-ending"], await shop.LettersAsync());
        await shop.AdvanceDaysAsync(3);
        await shop.CatchUpAsync();
        Assert.Equal(AccessState.Active, (await member.AccessAsync()).State);
        Assert.Equal(["trial_began", "trial_paid"], await member.HistoryAsync());
        await shop.AssertAgreesAsync();

        await shop.Sale.StripeDeleteAsync($"/v1/subscriptions/{await member.SubscriptionIdAsync()}");
        await shop.CatchUpAsync();
        await member.PayAsync(await member.JoinAsync(plan));
        await shop.CatchUpAsync();
        Assert.Equal("active", (await member.RowAsync()).Status);
        await shop.AssertAgreesAsync();
    }
}

using System.IO.Pipelines;
using System.Text.Json;
using Till.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>An account that goes takes its membership with it: at Stripe first, and the books stay.</summary>
public sealed class LeavingTests
{
    [Theory, BothEngines]
    public async Task Who_leaves_is_charged_no_more_and_told_until_when_was_paid(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var (subscription, customer) = (await member.SubscriptionIdAsync(), await member.CustomerIdAsync());

        var outcome = await shop.Get<EraseAccount>().RunAsync(member.Account, MemberShop.Cancel);

        Assert.Equal(shop.Now.AddMonths(1), Assert.IsType<EraseAccount.Outcome.Erased>(outcome).PaidThrough);
        Assert.Equal("canceled", (await shop.Sale.StripeAsync($"/v1/subscriptions/{subscription}")).GetProperty("status").GetString());
        var left = await shop.Sale.SingleAsync<(Guid? Account, string Status, string? Last4)>("SELECT account_id, status, card_last4 FROM memberships");
        Assert.Equal((null, "canceled", null), left);
        Assert.Null(await shop.Sale.SingleAsync<string?>("SELECT page_url FROM membership_invoices"));
        Assert.Null(await shop.Sale.SingleAsync<string?>("SELECT card_last4 FROM payments"));
        await shop.CatchUpAsync();
        Assert.True((await shop.Sale.StripeAsync($"/v1/customers/{customer}")).GetProperty("deleted").GetBoolean());
        await shop.AdvanceDaysAsync(40);
        await shop.CatchUpAsync();
        Assert.Equal(1, await shop.Sale.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Nothing_is_erased_while_Stripe_cannot_be_asked_to_end_the_membership(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        await shop.Sale.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, times = 1000 } } });

        Assert.IsType<EraseAccount.Outcome.NotNow>(await shop.Get<EraseAccount>().RunAsync(member.Account, MemberShop.Cancel));

        await shop.Sale.NoFaultsAsync();
        Assert.True((await member.AccessAsync()).IsIn);
        Assert.IsType<EraseAccount.Outcome.Erased>(await shop.Get<EraseAccount>().RunAsync(member.Account, MemberShop.Cancel));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task Who_leaves_with_the_page_to_pay_on_open_can_pay_there_no_more(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.SignUpAsync();
        await member.JoinAsync(await shop.AddPlanAsync());

        Assert.Null(Assert.IsType<EraseAccount.Outcome.Erased>(await shop.Get<EraseAccount>().RunAsync(member.Account, MemberShop.Cancel)).PaidThrough);

        Assert.Equal("expired", Assert.Single(await shop.ListAsync("/v1/checkout/sessions")).GetProperty("status").GetString());
    }

    [Theory, BothEngines]
    public async Task A_customer_who_is_deleted_at_Stripe_is_made_anew_for_who_joins_again(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var plan = await shop.AddPlanAsync();
        var member = await shop.JoinAsync(plan);
        var first = await member.CustomerIdAsync();

        await shop.Sale.StripeDeleteAsync($"/v1/customers/{first}");
        await shop.CatchUpAsync();
        Assert.Equal("canceled", (await member.RowAsync()).Status);
        Assert.True((await member.AccessAsync()).IsIn); // to the end of what was paid
        await member.PayAsync(await member.JoinAsync(plan));
        await shop.CatchUpAsync();

        Assert.NotEqual(first, await member.CustomerIdAsync());
        Assert.Equal("active", await shop.Sale.SingleAsync<string>("SELECT status FROM memberships WHERE status <> 'canceled'"));
        await shop.AssertAgreesAsync();
    }

    [Theory, BothEngines]
    public async Task What_is_taken_along_has_the_membership_with_its_invoices_and_history(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        var member = await shop.JoinAsync(await shop.AddPlanAsync());
        var pipe = new Pipe();

        await shop.Get<PersonalExport>().WriteAsync(pipe.Writer, new Purchaser(member.Id, "member"), MemberShop.Cancel);
        await pipe.Writer.CompleteAsync();

        using var json = await JsonDocument.ParseAsync(pipe.Reader.AsStream(), cancellationToken: MemberShop.Cancel);
        var membership = Assert.Single(json.RootElement.GetProperty("memberships").EnumerateArray());
        Assert.Equal(("Friend", 1500), (membership.GetProperty("plan").GetString(), membership.GetProperty("amountMinor").GetInt32()));
        Assert.Equal(1500, Assert.Single(membership.GetProperty("invoices").EnumerateArray()).GetProperty("totalMinor").GetInt32());
        Assert.Equal("joined", Assert.Single(membership.GetProperty("changes").EnumerateArray()).GetProperty("cause").GetString());
    }
}

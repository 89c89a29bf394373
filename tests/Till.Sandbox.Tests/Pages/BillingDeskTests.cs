using System.Net;
using Till.Sandbox.Tests.Portal;

namespace Till.Sandbox.Tests.Pages;

/// <summary>The dashboard's pages of customers, subscriptions and test clocks.</summary>
public sealed class BillingDeskTests
{
    [Fact]
    public async Task A_customer_is_found_with_subscriptions_invoices_and_methods()
    {
        await using var member = await Member.Open();
        var list = await member.Shop.GetAsync("/dashboard/customers");
        Assert.Contains("Silver", list.Text("tbody"), StringComparison.Ordinal);
        var page = await member.Shop.GetAsync(list.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.Equal("Ada", page.Text("h1"));
        Assert.Equal("/dashboard/subscriptions/" + member.Subscription, page.Page.QuerySelector("a[href*='/subscriptions/']")!.GetAttribute("href"));
        Assert.Contains("$9.00 USD Paid", page.Text("[aria-label=Invoices]"), StringComparison.Ordinal);
        Assert.Contains("Visa •••• 4242cardDefault", page.Text("[aria-label='Payment methods']"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Shop.GetAsync("/dashboard/customers/cus_nobody")).Status);
    }

    [Fact]
    public async Task A_subscription_renews_at_the_press_of_a_button()
    {
        await using var member = await Member.Open();
        var page = await member.Shop.GetAsync(Address(member));
        Assert.Contains("customer.subscription.created", page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Press(member, "renew")).Status);
        var invoices = (await member.Read("/v1/invoices?subscription=" + member.Subscription)).GetProperty("data");
        Assert.Equal(["subscription_cycle", "subscription_create"], invoices.EnumerateArray().Select(invoice => invoice.GetProperty("billing_reason").GetString()));
        Assert.Equal("paid", invoices[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_payment_that_failed_is_tried_again_until_the_subscription_ends()
    {
        await using var member = await Member.Open();
        var card = await member.Api("/v1/payment_methods/pm_card_chargeCustomerFail/attach", ("customer", member.Customer));
        await member.Api("/v1/customers/" + member.Customer, ("invoice_settings[default_payment_method]", card.GetProperty("id").GetString()!));
        await Press(member, "renew");
        Assert.Equal("past_due", (await member.Subscribed()).GetProperty("status").GetString());
        Assert.Contains("Next retry", (await member.Shop.GetAsync(Address(member))).Text("form"), StringComparison.Ordinal);
        for (var retry = 0; retry < 3; retry++)
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await Press(member, "retry")).Status);
        }
        Assert.Equal("canceled", (await member.Subscribed()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_what_came_from_elsewhere_is_not_done()
    {
        await using var member = await Member.Open();
        var noRetry = await Press(member, "retry");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "No payment of this subscription is to be tried again."), (noRetry.Status, noRetry.Text(".alert.bad")));
        Assert.Equal(HttpStatusCode.BadRequest, (await member.Shop.PostAsync(Address(member), [new("do", "cancel")])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await Press(member, "cancel")).Status);
        Assert.Equal("canceled", (await member.Subscribed()).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Press(member, "cancel")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Shop.GetAsync("/dashboard/subscriptions/sub_nobody")).Status);
    }

    [Fact]
    public async Task A_test_clock_is_made_and_advanced()
    {
        await using var member = await Member.Open();
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(member, "/dashboard/clocks", ("name", "Winter"), ("date", "2030-01-31"))).Status);
        var page = await member.Shop.GetAsync("/dashboard/clocks");
        Assert.Contains("Winter", page.Text("h3"), StringComparison.Ordinal);
        var clock = page.Page.QuerySelector("article form")!.GetAttribute("action")!;
        await Send(member, clock, ("by", "day"));
        await Send(member, clock, ("by", "month"));
        Assert.Contains("Mar 1, 2030", (await member.Shop.GetAsync("/dashboard/clocks")).Text("article"), StringComparison.Ordinal);
        await Send(member, clock, ("by", "date"), ("date", "2030-06-01"));
        Assert.Contains("Jun 1, 2030", (await member.Shop.GetAsync("/dashboard/clocks")).Text("article"), StringComparison.Ordinal);
        var back = await Send(member, clock, ("by", "date"), ("date", "2030-01-01"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "You can only advance a test clock to a time in its future."), (back.Status, back.Text(".alert.bad")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(member, clock, ("by", "date"), ("date", "soon"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Send(member, clock + "x", ("by", "day"))).Status);
    }

    private static string Address(Member member) => "/dashboard/subscriptions/" + member.Subscription;

    private static Task<Reply> Press(Member member, string button) => Send(member, Address(member), ("do", button));

    private static async Task<Reply> Send(Member member, string address, params (string Name, string Value)[] fields)
    {
        var token = (await member.Shop.GetAsync("/dashboard/clocks")).Page.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;
        return await member.Shop.PostAsync(address, [new("form_token", token), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
    }
}

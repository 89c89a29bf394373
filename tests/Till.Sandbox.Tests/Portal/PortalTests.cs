using System.Net;
using Till.Sandbox.Tests.Pages;

namespace Till.Sandbox.Tests.Portal;

public sealed class PortalTests
{
    [Fact]
    public async Task A_member_sees_the_plan_the_next_charge_the_cards_and_the_invoices()
    {
        await using var member = await Member.Open();
        var page = await member.Get();
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Silver Active", page.Text(".plan h3"), StringComparison.Ordinal);
        Assert.Contains("$9.00 per month", page.Text(".plan"), StringComparison.Ordinal);
        Assert.Contains("for $9.00 USD", page.Text(".plan"), StringComparison.Ordinal);
        Assert.Contains("Visa •••• 4242", page.Text(".methods"), StringComparison.Ordinal);
        Assert.Equal("https://shop.example/me", page.Page.QuerySelector(".way-back a")!.GetAttribute("href"));
        var invoice = await member.Shop.GetAsync(page.Page.QuerySelector(".bills a")!.GetAttribute("href")!);
        Assert.Contains("Paid to", invoice.Text("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_nobody_opened_in_time_is_dead_and_an_opened_one_lasts_for_an_hour()
    {
        await using var member = await Member.Open();
        member.Shop.Clock.Forward(TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Gone, (await member.Get()).Status);
        await member.Visit();
        Assert.Equal(HttpStatusCode.OK, (await member.Get()).Status);
        member.Shop.Clock.Forward(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, (await member.Get()).Status);
        member.Shop.Clock.Forward(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Gone, (await member.Get()).Status);
        Assert.Equal(HttpStatusCode.Gone, (await member.Shop.GetAsync("/p/session/nobody")).Status);
    }

    [Fact]
    public async Task A_form_without_the_portals_own_token_changes_nothing_and_the_dashboards_token_is_another()
    {
        await using var member = await Member.Open();
        var dashboard = (await member.Shop.GetAsync("/dashboard/clocks")).Page.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;
        foreach (var token in (string[])["", dashboard])
        {
            var answer = await member.Shop.PostAsync($"{member.Portal}/subscriptions/{member.Subscription}/cancel", [new("form_token", token)]);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        }
        Assert.False((await member.Subscribed()).GetProperty("cancel_at_period_end").GetBoolean());
    }

    [Fact]
    public async Task Another_card_pays_from_now_on_and_the_old_one_can_go()
    {
        await using var member = await Member.Open();
        var added = await member.AddCard("5555 5555 5555 4444", ("default", "yes"));
        Assert.Equal((HttpStatusCode.SeeOther, member.Portal + "?done=card"), (added.Status, added.Location));
        var page = await member.Shop.GetAsync(added.Location!);
        Assert.Equal("Your card has been added.", page.Text(".alert.good"));
        Assert.Contains("Paid with Mastercard •••• 4444", page.Text(".plan"), StringComparison.Ordinal);
        var old = page.Page.QuerySelectorAll(".methods li").Single(row => row.TextContent.Contains("4242", StringComparison.Ordinal)).QuerySelector("form")!;
        var path = old.GetAttribute("action")![member.Portal.Length..];
        Assert.Equal(member.Portal + "?done=removed", (await member.Post(path, ("do", "remove"))).Location);
        var methods = (await member.Read($"/v1/customers/{member.Customer}/payment_methods")).GetProperty("data");
        Assert.Equal("4444", methods.EnumerateArray().Single().GetProperty("card").GetProperty("last4").GetString());
    }

    [Fact]
    public async Task The_card_that_pays_cannot_be_removed_and_another_can_be_made_the_one_that_pays()
    {
        await using var member = await Member.Open();
        await member.AddCard("5555 5555 5555 4444");
        var methods = (await member.Read($"/v1/customers/{member.Customer}/payment_methods")).GetProperty("data");
        string Of(string last4) => "/payment-methods/" + methods.EnumerateArray()
            .Single(method => method.GetProperty("card").GetProperty("last4").GetString() == last4).GetProperty("id").GetString();
        var refused = await member.Post(Of("4242"), ("do", "remove"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Choose another one by default", refused.Text(".alert.bad"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await member.Post(Of("4444"), ("do", "default"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await member.Post(Of("4242"), ("do", "remove"))).Status);
    }

    [Theory]
    [InlineData("complete", "Your card has been added.", "3184")]
    [InlineData("fail", "We are unable to authenticate your payment method. Please choose a different payment method and try again.", "4242")]
    public async Task A_card_whose_bank_asks_is_kept_once_its_holder_has_answered(string outcome, string words, string pays)
    {
        await using var member = await Member.Open();
        var challenged = await member.AddCard("4000 0027 6000 3184", ("default", "yes"));
        Assert.Equal(HttpStatusCode.SeeOther, challenged.Status);
        var back = await member.Authenticate(challenged, outcome);
        var shown = back.Status == HttpStatusCode.SeeOther ? await member.Shop.GetAsync(back.Location!) : back;
        Assert.Contains(words, shown.Text(".alert"), StringComparison.Ordinal);
        Assert.Contains(pays, (await member.Get()).Text(".plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_card_is_said_at_its_field_and_what_the_bank_says_above()
    {
        await using var member = await Member.Open();
        var incomplete = await member.AddCard("", ("billingName", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, incomplete.Status);
        Assert.Equal("Enter your card number.", incomplete.Text("#cardNumber-error"));
        var declined = await member.AddCard("4000 0000 0000 0002");
        Assert.Equal(HttpStatusCode.PaymentRequired, declined.Status);
        Assert.Contains("Your card was declined.", declined.Text(".alert.bad"), StringComparison.Ordinal);
        Assert.Single((await member.Read($"/v1/customers/{member.Customer}/payment_methods")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_plan_is_switched_after_its_price_was_seen_and_for_no_other_price()
    {
        await using var member = await Member.Open();
        var address = $"/subscriptions/{member.Subscription}/update";
        var choose = await member.Get(address);
        Assert.Equal(["Gold", "Silver (your plan)"], choose.Page.QuerySelectorAll("label > span:not(.money)").Select(name => name.TextContent.Trim()).Order());
        var confirm = await member.Get($"{address}?price={member.Gold}&quantity=2");
        Assert.Contains("Due today: $31.00 USD", confirm.Text("form"), StringComparison.Ordinal);
        var at = confirm.Page.QuerySelector("input[name=at]")!.GetAttribute("value")!;
        var switched = await member.Post(address, ("price", member.Gold), ("quantity", "2"), ("at", at));
        Assert.Equal(member.Portal + "?done=plan", switched.Location);
        var item = (await member.Subscribed()).GetProperty("items").GetProperty("data")[0];
        Assert.Equal((member.Gold, 2), (item.GetProperty("price").GetProperty("id").GetString(), item.GetProperty("quantity").GetInt32()));
        var invoice = (await member.Read("/v1/invoices?customer=" + member.Customer)).GetProperty("data")[0];
        Assert.Equal(3100, invoice.GetProperty("amount_paid").GetInt32());
    }

    [Fact]
    public async Task Without_an_invoice_at_once_a_switch_says_what_the_next_one_costs()
    {
        await using var member = await Member.Open("create_prorations");
        var confirm = await member.Get($"/subscriptions/{member.Subscription}/update?price={member.Gold}&quantity=1");
        Assert.Matches(@"Due on \w+ \d+, \d{4}: \$31\.00 USD", confirm.Text("form"));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("0")]
    [InlineData("many")]
    public async Task More_than_the_configuration_allows_is_not_offered(string quantity)
    {
        await using var member = await Member.Open();
        var refused = await member.Get($"/subscriptions/{member.Subscription}/update?price={member.Gold}&quantity={quantity}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Choose another plan", refused.Text(".alert.bad"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_that_cannot_be_paid_changes_nothing_and_says_so()
    {
        await using var member = await Member.Open();
        var card = await member.Api("/v1/payment_methods/pm_card_chargeCustomerFail/attach", ("customer", member.Customer));
        await member.Api("/v1/customers/" + member.Customer, ("invoice_settings[default_payment_method]", card.GetProperty("id").GetString()!));
        var refused = await Switch(member);
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.Status);
        Assert.Contains("Your card was declined.", refused.Text(".alert.bad"), StringComparison.Ordinal);
        Assert.Equal(member.Silver, await Price(member));
        Assert.Single((await member.Read("/v1/invoices?customer=" + member.Customer)).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_switch_whose_payment_is_to_be_authenticated_holds_once_that_is_done()
    {
        await using var member = await Member.Open();
        await member.Authenticate(await member.AddCard("4000 0027 6000 3184", ("default", "yes")), "complete");
        var invoice = await Switch(member);
        Assert.Equal(HttpStatusCode.SeeOther, invoice.Status);
        Assert.Equal(member.Silver, await Price(member));
        var paid = await member.Shop.PostAsync(invoice.Location!, Shopkeeper.Card("4242 4242 4242 4242"));
        Assert.Equal(HttpStatusCode.SeeOther, paid.Status);
        Assert.Equal(member.Gold, await Price(member));
    }

    [Fact]
    public async Task A_plan_is_canceled_at_the_end_of_its_period_with_a_reason_and_can_be_kept_until_then()
    {
        await using var member = await Member.Open();
        var address = $"/subscriptions/{member.Subscription}/cancel";
        Assert.Contains("I do not use it enough", (await member.Get(address)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await member.Post(address, ("feedback", "boredom"))).Status);
        Assert.Equal(member.Portal + "?done=canceled", (await member.Post(address, ("feedback", "unused"), ("comment", "No time"))).Location);
        var canceled = await member.Subscribed();
        Assert.True(canceled.GetProperty("cancel_at_period_end").GetBoolean());
        Assert.Equal(("unused", "No time"), (
            canceled.GetProperty("cancellation_details").GetProperty("feedback").GetString(), canceled.GetProperty("cancellation_details").GetProperty("comment").GetString()));
        var page = await member.Get();
        Assert.Contains("Ends on", page.Text(".plan"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Get(address)).Status);
        Assert.Equal(member.Portal + "?done=resumed", (await member.Post($"/subscriptions/{member.Subscription}/resume")).Location);
        Assert.False((await member.Subscribed()).GetProperty("cancel_at_period_end").GetBoolean());
    }

    [Fact]
    public async Task A_shop_that_lets_members_leave_at_once_does_so()
    {
        await using var member = await Member.Open(mode: "immediately");
        await member.Post($"/subscriptions/{member.Subscription}/cancel");
        Assert.Equal("canceled", (await member.Subscribed()).GetProperty("status").GetString());
        Assert.Contains("no subscription at the moment", (await member.Get()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_portal_touches_nobody_elses_things()
    {
        await using var member = await Member.Open();
        var other = await member.Api("/v1/customers", ("payment_method", "pm_card_visa"), ("invoice_settings[default_payment_method]", "pm_card_visa"));
        var theirs = await member.Api("/v1/subscriptions", ("customer", other.GetProperty("id").GetString()!), ("items[0][price]", member.Silver));
        var (subscription, method) = (theirs.GetProperty("id").GetString(), other.GetProperty("invoice_settings").GetProperty("default_payment_method").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await member.Get($"/subscriptions/{subscription}/cancel")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Post($"/subscriptions/{subscription}/cancel")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Post($"/subscriptions/{subscription}/resume")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Post($"/subscriptions/{subscription}/update", ("price", member.Gold))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Post($"/payment-methods/{method}", ("do", "default"))).Status);
    }

    [Fact]
    public async Task A_flow_leads_straight_to_what_it_is_for_and_back_to_where_the_shop_wants()
    {
        await using var member = await Member.Open(session:
        [
            ("flow_data[type]", "payment_method_update"), ("flow_data[after_completion][type]", "redirect"),
            ("flow_data[after_completion][redirect][return_url]", "https://shop.example/thanks"),
        ]);
        var begun = await member.Get();
        Assert.Equal(member.Portal + "/payment-method", begun.Location);
        var done = await member.AddCard("5555 5555 5555 4444");
        Assert.Equal("https://shop.example/thanks", done.Location);
        Assert.Contains("https://shop.example:443", (await member.Get("/payment-method")).Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("4444", (await member.Get()).Text(".plan"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_that_asks_to_confirm_a_plan_shows_what_it_costs()
    {
        await using var member = await Member.Open();
        var item = (await member.Subscribed()).GetProperty("items").GetProperty("data")[0].GetProperty("id").GetString()!;
        const string at = "flow_data[subscription_update_confirm]";
        await member.Visit(
            ("flow_data[type]", "subscription_update_confirm"), (at + "[subscription]", member.Subscription), (at + "[items][0][id]", item),
            (at + "[items][0][price]", member.Gold), ("flow_data[after_completion][type]", "hosted_confirmation"),
            ("flow_data[after_completion][hosted_confirmation][custom_message]", "Welcome to Gold."));
        var confirm = await member.Shop.GetAsync((await member.Get()).Location!);
        Assert.Contains("Due today: $11.00 USD", confirm.Text("form"), StringComparison.Ordinal);
        var fields = confirm.Page.QuerySelectorAll("input[type=hidden]").Select(input => new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value")!));
        var done = await member.Shop.PostAsync(confirm.Page.QuerySelector("form")!.GetAttribute("action")!, fields);
        Assert.Contains("Welcome to Gold.", done.Text("main"), StringComparison.Ordinal);
        Assert.Equal(member.Gold, await Price(member));
    }

    [Fact]
    public async Task What_the_configuration_does_not_allow_is_not_there()
    {
        await using var member = await Member.Open();
        await member.Api("/v1/billing_portal/configurations/" + member.Configuration, ("features[subscription_cancel][enabled]", "false"), ("features[invoice_history][enabled]", "false"));
        var page = await member.Get();
        Assert.DoesNotContain("Cancel plan", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Invoice history", page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await member.Post($"/subscriptions/{member.Subscription}/cancel")).Status);
    }

    private static async Task<Reply> Switch(Member member)
    {
        var address = $"/subscriptions/{member.Subscription}/update";
        var at = (await member.Get($"{address}?price={member.Gold}&quantity=1")).Page.QuerySelector("input[name=at]")!.GetAttribute("value")!;
        return await member.Post(address, ("price", member.Gold), ("quantity", "1"), ("at", at));
    }

    private static async Task<string> Price(Member member) =>
        (await member.Subscribed()).GetProperty("items").GetProperty("data")[0].GetProperty("price").GetProperty("id").GetString()!;
}

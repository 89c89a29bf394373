using System.Text.Json;
using Till.Sandbox.Checkout;

namespace Till.Sandbox.Tests.Billing;

public sealed class SubscriptionCheckoutFacts
{
    [Fact]
    public async Task A_paid_session_leaves_an_active_subscription_with_a_paid_invoice()
    {
        await using var club = await Club.Open("");
        var session = await club.Session("&subscription_data[metadata][member]=7&subscription_data[description]=Friends");
        Assert.Equal(1500, session["amount_total"].GetInt64());
        var before = (await club.Sandbox.Events()).Count;
        Assert.IsType<CheckoutOutcome.Completed>(await club.Press(session));
        var paid = await club.Sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=subscription.latest_invoice.payments&expand[]=customer");
        Assert.Equal("paid", paid["payment_status"].GetString());
        Assert.Equal(JsonValueKind.Null, paid["payment_intent"].ValueKind);
        Assert.Equal("buyer@example.org", paid["customer"].GetProperty("email").GetString());
        var subscription = paid["subscription"];
        Assert.Equal("active", subscription.GetProperty("status").GetString());
        Assert.Equal("7", subscription.GetProperty("metadata").GetProperty("member").GetString());
        Assert.StartsWith("pm_", subscription.GetProperty("default_payment_method").GetString(), StringComparison.Ordinal);
        var invoice = subscription.GetProperty("latest_invoice");
        Assert.Equal(paid["invoice"].GetString(), invoice.GetProperty("id").GetString());
        Assert.Equal(1500, invoice.GetProperty("amount_paid").GetInt64());
        Assert.Equal("paid", invoice.GetProperty("payments").GetProperty("data")[0].GetProperty("status").GetString());
        Assert.Equal(
            [
                "customer.created", "payment_intent.created", "payment_method.attached", "charge.succeeded", "payment_intent.succeeded", "invoice.created",
                "invoice.updated", "invoice.finalized", "invoice.updated", "customer.subscription.created", "invoice.paid", "invoice.payment_succeeded",
                "invoice_payment.paid", "checkout.session.completed",
            ],
            await club.Events(before));
    }

    [Fact]
    public async Task A_declined_card_leaves_the_page_open_and_no_subscription()
    {
        await using var club = await Club.Open("");
        var session = await club.Session();
        Assert.IsType<CheckoutOutcome.Declined>(await club.Press(session, "4000000000000002"));
        Assert.Equal("open", (await club.Sandbox.Get("/v1/checkout/sessions/" + session.Id))["status"].GetString());
        Assert.Equal(0, (await club.Sandbox.Get("/v1/subscriptions?status=all"))["data"].GetArrayLength());
        Assert.IsType<CheckoutOutcome.Completed>(await club.Press(session));
        Assert.Equal(1, (await club.Sandbox.Get("/v1/subscriptions"))["data"].GetArrayLength());
        Assert.Equal(2, (await club.Sandbox.Get("/v1/customers"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_card_that_is_challenged_subscribes_once_its_holder_has_passed()
    {
        await using var club = await Club.Open("");
        var session = await club.Session();
        var challenged = Assert.IsType<CheckoutOutcome.Challenged>(await club.Press(session, "4000000000003220"));
        var query = challenged.Url.Split('?')[1].Split('&').Select(pair => pair.Split('=')[1]).ToList();
        Assert.IsType<ChallengeOutcome.GoOn>(await club.Sandbox.Server.Engine.CompleteChallenge(query[0], query[1], true, TestContext.Current.CancellationToken));
        var paid = await club.Sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=subscription");
        Assert.Equal("active", paid["subscription"].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_trial_keeps_the_card_and_charges_it_when_it_ends()
    {
        await using var club = await Club.Open("");
        var session = await club.Session($"&customer={club.Customer}&subscription_data[trial_period_days]=14");
        Assert.Equal(0, session["amount_total"].GetInt64());
        Assert.IsType<CheckoutOutcome.Completed>(await club.Press(session));
        var begun = await club.Sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=subscription");
        Assert.Equal("no_payment_required", begun["payment_status"].GetString());
        Assert.Equal("trialing", begun["subscription"].GetProperty("status").GetString());
        Assert.Equal(Club.Start + (14 * Club.Day), begun["subscription"].GetProperty("trial_end").GetInt64());
        await club.Advance(Club.Start + (15 * Club.Day));
        Assert.Equal("active", (await club.Sandbox.Get("/v1/subscriptions/" + begun["subscription"].GetProperty("id").GetString()))["status"].GetString());
        Assert.Equal([0L, 1500L], (await club.Invoices()).ConvertAll(invoice => invoice.GetProperty("amount_paid").GetInt64()));
        Assert.Contains("customer.subscription.trial_will_end", await club.Events());
    }

    [Fact]
    public async Task A_trial_may_begin_without_a_card_when_the_shop_says_so()
    {
        await using var club = await Club.Open("");
        var session = await club.Session(
            "&subscription_data[trial_period_days]=14&payment_method_collection=if_required&subscription_data[trial_settings][end_behavior][missing_payment_method]=cancel");
        Assert.IsType<CheckoutOutcome.Completed>(await club.Press(session));
        var begun = await club.Sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=subscription");
        Assert.Equal(JsonValueKind.Null, begun["subscription"].GetProperty("default_payment_method").ValueKind);
        club.Sandbox.Clock.Advance(TimeSpan.FromDays(15));
        var ended = await club.Sandbox.Get("/v1/subscriptions/" + begun["subscription"].GetProperty("id").GetString());
        Assert.Equal("canceled", ended["status"].GetString());
    }

    [Fact]
    public async Task What_is_sold_once_comes_on_the_first_invoice_only_and_a_code_takes_its_part_off()
    {
        await using var club = await Club.Open("");
        var coupon = await club.Post("/v1/coupons", "percent_off=20&duration=once");
        var code = await club.Post("/v1/promotion_codes", $"promotion[type]=coupon&promotion[coupon]={coupon.Id}&code=FRIEND");
        var rate = await club.Post("/v1/tax_rates", "display_name=VAT&percentage=10&inclusive=false");
        var session = await club.Session(
            $"&customer={club.Customer}&discounts[0][promotion_code]={code.Id}&subscription_data[default_tax_rates][]={rate.Id}&line_items[1][quantity]=1"
            + "&line_items[1][price_data][currency]=usd&line_items[1][price_data][unit_amount]=500&line_items[1][price_data][product_data][name]=Badge");
        Assert.Equal(1760, session["amount_total"].GetInt64());
        Assert.IsType<CheckoutOutcome.Completed>(await club.Press(session));
        var first = (await club.Invoices())[0];
        Assert.Equal(1760, first.GetProperty("amount_paid").GetInt64());
        Assert.Equal((2000L, 1760L), (first.GetProperty("subtotal").GetInt64(), first.GetProperty("total").GetInt64()));
        Assert.Equal(160, first.GetProperty("total_taxes")[0].GetProperty("amount").GetInt64());
        Assert.Equal(1, (await club.Sandbox.Get("/v1/promotion_codes/" + code.Id))["times_redeemed"].GetInt64());
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal(1650, (await club.Invoices())[1].GetProperty("amount_paid").GetInt64());
    }

    [Fact]
    public async Task Lines_without_a_recurring_price_are_refused()
    {
        await using var club = await Club.Open("");
        var refused = await club.Sandbox.Post(
            "/v1/checkout/sessions",
            "mode=subscription&success_url=http://a.b/c&line_items[0][quantity]=1&line_items[0][price_data][currency]=usd"
            + "&line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Badge");
        Assert.Equal(400, refused.Status);
        Assert.StartsWith("You must provide at least one recurring price", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_charge_of_an_invoice_can_be_refunded()
    {
        await using var club = await Club.Open();
        await club.Subscribe();
        var payment = (await club.Sandbox.Get("/v1/invoice_payments?invoice=" + (await club.Invoices())[0].GetProperty("id").GetString()))["data"][0];
        var intent = payment.GetProperty("payment").GetProperty("payment_intent").GetString();
        Assert.Equal("succeeded", (await club.Post("/v1/refunds", "payment_intent=" + intent))["status"].GetString());
        Assert.Equal("paid", (await club.Invoices())[0].GetProperty("status").GetString());
    }
}

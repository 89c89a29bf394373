using System.Text.Json;

namespace Till.Sandbox.Tests.Billing;

public sealed class RenewalFacts
{
    [Fact]
    public async Task A_subscription_is_paid_for_at_once_and_again_an_hour_after_each_renewal()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        Assert.Equal("active", made["status"].GetString());
        await club.Advance(Club.FirstRenewal + Club.Day);
        var invoices = await club.Invoices();
        Assert.Equal(["paid", "paid"], invoices.ConvertAll(invoice => invoice.GetProperty("status").GetString()));
        Assert.Equal(["subscription_create", "subscription_cycle"], invoices.ConvertAll(invoice => invoice.GetProperty("billing_reason").GetString()));
        var renewal = invoices[1];
        Assert.Equal(Club.FirstRenewal, renewal.GetProperty("created").GetInt64());
        Assert.Equal((Club.Start, Club.FirstRenewal), (renewal.GetProperty("period_start").GetInt64(), renewal.GetProperty("period_end").GetInt64()));
        var transitions = renewal.GetProperty("status_transitions");
        Assert.Equal(Club.FirstRenewal + Club.Hour, transitions.GetProperty("finalized_at").GetInt64());
        Assert.Equal(Club.FirstRenewal + Club.Hour, transitions.GetProperty("paid_at").GetInt64());
        Assert.EndsWith("-0002", renewal.GetProperty("number").GetString(), StringComparison.Ordinal);
        var line = renewal.GetProperty("lines").GetProperty("data")[0];
        Assert.Equal("1 × Membership (at $15.00 / month)", line.GetProperty("description").GetString());
        Assert.Equal(Club.FirstRenewal, line.GetProperty("period").GetProperty("start").GetInt64());
        var item = (await club.Subscription(made))["items"].GetProperty("data")[0];
        Assert.Equal(Club.FirstRenewal, item.GetProperty("current_period_start").GetInt64());
        Assert.Equal(Club.FirstRenewal + (28 * Club.Day), item.GetProperty("current_period_end").GetInt64());
    }

    [Fact]
    public async Task Every_event_carries_the_instant_at_which_it_happened_by_the_clock()
    {
        await using var club = await Club.Open();
        await club.Subscribe();
        var before = (await club.Sandbox.Events()).Count;
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal(
            [
                "invoice.upcoming", "invoice.created", "customer.subscription.updated", "invoice.updated", "invoice.finalized", "payment_intent.created",
                "charge.succeeded", "payment_intent.succeeded", "invoice.updated", "invoice.paid", "invoice.payment_succeeded", "invoice_payment.paid",
            ],
            await club.Events(before));
        var happened = (await club.Sandbox.Get("/v1/events?limit=100"))["data"].EnumerateArray().ToList();
        Assert.Equal(Club.FirstRenewal - (7 * Club.Day), When("invoice.upcoming"));
        Assert.Equal(Club.FirstRenewal, When("customer.subscription.updated"));
        Assert.Equal(Club.FirstRenewal + Club.Hour, When("invoice_payment.paid"));
        var upcoming = happened.Find(one => one.GetProperty("type").GetString() == "invoice.upcoming").GetProperty("data").GetProperty("object");
        Assert.False(upcoming.TryGetProperty("id", out _));
        Assert.Equal(1500, upcoming.GetProperty("amount_due").GetInt64());

        long When(string type) => happened.Find(one => one.GetProperty("type").GetString() == type).GetProperty("created").GetInt64();
    }

    [Fact]
    public async Task A_failed_renewal_is_tried_again_three_times_and_then_ends_the_subscription()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_chargeCustomerFail");
        await club.Advance(Club.FirstRenewal + (2 * Club.Hour));
        Assert.Equal("past_due", (await club.Subscription(made))["status"].GetString());
        var failed = (await club.Invoices())[1];
        Assert.Equal("open", failed.GetProperty("status").GetString());
        var first = Club.FirstRenewal + Club.Hour;
        Assert.Equal(first + (3 * Club.Day), failed.GetProperty("next_payment_attempt").GetInt64());
        await club.Advance(first + (3 * Club.Day));
        Assert.Equal(first + (5 * Club.Day), (await club.Invoices())[1].GetProperty("next_payment_attempt").GetInt64());
        await club.Advance(first + (8 * Club.Day));
        var ended = await club.Subscription(made);
        Assert.Equal("canceled", ended["status"].GetString());
        Assert.Equal(first + (7 * Club.Day), ended["ended_at"].GetInt64());
        Assert.Equal("payment_failed", ended["cancellation_details"].GetProperty("reason").GetString());
        var last = (await club.Invoices())[1];
        Assert.Equal(4, last.GetProperty("attempt_count").GetInt64());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next_payment_attempt").ValueKind);
        Assert.Equal(4, (await club.Events()).Count(type => type == "invoice.payment_failed"));
    }

    [Theory]
    [InlineData("unpaid")]
    [InlineData("past_due")]
    public async Task What_becomes_of_it_after_the_last_retry_is_the_accounts_to_say(string status)
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_chargeCustomerFail");
        Assert.Equal(200, (await club.Sandbox.Post("/_sandbox/billing", $$"""{"after_retries": "{{status}}"}""")).Status);
        await club.Advance(Club.FirstRenewal + (10 * Club.Day));
        Assert.Equal(status, (await club.Subscription(made))["status"].GetString());
        await club.PayBy("pm_card_visa");
        var paid = await club.Post($"/v1/invoices/{(await club.Invoices())[1].GetProperty("id").GetString()}/pay");
        Assert.Equal("paid", paid["status"].GetString());
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task Another_card_in_time_keeps_the_subscription()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_chargeCustomerFail");
        await club.Advance(Club.FirstRenewal + Club.Day);
        await club.PayBy("pm_card_mastercard");
        await club.Advance(Club.FirstRenewal + (4 * Club.Day));
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
        Assert.Equal("paid", (await club.Invoices())[1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_renewal_that_needs_its_holder_waits_for_them_and_is_paid_by_its_client_secret()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_authenticationRequired");
        await club.Advance(Club.FirstRenewal + (2 * Club.Hour));
        Assert.Equal("past_due", (await club.Subscription(made))["status"].GetString());
        Assert.Contains("invoice.payment_action_required", await club.Events());
        var invoice = await club.Sandbox.Get($"/v1/invoices/{(await club.Invoices())[1].GetProperty("id").GetString()}?expand[]=confirmation_secret&expand[]=payments");
        var secret = invoice["confirmation_secret"].GetProperty("client_secret").GetString()!;
        var intent = invoice["payments"].GetProperty("data")[0].GetProperty("payment").GetProperty("payment_intent").GetString();
        Assert.Equal("requires_action", (await club.Sandbox.Get("/v1/payment_intents/" + intent))["status"].GetString());
        await club.Sandbox.Server.Engine.CompleteChallenge(intent!, secret, passed: true, TestContext.Current.CancellationToken);
        Assert.Equal("paid", (await club.Sandbox.Get("/v1/invoices/" + invoice.Id))["status"].GetString());
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task Without_a_test_clock_it_renews_by_the_sandboxs_own()
    {
        await using var club = await Club.Open();
        var customer = await club.Post("/v1/customers", "payment_method=pm_card_visa");
        var method = (await club.Sandbox.Get($"/v1/customers/{customer.Id}/payment_methods"))["data"][0].GetProperty("id").GetString();
        var made = await club.Post("/v1/subscriptions", $"customer={customer.Id}&items[0][price]={club.Price}&default_payment_method={method}");
        club.Sandbox.Clock.Advance(TimeSpan.FromDays(70));
        var invoices = (await club.Sandbox.Get("/v1/invoices?subscription=" + made.Id))["data"].EnumerateArray().ToList();
        Assert.Equal(3, invoices.Count);
        Assert.All(invoices, invoice => Assert.Equal("paid", invoice.GetProperty("status").GetString()));
        // A sandbox that slept through it makes up for it, at the time for which it was meant.
        Assert.Equal(new DateTimeOffset(2026, 12, 20, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), invoices[1].GetProperty("created").GetInt64());
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task A_subscription_can_be_hurried_to_its_next_renewal_with_a_clock_and_without()
    {
        await using var club = await Club.Open();
        var (clocked, customer) = (await club.Subscribe(), await club.Post("/v1/customers", "payment_method=pm_card_visa"));
        var method = (await club.Sandbox.Get($"/v1/customers/{customer.Id}/payment_methods"))["data"][0].GetProperty("id").GetString();
        var free = await club.Post("/v1/subscriptions", $"customer={customer.Id}&items[0][price]={club.Price}&default_payment_method={method}");
        Assert.Null(club.Sandbox.Server.Engine.AdvanceToRenewal(clocked.Id));
        Assert.Null(club.Sandbox.Server.Engine.AdvanceToRenewal(free.Id));
        foreach (var made in (ApiAnswer[])[clocked, free])
        {
            var invoices = (await club.Sandbox.Get("/v1/invoices?subscription=" + made.Id))["data"].EnumerateArray().ToList();
            Assert.Equal(["paid", "paid"], invoices.ConvertAll(invoice => invoice.GetProperty("status").GetString()));
            Assert.Equal(
                made["items"].GetProperty("data")[0].GetProperty("current_period_end").GetInt64(),
                (await club.Subscription(made))["items"].GetProperty("data")[0].GetProperty("current_period_start").GetInt64());
        }
        Assert.NotNull(club.Sandbox.Server.Engine.AdvanceToRenewal("sub_none"));
    }

    [Fact]
    public async Task A_month_that_is_too_short_ends_on_its_last_day_and_the_next_one_on_the_old_day_again()
    {
        await using var club = await Club.Open();
        await club.Advance(Club.Start + (30 * Club.Day));
        var made = await club.Subscribe();
        var february = new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal(february, made["items"].GetProperty("data")[0].GetProperty("current_period_end").GetInt64());
        await club.Advance(february);
        Assert.Equal(
            new DateTimeOffset(2026, 3, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(),
            (await club.Subscription(made))["items"].GetProperty("data")[0].GetProperty("current_period_end").GetInt64());
    }
}

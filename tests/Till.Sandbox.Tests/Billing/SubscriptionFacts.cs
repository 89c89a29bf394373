using System.Text.Json;

namespace Till.Sandbox.Tests.Billing;

public sealed class SubscriptionFacts
{
    [Fact]
    public async Task One_shows_its_period_on_its_items_and_its_invoice_by_id()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe("&items[0][quantity]=2&metadata[member]=7&description=Friends");
        var item = made["items"].GetProperty("data")[0];
        Assert.Equal((Club.Start, Club.FirstRenewal), (item.GetProperty("current_period_start").GetInt64(), item.GetProperty("current_period_end").GetInt64()));
        Assert.False(made.Json.TryGetProperty("current_period_end", out _));
        Assert.Equal(2, item.GetProperty("quantity").GetInt64());
        Assert.StartsWith("in_", made["latest_invoice"].GetString(), StringComparison.Ordinal);
        Assert.Equal("7", made["metadata"].GetProperty("member").GetString());
        Assert.Equal(club.Clock, made["test_clock"].GetString());
        var expanded = await club.Subscription(made, "?expand[]=latest_invoice.payments.data&expand[]=customer&expand[]=default_payment_method");
        Assert.Equal(3000, expanded["latest_invoice"].GetProperty("amount_paid").GetInt64());
        Assert.Equal("ada@example.org", expanded["customer"].GetProperty("email").GetString());
    }

    [Fact]
    public async Task Without_a_card_it_is_refused_unless_the_first_payment_is_to_come_later()
    {
        await using var club = await Club.Open("");
        var refused = await club.Sandbox.Post("/v1/subscriptions", $"customer={club.Customer}&items[0][price]={club.Price}");
        Assert.Equal(400, refused.Status);
        Assert.Equal("resource_missing", refused.Error.GetProperty("code").GetString());
        Assert.Equal(0, (await club.Sandbox.Get("/v1/subscriptions?status=all"))["data"].GetArrayLength());
        var waiting = await club.Subscribe("&payment_behavior=default_incomplete&expand[]=latest_invoice.confirmation_secret&expand[]=latest_invoice.payments");
        Assert.Equal("incomplete", waiting["status"].GetString());
        Assert.Equal("open", waiting["latest_invoice"].GetProperty("status").GetString());
        var intent = waiting["latest_invoice"].GetProperty("payments").GetProperty("data")[0].GetProperty("payment").GetProperty("payment_intent").GetString();
        var secret = waiting["latest_invoice"].GetProperty("confirmation_secret").GetProperty("client_secret").GetString();
        var confirmed = await club.Sandbox.Send(
            HttpMethod.Post, $"/v1/payment_intents/{intent}/confirm", $"payment_method_data[type]=card&payment_method_data[card][token]=tok_visa&client_secret={secret}&return_url=http://a.b/c",
            ["Authorization: Bearer pk_test_of_a_page"]);
        Assert.Equal("succeeded", confirmed["status"].GetString());
        Assert.Equal("active", (await club.Subscription(waiting))["status"].GetString());
        // What pays a subscription is kept with its customer, for the next time.
        Assert.Equal(1, (await club.Sandbox.Get($"/v1/customers/{club.Customer}/payment_methods"))["data"].GetArrayLength());
    }

    [Theory]
    [InlineData("allow_incomplete", 200)]
    [InlineData("error_if_incomplete", 402)]
    public async Task A_declined_first_payment_waits_or_leaves_nothing_as_the_shop_says(string behaviour, int status)
    {
        await using var club = await Club.Open("pm_card_chargeCustomerFail");
        var made = await club.Sandbox.Post("/v1/subscriptions", $"customer={club.Customer}&items[0][price]={club.Price}&payment_behavior={behaviour}");
        Assert.Equal(status, made.Status);
        var all = (await club.Sandbox.Get("/v1/subscriptions?status=all"))["data"];
        Assert.Equal(status == 200 ? 1 : 0, all.GetArrayLength());
        Assert.Equal(status == 200 ? "incomplete" : "generic_decline", status == 200 ? made["status"].GetString() : made.Error.GetProperty("decline_code").GetString());
    }

    [Fact]
    public async Task A_first_payment_that_is_not_made_within_23_hours_expires()
    {
        await using var club = await Club.Open("pm_card_threeDSecure2Required");
        var made = await club.Subscribe();
        Assert.Equal("incomplete", made["status"].GetString());
        Assert.Contains("invoice.payment_action_required", await club.Events());
        await club.Advance(Club.Start + (24 * Club.Hour));
        var expired = await club.Subscription(made);
        Assert.Equal("incomplete_expired", expired["status"].GetString());
        Assert.Equal(Club.Start + (23 * Club.Hour), expired["ended_at"].GetInt64());
        Assert.Equal("void", (await club.Invoices())[0].GetProperty("status").GetString());
        Assert.Equal(0, (await club.Sandbox.Get("/v1/subscriptions"))["data"].GetArrayLength());
        Assert.Equal(1, (await club.Sandbox.Get("/v1/subscriptions?status=ended"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task Cancelled_at_once_it_is_gone_and_bills_no_more()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var gone = await club.Sandbox.Delete("/v1/subscriptions/" + made.Id);
        Assert.Equal("canceled", gone["status"].GetString());
        Assert.Equal("cancellation_requested", gone["cancellation_details"].GetProperty("reason").GetString());
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Single(await club.Invoices());
        Assert.Equal(404, (await club.Sandbox.Delete("/v1/subscriptions/" + made.Id)).Status);
        Assert.Equal(400, (await club.Sandbox.Post("/v1/subscriptions/" + made.Id, "cancel_at_period_end=true")).Status);
        Assert.Equal(200, (await club.Sandbox.Post("/v1/subscriptions/" + made.Id, "metadata[a]=b")).Status);
    }

    [Fact]
    public async Task Cancelled_for_the_end_of_its_period_it_lives_until_then_and_can_be_kept_after_all()
    {
        await using var club = await Club.Open();
        var (kept, ended) = (await club.Subscribe(), await club.Subscribe());
        foreach (var made in (ApiAnswer[])[kept, ended])
        {
            var cancelled = await club.Post("/v1/subscriptions/" + made.Id, "cancel_at_period_end=true&cancellation_details[feedback]=too_expensive");
            Assert.Equal("active", cancelled["status"].GetString());
            Assert.Equal(Club.FirstRenewal, cancelled["cancel_at"].GetInt64());
            Assert.Equal(Club.Start, cancelled["canceled_at"].GetInt64());
        }
        var again = await club.Post("/v1/subscriptions/" + kept.Id, "cancel_at_period_end=false");
        Assert.Equal(JsonValueKind.Null, again["cancel_at"].ValueKind);
        Assert.Equal(JsonValueKind.Null, again["canceled_at"].ValueKind);
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal("active", (await club.Subscription(kept))["status"].GetString());
        var gone = await club.Subscription(ended);
        Assert.Equal(("canceled", Club.FirstRenewal), (gone["status"].GetString(), gone["ended_at"].GetInt64()));
        Assert.Equal("too_expensive", gone["cancellation_details"].GetProperty("feedback").GetString());
        Assert.Equal(3, (await club.Invoices()).Count);
    }

    [Fact]
    public async Task Whoever_hears_of_a_change_hears_what_it_was_before()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Post("/v1/subscriptions/" + made.Id, "cancel_at_period_end=true");
        var happened = (await club.Sandbox.Get("/v1/events?type=customer.subscription.updated"))["data"][0].GetProperty("data");
        Assert.True(happened.GetProperty("object").GetProperty("cancel_at_period_end").GetBoolean());
        Assert.False(happened.GetProperty("previous_attributes").GetProperty("cancel_at_period_end").GetBoolean());
        Assert.False(happened.GetProperty("previous_attributes").TryGetProperty("items", out _));
    }

    [Fact]
    public async Task A_trial_is_announced_three_days_ahead_and_then_paid_for()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe("&trial_period_days=10");
        Assert.Equal("trialing", made["status"].GetString());
        Assert.Equal("Free trial for 1 × Membership", (await club.Invoices())[0].GetProperty("lines").GetProperty("data")[0].GetProperty("description").GetString());
        await club.Advance(Club.Start + (8 * Club.Day));
        var told = (await club.Sandbox.Get("/v1/events?type=customer.subscription.trial_will_end"))["data"][0];
        Assert.Equal(Club.Start + (7 * Club.Day), told.GetProperty("created").GetInt64());
        await club.Advance(Club.Start + (11 * Club.Day));
        var active = await club.Subscription(made);
        Assert.Equal("active", active["status"].GetString());
        var item = active["items"].GetProperty("data")[0];
        Assert.Equal(Club.Start + (10 * Club.Day), item.GetProperty("current_period_start").GetInt64());
        Assert.Equal(Club.FirstRenewal + (10 * Club.Day), item.GetProperty("current_period_end").GetInt64());
        Assert.Equal(1500, (await club.Invoices())[1].GetProperty("amount_paid").GetInt64());
    }

    [Theory]
    [InlineData("cancel", "canceled")]
    [InlineData("pause", "paused")]
    [InlineData("create_invoice", "past_due")]
    public async Task A_trial_that_ends_without_a_card_goes_the_way_that_was_set(string behaviour, string status)
    {
        await using var club = await Club.Open("");
        var made = await club.Subscribe("&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=" + behaviour);
        await club.Advance(Club.Start + (6 * Club.Day));
        Assert.Equal(status, (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task A_paused_one_resumes_when_it_is_paid_for()
    {
        await using var club = await Club.Open("");
        var made = await club.Subscribe("&trial_period_days=5&trial_settings[end_behavior][missing_payment_method]=pause");
        await club.Advance(Club.Start + (6 * Club.Day));
        Assert.Contains("customer.subscription.paused", await club.Events());
        await club.PayBy("pm_card_visa");
        var resumed = await club.Post($"/v1/subscriptions/{made.Id}/resume");
        Assert.Equal("active", resumed["status"].GetString());
        Assert.Contains("customer.subscription.resumed", await club.Events());
        Assert.Equal(Club.Start + (6 * Club.Day), resumed["items"].GetProperty("data")[0].GetProperty("current_period_start").GetInt64());
        await club.Advance(Club.FirstRenewal + (7 * Club.Day));
        Assert.Equal(3, (await club.Invoices()).Count);
    }

    [Theory]
    [InlineData("void", "void")]
    [InlineData("mark_uncollectible", "uncollectible")]
    [InlineData("keep_as_draft", "draft")]
    public async Task While_collection_is_paused_invoices_come_and_are_not_charged(string behaviour, string status)
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var paused = await club.Post("/v1/subscriptions/" + made.Id, "pause_collection[behavior]=" + behaviour);
        Assert.Equal("active", paused["status"].GetString());
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal(status, (await club.Invoices())[1].GetProperty("status").GetString());
        await club.Post("/v1/subscriptions/" + made.Id, "pause_collection=");
        await club.Advance(Club.FirstRenewal + (29 * Club.Day));
        Assert.Equal("paid", (await club.Invoices())[2].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Deleting_a_customer_ends_what_they_subscribed_to()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        Assert.Equal(200, (await club.Sandbox.Delete("/v1/customers/" + club.Customer)).Status);
        Assert.Equal("canceled", (await club.Subscription(made))["status"].GetString());
        Assert.Contains("customer.subscription.deleted", await club.Events());
    }

    [Fact]
    public async Task It_is_found_by_customer_price_status_period_and_metadata()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe("&metadata[colour]=red");
        foreach (var query in (string[])
            ["customer=" + club.Customer, "price=" + club.Price, "status=active", "test_clock=" + club.Clock, $"current_period_end[lte]={Club.FirstRenewal}", "collection_method=charge_automatically"])
        {
            Assert.Equal(made.Id, Assert.Single((await club.Sandbox.Get("/v1/subscriptions?" + query))["data"].EnumerateArray()).GetProperty("id").GetString());
        }
        foreach (var query in (string[])["status=past_due", $"current_period_end[gt]={Club.FirstRenewal}", "price=price_other"])
        {
            Assert.Equal(0, (await club.Sandbox.Get("/v1/subscriptions?" + query))["data"].GetArrayLength());
        }
        var found = await club.Sandbox.Get("/v1/subscriptions/search?query=" + Uri.EscapeDataString("status:'active' AND metadata['colour']:'red'"));
        Assert.Equal(1, found["data"].GetArrayLength());
    }

    [Theory]
    [InlineData("items[0][price]=price_none", "items[0][price]")]
    [InlineData("items[0][quantity]=-1&items[0][price]=PRICE", "items[0][quantity]")]
    [InlineData("items[0][price]=PRICE&trial_end=5", "trial_end")]
    [InlineData("items[0][price]=PRICE&trial_end=soon", "trial_end")]
    [InlineData("items[0][price]=PRICE&collection_method=send_invoice", "days_until_due")]
    [InlineData("items[0][price]=PRICE&default_payment_method=pm_none", "default_payment_method")]
    [InlineData("items[0][price]=PRICE&default_tax_rates[]=txr_none", "default_tax_rates")]
    [InlineData("items[0][price]=PRICE&discounts[0][coupon]=none", "discounts[0][coupon]")]
    [InlineData("items[0][price]=PRICE&billing_thresholds[amount_gte]=5", "billing_thresholds")]
    [InlineData("items[0][price]=PRICE&cancel_at=5", "cancel_at")]
    [InlineData("items[0][price]=PRICE&payment_behavior=pending_if_incomplete", "payment_behavior")]
    [InlineData("items[0][price]=PRICE&colour=red", "colour")]
    [InlineData("description=x", "items")]
    public async Task What_makes_no_sense_is_refused_and_named(string form, string param)
    {
        await using var club = await Club.Open();
        var refused = await club.Sandbox.Post("/v1/subscriptions", $"customer={club.Customer}&" + form.Replace("PRICE", club.Price, StringComparison.Ordinal));
        Assert.Equal((400, param), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("recurring[interval]=month&recurring[usage_type]=metered&unit_amount=5", "recurring[usage_type]")]
    [InlineData("recurring[interval]=month&billing_scheme=tiered&tiers_mode=graduated&tiers[0][up_to]=inf&tiers[0][unit_amount]=5", "billing_scheme")]
    [InlineData("recurring[interval]=month&recurring[interval_count]=37&unit_amount=5", "recurring[interval_count]")]
    public async Task Prices_that_the_sandbox_cannot_bill_are_refused_when_they_are_made(string form, string param)
    {
        await using var club = await Club.Open("");
        var refused = await club.Sandbox.Post("/v1/prices", "currency=usd&product_data[name]=Membership&" + form);
        Assert.Equal((400, param), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }
}

using System.Text.Json;

namespace Till.Sandbox.Tests.Billing;

public sealed class ChangeFacts
{
    /// <summary>The middle of January, to the second.</summary>
    private const long Middle = Club.Start + (31 * Club.Day / 2);

    private static string ItemOf(ApiAnswer subscription) => subscription["items"].GetProperty("data")[0].GetProperty("id").GetString()!;

    private static List<(long Amount, string Words)> Lines(JsonElement invoice) => [.. invoice.GetProperty("lines").GetProperty("data").EnumerateArray()
        .Select(line => (line.GetProperty("amount").GetInt64(), line.GetProperty("description").GetString()!))];

    [Fact]
    public async Task Another_price_in_the_middle_gives_back_half_and_charges_half_with_the_next_renewal()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var dearer = await club.PriceOf(3000);
        await club.Advance(Middle);
        var changed = await club.Post("/v1/subscriptions/" + made.Id, $"items[0][id]={ItemOf(made)}&items[0][price]={dearer}");
        Assert.Equal(dearer, changed["items"].GetProperty("data")[0].GetProperty("price").GetProperty("id").GetString());
        Assert.Single(await club.Invoices());
        var pending = (await club.Sandbox.Get($"/v1/invoiceitems?customer={club.Customer}&pending=true"))["data"];
        Assert.Equal([1500L, -750L], pending.EnumerateArray().Select(item => item.GetProperty("amount").GetInt64()));
        Assert.All(pending.EnumerateArray(), item => Assert.True(item.GetProperty("proration").GetBoolean()));
        await club.Advance(Club.FirstRenewal + Club.Day);
        var renewal = (await club.Invoices())[1];
        Assert.Equal(3750, renewal.GetProperty("amount_paid").GetInt64());
        Assert.Equal(
            [(-750L, "Unused time on Membership after 16 Jan 2026"), (1500L, "Remaining time on Membership after 16 Jan 2026"), (3000L, "1 × Membership (at $30.00 / month)")],
            Lines(renewal));
        var credit = renewal.GetProperty("lines").GetProperty("data")[0].GetProperty("parent").GetProperty("subscription_item_details");
        Assert.StartsWith(
            "il_", credit.GetProperty("proration_details").GetProperty("credited_items").GetProperty("invoice_line_items")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoiced_always_the_difference_is_paid_at_once()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Advance(Middle);
        await club.Post("/v1/subscriptions/" + made.Id, $"items[0][id]={ItemOf(made)}&items[0][quantity]=3&proration_behavior=always_invoice");
        var difference = (await club.Invoices())[1];
        Assert.Equal(("subscription_update", "paid", 1500L), (
            difference.GetProperty("billing_reason").GetString(), difference.GetProperty("status").GetString(), difference.GetProperty("amount_paid").GetInt64()));
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal(4500, (await club.Invoices())[2].GetProperty("amount_paid").GetInt64());
    }

    [Fact]
    public async Task Without_prorations_the_new_price_holds_from_the_next_renewal()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Advance(Middle);
        await club.Post("/v1/subscriptions/" + made.Id, $"items[0][id]={ItemOf(made)}&items[0][quantity]=2&proration_behavior=none");
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal([(3000L, "2 × Membership (at $15.00 / month)")], Lines((await club.Invoices())[1]));
    }

    [Fact]
    public async Task A_cheaper_price_leaves_a_credit_that_later_invoices_use_up()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe("&items[0][quantity]=10");
        await club.Advance(Middle);
        await club.Post("/v1/subscriptions/" + made.Id, $"items[0][id]={ItemOf(made)}&items[0][quantity]=1&proration_behavior=always_invoice");
        var credit = (await club.Invoices())[1];
        Assert.Equal((-6750L, 0L, -6750L), (credit.GetProperty("total").GetInt64(), credit.GetProperty("amount_due").GetInt64(), credit.GetProperty("ending_balance").GetInt64()));
        Assert.Equal("paid", credit.GetProperty("status").GetString());
        Assert.Equal(-6750, (await club.Sandbox.Get("/v1/customers/" + club.Customer))["balance"].GetInt64());
        await club.Advance(Club.FirstRenewal + Club.Day);
        var renewal = (await club.Invoices())[2];
        Assert.Equal((1500L, 0L, -5250L), (renewal.GetProperty("total").GetInt64(), renewal.GetProperty("amount_due").GetInt64(), renewal.GetProperty("ending_balance").GetInt64()));
        var moves = (await club.Sandbox.Get($"/v1/customers/{club.Customer}/balance_transactions"))["data"];
        Assert.Equal([1500L, -6750L], moves.EnumerateArray().Select(move => move.GetProperty("amount").GetInt64()));
    }

    [Fact]
    public async Task Another_interval_begins_a_new_period_now()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var yearly = await club.PriceOf(15_000, "year");
        await club.Advance(Middle);
        var changed = await club.Post("/v1/subscriptions/" + made.Id, $"items[0][id]={ItemOf(made)}&items[0][price]={yearly}");
        Assert.Equal(Middle, changed["billing_cycle_anchor"].GetInt64());
        Assert.Equal(Middle + (365 * Club.Day), changed["items"].GetProperty("data")[0].GetProperty("current_period_end").GetInt64());
        Assert.Equal([(-750L, "Unused time on Membership after 16 Jan 2026"), (15_000L, "1 × Membership (at $150.00 / year)")], Lines((await club.Invoices())[1]));
        Assert.Equal(14_250, (await club.Invoices())[1].GetProperty("amount_paid").GetInt64());
    }

    [Fact]
    public async Task The_cycle_begins_anew_when_that_is_asked_in_the_words_of_the_version()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Advance(Middle);
        Assert.Equal(400, (await club.Sandbox.Post("/v1/subscriptions/" + made.Id, "billing_cycle_anchor=now")).Status);
        Assert.Equal(400, (await club.Sandbox.Post("/v1/subscriptions/" + made.Id, "billing_cycle_anchor[type]=later")).Status);
        Assert.Equal(Middle, (await club.Post("/v1/subscriptions/" + made.Id, "billing_cycle_anchor[type]=now"))["billing_cycle_anchor"].GetInt64());
        await club.Advance(Middle + Club.Day);
        var older = await club.Sandbox.Post("/v1/subscriptions/" + made.Id, "billing_cycle_anchor=now", "Stripe-Version: 2026-03-25.dahlia");
        Assert.Equal(Middle + Club.Day, older["billing_cycle_anchor"].GetInt64());
    }

    [Fact]
    public async Task Items_are_added_changed_and_taken_away_by_themselves()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var extra = await club.PriceOf(500);
        await club.Advance(Middle);
        var added = await club.Post("/v1/subscription_items", $"subscription={made.Id}&price={extra}&quantity=2&metadata[seat]=3");
        Assert.Equal(2, added["quantity"].GetInt64());
        Assert.Equal(2, (await club.Sandbox.Get("/v1/subscription_items?subscription=" + made.Id))["data"].GetArrayLength());
        await club.Post("/v1/subscription_items/" + added.Id, "quantity=4&proration_behavior=none");
        Assert.Equal(4, (await club.Sandbox.Get("/v1/subscription_items/" + added.Id))["quantity"].GetInt64());
        Assert.True((await club.Sandbox.Delete("/v1/subscription_items/" + added.Id))["deleted"].GetBoolean());
        Assert.Equal(404, (await club.Sandbox.Get("/v1/subscription_items/" + added.Id)).Status);
        Assert.Equal(1, (await club.Subscription(made))["items"].GetProperty("total_count").GetInt64());
        var last = await club.Sandbox.Delete("/v1/subscription_items/" + ItemOf(made));
        Assert.Equal(400, last.Status);
    }

    [Fact]
    public async Task A_change_that_cannot_be_paid_waits_and_is_dropped_or_holds()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_chargeCustomerFail");
        await club.Advance(Middle);
        var change = $"items[0][id]={ItemOf(made)}&items[0][quantity]=3&proration_behavior=always_invoice&payment_behavior=pending_if_incomplete";
        var waiting = await club.Post("/v1/subscriptions/" + made.Id, change);
        Assert.Equal(("active", 1L), (waiting["status"].GetString(), waiting["items"].GetProperty("data")[0].GetProperty("quantity").GetInt64()));
        Assert.Equal(3, waiting["pending_update"].GetProperty("subscription_items")[0].GetProperty("quantity").GetInt64());
        await club.Advance(Middle + Club.Day);
        var dropped = await club.Subscription(made);
        Assert.Equal(JsonValueKind.Null, dropped["pending_update"].ValueKind);
        Assert.Equal("void", (await club.Invoices())[1].GetProperty("status").GetString());
        await club.Post("/v1/subscriptions/" + made.Id, change);
        await club.PayBy("pm_card_visa");
        await club.Post($"/v1/invoices/{(await club.Invoices())[2].GetProperty("id").GetString()}/pay");
        var holds = await club.Subscription(made);
        Assert.Equal(3, holds["items"].GetProperty("data")[0].GetProperty("quantity").GetInt64());
        Assert.Contains("customer.subscription.pending_update_applied", await club.Events());
        Assert.Contains("customer.subscription.pending_update_expired", await club.Events());
    }

    [Fact]
    public async Task A_preview_says_what_a_change_would_cost_and_changes_nothing()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Advance(Middle);
        var before = (await club.Sandbox.Events()).Count;
        var next = await club.Post("/v1/invoices/create_preview", "subscription=" + made.Id);
        Assert.Equal((1500L, Club.FirstRenewal), (next["amount_due"].GetInt64(), next["created"].GetInt64()));
        Assert.StartsWith("upcoming_in_", next.Id, StringComparison.Ordinal);
        var change = $"subscription={made.Id}&subscription_details[items][0][id]={ItemOf(made)}&subscription_details[items][0][quantity]=3";
        Assert.Equal(6000, (await club.Post("/v1/invoices/create_preview", change))["amount_due"].GetInt64());
        var atOnce = await club.Post("/v1/invoices/create_preview", change + $"&subscription_details[proration_behavior]=always_invoice&subscription_details[proration_date]={Middle}");
        Assert.Equal([(-750L, "Unused time on Membership after 16 Jan 2026"), (2250L, "Remaining time on 3 × Membership after 16 Jan 2026")], Lines(atOnce.Json));
        var fresh = await club.Post("/v1/invoices/create_preview", $"customer={club.Customer}&subscription_details[items][0][price]={club.Price}&subscription_details[items][0][quantity]=2");
        Assert.Equal(3000, fresh["amount_due"].GetInt64());
        Assert.Equal(before, (await club.Sandbox.Events()).Count);
        Assert.Single(await club.Invoices());
        Assert.Equal(1, (await club.Subscription(made))["items"].GetProperty("data")[0].GetProperty("quantity").GetInt64());
        await club.Post("/v1/subscriptions/" + made.Id, "cancel_at_period_end=true");
        var none = await club.Sandbox.Post("/v1/invoices/create_preview", "subscription=" + made.Id);
        Assert.Equal((404, "invoice_upcoming_none"), (none.Status, none.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Cancelled_with_proration_what_was_not_used_is_given_back()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.Advance(Middle);
        Assert.Equal(200, (await club.Sandbox.Send(HttpMethod.Delete, $"/v1/subscriptions/{made.Id}?prorate=true&invoice_now=true", null, [])).Status);
        Assert.Equal(-750, (await club.Sandbox.Get("/v1/customers/" + club.Customer))["balance"].GetInt64());
        Assert.Equal(-750, (await club.Invoices())[1].GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task A_trial_can_be_ended_and_prolonged()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe("&trial_period_days=10");
        var longer = await club.Post("/v1/subscriptions/" + made.Id, $"trial_end={Club.Start + (20 * Club.Day)}");
        Assert.Equal(Club.Start + (20 * Club.Day), longer["trial_end"].GetInt64());
        await club.Advance(Club.Start + (12 * Club.Day));
        Assert.Equal("trialing", (await club.Subscription(made))["status"].GetString());
        var ended = await club.Post("/v1/subscriptions/" + made.Id, "trial_end=now");
        Assert.Equal("active", ended["status"].GetString());
        Assert.Equal(Club.Start + (12 * Club.Day), ended["items"].GetProperty("data")[0].GetProperty("current_period_start").GetInt64());
        Assert.Equal([0L, 1500L], (await club.Invoices()).ConvertAll(invoice => invoice.GetProperty("amount_paid").GetInt64()));
    }
}

using System.Text.Json;

namespace Till.Sandbox.Tests.Billing;

public sealed class InvoiceFacts
{
    private static async Task<ApiAnswer> Draft(Club club, long amount = 2500, string more = "")
    {
        var invoice = await club.Post("/v1/invoices", $"customer={club.Customer}{more}");
        await club.Post("/v1/invoiceitems", FormattableString.Invariant($"customer={club.Customer}&invoice={invoice.Id}&amount={amount}&currency=usd&description=A+badge"));
        return await club.Sandbox.Get("/v1/invoices/" + invoice.Id);
    }

    [Fact]
    public async Task One_is_drafted_finalised_and_paid_by_hand()
    {
        await using var club = await Club.Open();
        var draft = await Draft(club);
        Assert.Equal(("draft", 2500L, "manual"), (draft["status"].GetString(), draft["amount_due"].GetInt64(), draft["billing_reason"].GetString()));
        Assert.Equal(JsonValueKind.Null, draft["number"].ValueKind);
        Assert.Equal(JsonValueKind.Null, draft["hosted_invoice_url"].ValueKind);
        var open = await club.Post($"/v1/invoices/{draft.Id}/finalize");
        Assert.Equal(("open", 2500L), (open["status"].GetString(), open["amount_remaining"].GetInt64()));
        Assert.EndsWith("-0001", open["number"].GetString(), StringComparison.Ordinal);
        Assert.StartsWith(club.Sandbox.Server.Address + "/i/", open["hosted_invoice_url"].GetString(), StringComparison.Ordinal);
        var paid = await club.Post($"/v1/invoices/{draft.Id}/pay");
        Assert.Equal(("paid", 2500L, 0L), (paid["status"].GetString(), paid["amount_paid"].GetInt64(), paid["amount_remaining"].GetInt64()));
        Assert.Equal(400, (await club.Sandbox.Post($"/v1/invoices/{draft.Id}/pay")).Status);
        Assert.Equal(400, (await club.Sandbox.Post($"/v1/invoices/{draft.Id}/finalize")).Status);
        var payment = (await club.Sandbox.Get("/v1/invoice_payments?status=paid&invoice=" + draft.Id))["data"][0];
        Assert.Equal(2500, payment.GetProperty("amount_paid").GetInt64());
        var intent = payment.GetProperty("payment").GetProperty("payment_intent").GetString()!;
        Assert.Equal(
            payment.GetProperty("id").GetString(),
            (await club.Sandbox.Get($"/v1/invoice_payments?payment[type]=payment_intent&payment[payment_intent]={intent}"))["data"][0].GetProperty("id").GetString());
        Assert.Equal(payment.GetProperty("id").GetString(), (await club.Sandbox.Get("/v1/invoice_payments/" + payment.GetProperty("id").GetString())).Id);
    }

    [Fact]
    public async Task What_waits_for_the_next_invoice_is_taken_in_when_that_is_asked_for()
    {
        await using var club = await Club.Open();
        var waiting = await club.Post("/v1/invoiceitems", $"customer={club.Customer}&amount=700&currency=usd&description=Late+fee");
        Assert.Equal(0, (await club.Post("/v1/invoices", "customer=" + club.Customer))["amount_due"].GetInt64());
        var invoice = await club.Post("/v1/invoices", $"customer={club.Customer}&pending_invoice_items_behavior=include");
        Assert.Equal(700, invoice["amount_due"].GetInt64());
        Assert.Equal(invoice.Id, (await club.Sandbox.Get("/v1/invoiceitems/" + waiting.Id))["invoice"].GetString());
        Assert.Equal(0, (await club.Sandbox.Get($"/v1/invoiceitems?customer={club.Customer}&pending=true"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task An_item_of_a_draft_can_be_changed_and_taken_away_and_of_an_open_invoice_no_more()
    {
        await using var club = await Club.Open();
        var draft = await Draft(club);
        var item = (await club.Sandbox.Get("/v1/invoiceitems?invoice=" + draft.Id))["data"][0].GetProperty("id").GetString();
        await club.Post("/v1/invoiceitems/" + item, "amount=900&description=A+smaller+badge");
        Assert.Equal(900, (await club.Sandbox.Get("/v1/invoices/" + draft.Id))["amount_due"].GetInt64());
        Assert.True((await club.Sandbox.Delete("/v1/invoiceitems/" + item))["deleted"].GetBoolean());
        Assert.Equal(0, (await club.Sandbox.Get("/v1/invoices/" + draft.Id))["lines"].GetProperty("total_count").GetInt64());
        var other = await Draft(club);
        await club.Post($"/v1/invoices/{other.Id}/finalize");
        var kept = (await club.Sandbox.Get("/v1/invoiceitems?invoice=" + other.Id))["data"][0].GetProperty("id").GetString();
        Assert.Equal("invoice_not_editable", (await club.Sandbox.Post("/v1/invoiceitems/" + kept, "amount=1")).Error.GetProperty("code").GetString());
        Assert.Equal("invoice_not_editable", (await club.Sandbox.Delete("/v1/invoiceitems/" + kept)).Error.GetProperty("code").GetString());
        Assert.Equal("invoice_not_editable", (await club.Sandbox.Post("/v1/invoices/" + other.Id, "description=x")).Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_draft_can_be_deleted_and_an_invoice_only_voided_or_given_up()
    {
        await using var club = await Club.Open();
        var draft = await Draft(club);
        Assert.True((await club.Sandbox.Delete("/v1/invoices/" + draft.Id))["deleted"].GetBoolean());
        Assert.Equal(404, (await club.Sandbox.Get("/v1/invoices/" + draft.Id)).Status);
        var (voided, lost) = (await Draft(club), await Draft(club));
        Assert.Equal(400, (await club.Sandbox.Post($"/v1/invoices/{voided.Id}/void")).Status);
        await club.Post($"/v1/invoices/{voided.Id}/finalize");
        Assert.Equal(400, (await club.Sandbox.Delete("/v1/invoices/" + voided.Id)).Status);
        Assert.Equal("void", (await club.Post($"/v1/invoices/{voided.Id}/void"))["status"].GetString());
        Assert.Equal(400, (await club.Sandbox.Post($"/v1/invoices/{voided.Id}/pay")).Status);
        await club.Post($"/v1/invoices/{lost.Id}/finalize");
        Assert.Equal("uncollectible", (await club.Post($"/v1/invoices/{lost.Id}/mark_uncollectible"))["status"].GetString());
        Assert.Equal("paid", (await club.Post($"/v1/invoices/{lost.Id}/pay"))["status"].GetString());
        Assert.Contains("payment_intent.canceled", await club.Events());
    }

    [Fact]
    public async Task Paid_elsewhere_it_is_paid_and_no_payment_has_succeeded()
    {
        await using var club = await Club.Open("");
        var draft = await Draft(club);
        await club.Post($"/v1/invoices/{draft.Id}/finalize");
        Assert.Equal("paid", (await club.Post($"/v1/invoices/{draft.Id}/pay", "paid_out_of_band=true"))["status"].GetString());
        var events = await club.Events();
        Assert.Contains("invoice.paid", events);
        Assert.DoesNotContain("invoice.payment_succeeded", events);
        Assert.Equal(0, (await club.Sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_decline_is_answered_with_402_and_what_it_has_changed_stays()
    {
        await using var club = await Club.Open("pm_card_chargeCustomerFail");
        var draft = await Draft(club);
        var declined = await club.Sandbox.Post($"/v1/invoices/{draft.Id}/pay");
        Assert.Equal((402, "generic_decline"), (declined.Status, declined.Error.GetProperty("decline_code").GetString()));
        var open = await club.Sandbox.Get("/v1/invoices/" + draft.Id);
        Assert.Equal(("open", 1L, true), (open["status"].GetString(), open["attempt_count"].GetInt64(), open["attempted"].GetBoolean()));
        var other = await club.Post("/v1/payment_methods/pm_card_visa/attach", "customer=" + club.Customer);
        Assert.Equal("paid", (await club.Post($"/v1/invoices/{draft.Id}/pay", "payment_method=" + other.Id))["status"].GetString());
    }

    [Fact]
    public async Task Without_a_way_to_pay_that_is_said()
    {
        await using var club = await Club.Open("");
        var draft = await Draft(club);
        var refused = await club.Sandbox.Post($"/v1/invoices/{draft.Id}/pay");
        Assert.Equal(400, refused.Status);
        Assert.Contains("default_payment_method", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("draft", (await club.Sandbox.Get("/v1/invoices/" + draft.Id))["status"].GetString());
    }

    [Fact]
    public async Task An_invoice_that_is_sent_has_a_due_date_and_is_overdue_after_it()
    {
        await using var club = await Club.Open("");
        var made = await club.Subscribe("&collection_method=send_invoice&days_until_due=7");
        Assert.Equal("active", made["status"].GetString());
        Assert.Equal("draft", (await club.Invoices())[0].GetProperty("status").GetString());
        await club.Advance(Club.Start + (2 * Club.Hour));
        var open = (await club.Invoices())[0];
        Assert.Equal(("open", Club.Start + (7 * Club.Day)), (open.GetProperty("status").GetString(), open.GetProperty("due_date").GetInt64()));
        await club.Advance(Club.Start + (8 * Club.Day));
        Assert.Equal("past_due", (await club.Subscription(made))["status"].GetString());
        var events = await club.Events();
        Assert.Contains("invoice.sent", events);
        Assert.Contains("invoice.overdue", events);
        await club.Post($"/v1/invoices/{open.GetProperty("id").GetString()}/pay", "paid_out_of_band=true");
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
    }

    [Fact]
    public async Task Advanced_by_itself_it_is_finalised_after_an_hour_and_charged()
    {
        await using var club = await Club.Open();
        var draft = await Draft(club, more: "&auto_advance=true");
        Assert.Equal(Club.Start + Club.Hour, draft["automatically_finalizes_at"].GetInt64());
        await club.Advance(Club.Start + (2 * Club.Hour));
        Assert.Equal("paid", (await club.Sandbox.Get("/v1/invoices/" + draft.Id))["status"].GetString());
    }

    [Fact]
    public async Task Discounts_and_tax_are_taken_of_its_lines_in_this_order()
    {
        await using var club = await Club.Open();
        var coupon = await club.Post("/v1/coupons", "amount_off=500&currency=usd&duration=once");
        var (onTop, within) = (await club.Post("/v1/tax_rates", "display_name=Sales+tax&percentage=10&inclusive=false"), await club.Post("/v1/tax_rates", "display_name=VAT&percentage=25&inclusive=true"));
        var invoice = await club.Post("/v1/invoices", $"customer={club.Customer}&discounts[0][coupon]={coupon.Id}&default_tax_rates[]={onTop.Id}");
        await club.Post("/v1/invoiceitems", $"customer={club.Customer}&invoice={invoice.Id}&amount=3000&currency=usd");
        await club.Post("/v1/invoiceitems", $"customer={club.Customer}&invoice={invoice.Id}&amount=2000&currency=usd&tax_rates[]={within.Id}");
        var added = await club.Sandbox.Get("/v1/invoices/" + invoice.Id);
        // 300 off the first line and 200 off the second: 2700 and a tenth on top, 1800 with its fifth within.
        Assert.Equal((5000L, 4770L), (added["subtotal"].GetInt64(), added["total"].GetInt64()));
        Assert.Equal([270L, 360L], added["total_taxes"].EnumerateArray().Select(tax => tax.GetProperty("amount").GetInt64()));
        Assert.Equal(500, added["total_discount_amounts"][0].GetProperty("amount").GetInt64());
        Assert.Equal(4140, added["total_excluding_tax"].GetInt64());
        Assert.Equal([300L, 200L], added["lines"].GetProperty("data").EnumerateArray().Select(line => line.GetProperty("discount_amounts")[0].GetProperty("amount").GetInt64()));
    }

    [Fact]
    public async Task A_coupon_for_some_months_ends_with_them()
    {
        await using var club = await Club.Open();
        var coupon = await club.Post("/v1/coupons", "percent_off=50&duration=repeating&duration_in_months=2");
        var made = await club.Subscribe($"&discounts[0][coupon]={coupon.Id}&expand[]=discounts");
        Assert.Equal(coupon.Id, made["discounts"][0].GetProperty("source").GetProperty("coupon").GetString());
        await club.Advance(Club.FirstRenewal + Club.Day);
        await club.Advance(Club.FirstRenewal + (30 * Club.Day));
        Assert.Equal([750L, 750L, 1500L], (await club.Invoices()).ConvertAll(invoice => invoice.GetProperty("amount_paid").GetInt64()));
        Assert.Equal(0, (await club.Subscription(made))["discounts"].GetArrayLength());
    }

    [Fact]
    public async Task It_is_found_by_customer_subscription_status_and_words()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        var draft = await Draft(club, more: "&metadata[order]=7");
        Assert.Equal(draft.Id, Assert.Single((await club.Sandbox.Get("/v1/invoices?status=draft"))["data"].EnumerateArray()).GetProperty("id").GetString());
        Assert.Single((await club.Sandbox.Get("/v1/invoices?subscription=" + made.Id))["data"].EnumerateArray());
        Assert.Equal(2, (await club.Sandbox.Get("/v1/invoices?customer=" + club.Customer))["data"].GetArrayLength());
        Assert.Equal(draft.Id, (await club.Sandbox.Get("/v1/invoices/search?query=" + Uri.EscapeDataString("metadata['order']:'7'")))["data"][0].GetProperty("id").GetString());
        var lines = await club.Sandbox.Get($"/v1/invoices/{draft.Id}/lines");
        Assert.Equal("A badge", lines["data"][0].GetProperty("description").GetString());
    }

    [Fact]
    public async Task Voiding_what_a_subscription_owes_lets_it_go_on()
    {
        await using var club = await Club.Open();
        var made = await club.Subscribe();
        await club.PayBy("pm_card_chargeCustomerFail");
        await club.Advance(Club.FirstRenewal + Club.Day);
        Assert.Equal("past_due", (await club.Subscription(made))["status"].GetString());
        await club.Post($"/v1/invoices/{(await club.Invoices())[1].GetProperty("id").GetString()}/void");
        Assert.Equal("active", (await club.Subscription(made))["status"].GetString());
        var waiting = await club.Subscribe();
        Assert.Equal("incomplete", waiting["status"].GetString());
        await club.Post($"/v1/invoices/{waiting["latest_invoice"].GetString()}/void");
        Assert.Equal("incomplete_expired", (await club.Subscription(waiting))["status"].GetString());
    }

    [Fact]
    public async Task The_payment_of_an_invoice_is_given_up_by_voiding_the_invoice()
    {
        await using var club = await Club.Open("");
        var made = await club.Subscribe("&payment_behavior=default_incomplete&expand[]=latest_invoice.payments");
        var intent = made["latest_invoice"].GetProperty("payments").GetProperty("data")[0].GetProperty("payment").GetProperty("payment_intent").GetString();
        Assert.Equal("payment_intent_unexpected_state", (await club.Sandbox.Post($"/v1/payment_intents/{intent}/cancel")).Error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER&amount=9223372036854775807&currency=usd")]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER&unit_amount_decimal=9223372036854775807&quantity=999999&currency=usd")]
    [InlineData("/v1/subscriptions", "customer=CUSTOMER&items[0][quantity]=999999&items[0][price]=DEAR")]
    [InlineData("/v1/subscriptions", "customer=CUSTOMER&items[0][quantity]=999999&items[0][price]=DEAR&trial_period_days=3")]
    [InlineData("/v1/subscriptions", "customer=CUSTOMER&items[0][price]=DEAR&collection_method=send_invoice&days_until_due=9223372036854775807")]
    [InlineData("/v1/invoices", "customer=CUSTOMER&collection_method=send_invoice&days_until_due=9223372036854775807")]
    [InlineData("/v1/customers/CUSTOMER", "balance=9223372036854775807")]
    [InlineData("/v1/customers/CUSTOMER", "next_invoice_sequence=9223372036854775807")]
    [InlineData("/v1/customers/CUSTOMER/balance_transactions", "amount=-9223372036854775808&currency=usd")]
    [InlineData("/v1/test_helpers/test_clocks", "frozen_time=9223372036854775807")]
    public async Task Numbers_beyond_all_measure_are_refused(string path, string form)
    {
        await using var club = await Club.Open();
        var dear = await club.PriceOf(999_999_999);
        var refused = await club.Sandbox.Post(
            path.Replace("CUSTOMER", club.Customer, StringComparison.Ordinal),
            form.Replace("CUSTOMER", club.Customer, StringComparison.Ordinal).Replace("DEAR", dear, StringComparison.Ordinal));
        Assert.Equal(400, refused.Status);
        Assert.Equal("active", (await club.Subscribe())["status"].GetString());
    }

    [Fact]
    public async Task Older_versions_find_what_they_look_for_in_its_old_place()
    {
        await using var club = await Club.Open();
        const string acacia = "Stripe-Version: 2025-02-24.acacia";
        var made = await club.Sandbox.Post(
            "/v1/subscriptions", $"customer={club.Customer}&items[0][price]={club.Price}&expand[]=latest_invoice.payment_intent", acacia);
        Assert.Equal((Club.Start, Club.FirstRenewal), (made["current_period_start"].GetInt64(), made["current_period_end"].GetInt64()));
        var invoice = made["latest_invoice"];
        Assert.True(invoice.GetProperty("paid").GetBoolean());
        Assert.Equal(made.Id, invoice.GetProperty("subscription").GetString());
        Assert.Equal("succeeded", invoice.GetProperty("payment_intent").GetProperty("status").GetString());
        Assert.Equal(club.Price, invoice.GetProperty("lines").GetProperty("data")[0].GetProperty("price").GetProperty("id").GetString());
        Assert.Equal(400, (await club.Sandbox.Get($"/v1/subscriptions/{made.Id}?expand[]=latest_invoice.payment_intent")).Status);
        var basil = await club.Sandbox.Get("/v1/subscriptions/" + made.Id, "Stripe-Version: 2025-03-31.basil");
        Assert.False(basil.Json.TryGetProperty("current_period_end", out _));
        Assert.False(basil.Json.TryGetProperty("billing_mode", out _));
    }

    [Theory]
    [InlineData("/v1/invoices", "description=x", "customer")]
    [InlineData("/v1/invoices", "customer=CUSTOMER&days_until_due=5", "days_until_due")]
    [InlineData("/v1/invoices", "customer=CUSTOMER&currency=xxx", "currency")]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER", "amount")]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER&amount=5", "currency")]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER&pricing[price]=PRICE", "pricing[price]")]
    [InlineData("/v1/invoiceitems", "customer=CUSTOMER&amount=5&currency=usd&subscription=sub_none", "subscription")]
    [InlineData("/v1/invoices/create_preview", "", "customer")]
    public async Task What_makes_no_sense_is_refused_and_named(string path, string form, string param)
    {
        await using var club = await Club.Open();
        var refused = await club.Sandbox.Post(
            path, form.Replace("CUSTOMER", club.Customer, StringComparison.Ordinal).Replace("PRICE", club.Price, StringComparison.Ordinal));
        Assert.Equal((400, param), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }
}

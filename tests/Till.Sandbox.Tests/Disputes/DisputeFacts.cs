using System.Text.Json;

namespace Till.Sandbox.Tests.Disputes;

public sealed class DisputeFacts
{
    [Theory]
    [InlineData("pm_card_createDispute", "fraudulent", "needs_response")]
    [InlineData("pm_card_createDisputeProductNotReceived", "product_not_received", "needs_response")]
    [InlineData("pm_card_createDisputeInquiry", "fraudulent", "warning_needs_response")]
    public async Task A_card_that_regrets_disputes_its_payment_after_the_shop_was_told_that_it_succeeded(string card, string reason, string status)
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: card);
        Assert.Equal("succeeded", intent["status"].GetString());
        var dispute = await Dispute(sandbox, intent);
        Assert.Equal((reason, status), (dispute.GetProperty("reason").GetString(), dispute.GetProperty("status").GetString()));
        var events = (await sandbox.Events()).ToList();
        Assert.True(events.IndexOf("payment_intent.succeeded") < events.IndexOf("charge.dispute.created"));
        Assert.True((await sandbox.Get("/v1/charges/" + intent["latest_charge"].GetString()))["disputed"].GetBoolean());
    }

    [Fact]
    public async Task A_dispute_takes_its_amount_and_a_fee_and_one_that_is_won_gives_back_the_amount()
    {
        await using var sandbox = await TestSandbox.Start();
        var dispute = await Dispute(sandbox, await sandbox.Pay(card: "pm_card_createDispute"));
        Assert.Equal(1999 - 88 - 1999 - 1500, await Net(sandbox));
        var answered = await Submit(sandbox, dispute, "winning_evidence");
        Assert.Equal("under_review", answered["status"].GetString());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        var won = await sandbox.Get("/v1/disputes/" + Id(dispute));
        Assert.Equal("won", won["status"].GetString());
        Assert.Equal([-1999, 1999], won["balance_transactions"].EnumerateArray().Select(moved => moved.GetProperty("amount").GetInt32()));
        Assert.Equal(1999 - 88 - 1500, await Net(sandbox));
        Assert.Equal(
            ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated", "charge.dispute.funds_reinstated", "charge.dispute.closed"],
            (await sandbox.Events()).Where(type => type.StartsWith("charge.dispute.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Evidence_that_loses_ends_it_without_the_money()
    {
        await using var sandbox = await TestSandbox.Start();
        var dispute = await Dispute(sandbox, await sandbox.Pay(card: "pm_card_createDispute"));
        await Submit(sandbox, dispute, "losing_evidence");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("lost", (await sandbox.Get("/v1/disputes/" + Id(dispute)))["status"].GetString());
        Assert.Equal(-88 - 1500, await Net(sandbox));
    }

    [Fact]
    public async Task Evidence_is_submitted_once_and_of_ordinary_words_the_bank_keeps_thinking()
    {
        await using var sandbox = await TestSandbox.Start();
        var dispute = await Dispute(sandbox, await sandbox.Pay(card: "pm_card_createDispute"));
        Assert.Equal(200, (await Submit(sandbox, dispute, "They have it.")).Status);
        Assert.Equal(400, (await Submit(sandbox, dispute, "winning_evidence")).Status);
        sandbox.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal("under_review", (await sandbox.Get("/v1/disputes/" + Id(dispute)))["status"].GetString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_evidence()
    {
        await using var sandbox = await TestSandbox.Start();
        var dispute = await Dispute(sandbox, await sandbox.Pay(card: "pm_card_createDispute"));
        var answer = await sandbox.Post("/v1/disputes/" + Id(dispute), "evidence[receipt]=file_nowhere");
        Assert.Equal((400, "resource_missing"), (answer.Status, answer.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_inquiry_takes_nothing_until_it_escalates_and_can_be_refunded_until_then()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_createDisputeInquiry");
        var dispute = await Dispute(sandbox, intent);
        Assert.Equal(1999 - 88, await Net(sandbox));
        Assert.Equal(200, (await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=100")).Status);
        await Submit(sandbox, dispute, "escalate_inquiry_evidence");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        var escalated = await sandbox.Get("/v1/disputes/" + Id(dispute));
        Assert.Equal(("needs_response", "chargeback"), (
            escalated["status"].GetString(), escalated["payment_method_details"].GetProperty("card").GetProperty("case_type").GetString()));
        Assert.Equal(1999 - 88 - 100 - 1999 - 1500, await Net(sandbox));
        var refund = await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=100");
        Assert.Equal("charge_disputed", refund.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task What_nobody_answers_in_time_is_lost()
    {
        await using var sandbox = await TestSandbox.Start();
        var dispute = await Dispute(sandbox, await sandbox.Pay(card: "pm_card_createDispute"));
        sandbox.Clock.Advance(TimeSpan.FromDays(11));
        var lapsed = await sandbox.Get("/v1/disputes/" + Id(dispute));
        Assert.Equal("lost", lapsed["status"].GetString());
        Assert.True(lapsed["evidence_details"].GetProperty("past_due").GetBoolean());
    }

    [Fact]
    public async Task A_charge_can_be_disputed_twice_and_never_above_itself()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(1999, "pm_card_createMultipleDisputes");
        var disputes = (await sandbox.Get("/v1/disputes?charge=" + intent["latest_charge"].GetString()))["data"].EnumerateArray().ToList();
        Assert.Equal([999, 1000], disputes.Select(dispute => dispute.GetProperty("amount").GetInt32()));
    }

    [Fact]
    public async Task A_payment_that_is_captured_later_is_disputed_then()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_createDispute", more: "&capture_method=manual");
        Assert.Empty((await sandbox.Get("/v1/disputes"))["data"].EnumerateArray());
        await sandbox.Post($"/v1/payment_intents/{intent.Id}/capture", "amount_to_capture=500");
        Assert.Equal(500, (await Dispute(sandbox, intent)).GetProperty("amount").GetInt32());
    }

    [Fact]
    public async Task An_early_fraud_warning_is_over_once_the_payment_was_given_back()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_createIssuerFraudRecord");
        var warning = (await sandbox.Get("/v1/radar/early_fraud_warnings?payment_intent=" + intent.Id))["data"][0];
        Assert.True(warning.GetProperty("actionable").GetBoolean());
        await sandbox.Post("/v1/refunds", "payment_intent=" + intent.Id);
        Assert.False((await sandbox.Get("/v1/radar/early_fraud_warnings/" + Id(warning)))["actionable"].GetBoolean());
        Assert.Contains("radar.early_fraud_warning.updated", await sandbox.Events());
    }

    private static async Task<JsonElement> Dispute(TestSandbox sandbox, ApiAnswer intent) =>
        (await sandbox.Get("/v1/disputes?payment_intent=" + intent.Id))["data"][0];

    private static Task<ApiAnswer> Submit(TestSandbox sandbox, JsonElement dispute, string words) =>
        sandbox.Post("/v1/disputes/" + Id(dispute), "evidence[uncategorized_text]=" + Uri.EscapeDataString(words));

    private static async Task<long> Net(TestSandbox sandbox) =>
        (await sandbox.Get("/v1/balance_transactions?limit=100"))["data"].EnumerateArray().Sum(moved => moved.GetProperty("net").GetInt64());

    private static string Id(JsonElement json) => json.GetProperty("id").GetString()!;
}

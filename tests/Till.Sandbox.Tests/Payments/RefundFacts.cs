using System.Text.Json;

namespace Till.Sandbox.Tests.Payments;

public sealed class RefundFacts
{
    [Fact]
    public async Task A_charge_is_refunded_in_parts_and_never_above_itself()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(3000);
        Assert.Equal(200, (await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=1000")).Status);
        Assert.Equal(200, (await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=500")).Status);
        var tooMuch = await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=1501");
        Assert.Equal(400, tooMuch.Status);
        Assert.Equal("Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)", tooMuch.Error.GetProperty("message").GetString());
        Assert.Equal(1500, (await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}"))["amount"].GetInt64());
        var charge = await sandbox.Get("/v1/charges/" + intent["latest_charge"].GetString());
        Assert.True(charge["refunded"].GetBoolean());
        Assert.Equal(3000, charge["amount_refunded"].GetInt64());
        var over = await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}");
        Assert.Equal("charge_already_refunded", over.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_balance_is_what_was_charged_less_fees_and_refunds()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(1999);
        await sandbox.Post("/v1/refunds", $"payment_intent={intent.Id}&amount=999");
        var transactions = (await sandbox.Get("/v1/balance_transactions"))["data"].EnumerateArray().ToList();
        Assert.Equal([("refund", -999, 0), ("charge", 1999, 88)], transactions.Select(t =>
            (t.GetProperty("type").GetString()!, t.GetProperty("amount").GetInt32(), t.GetProperty("fee").GetInt32())));
        var balance = await sandbox.Get("/v1/balance");
        Assert.Equal(1999 - 88, Amount(balance["pending"]));
        Assert.Equal(-999, Amount(balance["available"]));
        sandbox.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(1999 - 88 - 999, Amount((await sandbox.Get("/v1/balance"))["available"]));
    }

    [Fact]
    public async Task A_refund_that_is_pending_succeeds_after_a_while()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_pendingRefund");
        var refund = await sandbox.Post("/v1/refunds", "payment_intent=" + intent.Id);
        Assert.Equal("pending", refund["status"].GetString());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("succeeded", (await sandbox.Get("/v1/refunds/" + refund.Id))["status"].GetString());
        Assert.Equal(1, (await sandbox.Get("/v1/events?type=refund.updated"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_refund_that_fails_later_puts_the_money_back_and_reopens_the_charge()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_refundFail");
        var refund = await sandbox.Post("/v1/refunds", "payment_intent=" + intent.Id);
        Assert.Equal("succeeded", refund["status"].GetString());
        await sandbox.Restart();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(30));
        var failed = await sandbox.Get("/v1/refunds/" + refund.Id);
        Assert.Equal("failed", failed["status"].GetString());
        Assert.StartsWith("txn_", failed["failure_balance_transaction"].GetString(), StringComparison.Ordinal);
        var charge = await sandbox.Get("/v1/charges/" + intent["latest_charge"].GetString());
        Assert.False(charge["refunded"].GetBoolean());
        Assert.Equal(0, charge["amount_refunded"].GetInt64());
        Assert.Equal(1, (await sandbox.Get("/v1/events?type=refund.failed"))["data"].GetArrayLength());
        var sum = (await sandbox.Get("/v1/balance_transactions"))["data"].EnumerateArray().Sum(t => t.GetProperty("net").GetInt64());
        Assert.Equal(1999 - 88, sum);
    }

    [Fact]
    public async Task Capturing_less_than_was_authorised_lets_the_rest_go()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(5000, more: "&capture_method=manual");
        Assert.Equal("requires_capture", intent["status"].GetString());
        Assert.Equal(5000, intent["amount_capturable"].GetInt64());
        var tooMuch = await sandbox.Post($"/v1/payment_intents/{intent.Id}/capture", "amount_to_capture=5001");
        Assert.Equal("amount_too_large", tooMuch.Error.GetProperty("code").GetString());
        var captured = await sandbox.Post($"/v1/payment_intents/{intent.Id}/capture", "amount_to_capture=2000");
        Assert.Equal("succeeded", captured["status"].GetString());
        Assert.Equal(2000, captured["amount_received"].GetInt64());
        Assert.Equal(2000, (await sandbox.Post("/v1/refunds", "payment_intent=" + intent.Id))["amount"].GetInt64());
    }

    [Fact]
    public async Task An_authorisation_that_nobody_captures_is_released_after_seven_days()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(5000, more: "&capture_method=manual");
        sandbox.Clock.Advance(TimeSpan.FromDays(7));
        var released = await sandbox.Get("/v1/payment_intents/" + intent.Id);
        Assert.Equal("canceled", released["status"].GetString());
        Assert.Equal("automatic", released["cancellation_reason"].GetString());
        Assert.Equal(0, (await sandbox.Get("/v1/balance_transactions"))["data"].GetArrayLength());
    }

    private static long Amount(JsonElement sums) =>
        sums.EnumerateArray().Single(sum => sum.GetProperty("currency").GetString() == "usd").GetProperty("amount").GetInt64();
}

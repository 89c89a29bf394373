using System.Text.Json;

namespace Till.Sandbox.Tests.Payments;

/// <summary>Debits from bank accounts: confirmed now, decided later.</summary>
public sealed class DelayedFacts
{
    private const string Mandate = "&mandate_data[customer_acceptance][type]=online&mandate_data[customer_acceptance][online][ip_address]=127.0.0.1"
        + "&mandate_data[customer_acceptance][online][user_agent]=test";

    [Fact]
    public async Task A_debit_is_processed_and_succeeds_when_its_time_has_come()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Endpoint();
        var intent = await Debit(sandbox, "DE89370400440532013000");
        Assert.Equal(("processing", 0), (intent["status"].GetString(), intent["amount_received"].GetInt32()));
        var pending = await sandbox.Get("/v1/charges/" + intent["latest_charge"].GetString());
        Assert.Equal(("pending", false), (pending["status"].GetString(), pending["paid"].GetBoolean()));
        var details = pending["payment_method_details"].GetProperty("sepa_debit");
        Assert.Equal("3000", details.GetProperty("last4").GetString());
        var mandate = await sandbox.Get("/v1/mandates/" + details.GetProperty("mandate").GetString());
        Assert.Equal(("active", "single_use"), (mandate["status"].GetString(), mandate["type"].GetString()));

        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        var paid = await sandbox.Get("/v1/payment_intents/" + intent.Id);
        Assert.Equal(("succeeded", 1999), (paid["status"].GetString(), paid["amount_received"].GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, (await sandbox.Get("/v1/charges/" + pending.Id))["balance_transaction"].ValueKind);
        Assert.Equal(
            ["payment_intent.created", "charge.pending", "payment_intent.processing", "charge.succeeded", "payment_intent.succeeded"],
            (await sandbox.Events()).Where(type => type.StartsWith("payment_intent", StringComparison.Ordinal) || type.StartsWith("charge", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("DE62370400440532013001", "debit_not_authorized", 5)]
    [InlineData("DE78370400440532013004", "debit_not_authorized", 180)]
    [InlineData("DE65370400440002222227", "insufficient_funds", 5)]
    public async Task A_test_account_fails_as_its_number_says(string iban, string code, int seconds)
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await Debit(sandbox, iban);
        sandbox.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal("processing", (await sandbox.Get("/v1/payment_intents/" + intent.Id))["status"].GetString());
        sandbox.Clock.Advance(TimeSpan.FromSeconds(1));
        var failed = await sandbox.Get($"/v1/payment_intents/{intent.Id}?expand[]=latest_charge");
        Assert.Equal(("requires_payment_method", code), (failed["status"].GetString(), failed["last_payment_error"].GetProperty("code").GetString()));
        Assert.Equal(("failed", code), (failed["latest_charge"].GetProperty("status").GetString(), failed["latest_charge"].GetProperty("failure_code").GetString()));
        Assert.Contains("payment_intent.payment_failed", await sandbox.Events());
    }

    [Fact]
    public async Task By_hand_only_when_the_knob_says_so()
    {
        await using var sandbox = await TestSandbox.Start();
        Assert.Equal(200, (await sandbox.Post("/_sandbox/delayed_payments", """{"settle_after": null}""")).Status);
        var (first, second) = (await Debit(sandbox, "DE89370400440532013000"), await Debit(sandbox, "DE89370400440532013000"));
        sandbox.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal("processing", (await sandbox.Get("/v1/payment_intents/" + first.Id))["status"].GetString());

        Assert.Equal("succeeded", (await sandbox.Post($"/_sandbox/payment_intents/{first.Id}/settle", """{"outcome": "succeed"}"""))["status"].GetString());
        Assert.Equal("requires_payment_method", (await sandbox.Post($"/_sandbox/payment_intents/{second.Id}/settle", """{"outcome": "fail"}"""))["status"].GetString());
        Assert.Equal(400, (await sandbox.Post($"/_sandbox/payment_intents/{first.Id}/settle", """{"outcome": "fail"}""")).Status);
    }

    [Fact]
    public async Task A_payment_being_processed_can_be_neither_changed_nor_confirmed_nor_cancelled()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await Debit(sandbox, "DE89370400440532013000");
        Assert.Equal(400, (await sandbox.Post("/v1/payment_intents/" + intent.Id, "amount=5")).Status);
        Assert.Equal(400, (await sandbox.Post($"/v1/payment_intents/{intent.Id}/confirm", "payment_method=pm_card_visa")).Status);
        Assert.Equal(400, (await sandbox.Post($"/v1/payment_intents/{intent.Id}/cancel")).Status);
    }

    [Fact]
    public async Task A_debit_needs_a_mandate_and_its_currency()
    {
        await using var sandbox = await TestSandbox.Start();
        var method = await Method(sandbox, "DE89370400440532013000");
        var form = $"amount=1999&confirm=true&allowed_payment_method_types[]=sepa_debit&payment_method={method.Id}";
        var without = await sandbox.Post("/v1/payment_intents", form + "&currency=eur");
        Assert.Contains("requires a mandate", without.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        var dollars = await sandbox.Post("/v1/payment_intents", form + "&currency=usd" + Mandate);
        Assert.Equal((400, "payment_intent_invalid_currency"), (dollars.Status, dollars.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_session_paid_by_debit_is_complete_at_once_and_paid_later()
    {
        await using var sandbox = await TestSandbox.Start();
        var method = await sandbox.Post("/v1/payment_methods",
            "type=us_bank_account&us_bank_account[account_number]=000123456789&us_bank_account[routing_number]=110000000&us_bank_account[account_holder_type]=individual&billing_details[name]=Ada");
        var session = await sandbox.Session("&allowed_payment_method_types[]=us_bank_account");
        await sandbox.Post($"/v1/payment_pages/{session.Id}/confirm", $"payment_method={method.Id}");
        var complete = await sandbox.Get("/v1/checkout/sessions/" + session.Id);
        Assert.Equal(("complete", "unpaid"), (complete["status"].GetString(), complete["payment_status"].GetString()));
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("paid", (await sandbox.Get("/v1/checkout/sessions/" + session.Id))["payment_status"].GetString());
        Assert.Equal("checkout.session.async_payment_succeeded", (await sandbox.Events())[^1]);
    }

    [Fact]
    public async Task A_session_whose_debit_fails_says_so_and_stays_unpaid()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session("&allowed_payment_method_types[]=us_bank_account");
        await sandbox.Post($"/v1/payment_pages/{session.Id}/confirm", "payment_method=pm_usBankAccount_insufficientFunds");
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("unpaid", (await sandbox.Get("/v1/checkout/sessions/" + session.Id))["payment_status"].GetString());
        Assert.Equal("checkout.session.async_payment_failed", (await sandbox.Events())[^1]);
    }

    [Fact]
    public async Task A_restart_forgets_no_debit()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await Debit(sandbox, "DE89370400440532013000");
        await sandbox.Restart();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("succeeded", (await sandbox.Get("/v1/payment_intents/" + intent.Id))["status"].GetString());
    }

    private static Task<ApiAnswer> Method(TestSandbox sandbox, string iban) =>
        sandbox.Post("/v1/payment_methods", $"type=sepa_debit&sepa_debit[iban]={iban}&billing_details[name]=Ada&billing_details[email]=ada@example.org");

    private static async Task<ApiAnswer> Debit(TestSandbox sandbox, string iban) => await sandbox.Post(
        "/v1/payment_intents",
        $"amount=1999&currency=eur&confirm=true&allowed_payment_method_types[]=sepa_debit&payment_method={(await Method(sandbox, iban)).Id}{Mandate}");
}

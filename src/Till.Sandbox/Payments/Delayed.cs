using Till.Sandbox.Balance;
using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>
/// Debits from bank accounts, which are confirmed now and decided later: by the clock, after as long as the account's knob says, or by
/// whoever presses a button of the dashboard.
/// </summary>
internal static class Delayed
{
    public static PaymentOutcome Begin(Unit unit, Doc intent, Doc method)
    {
        var charge = ChargeObject.New(unit, intent, method, authenticated: false);
        charge["outcome"] = ChargeObject.Outcome(unit, PaymentMethodObject.CardOf(method), null);
        charge["captured"] = true;
        charge["amount_captured"] = charge["amount"];
        charge["status"] = "pending";
        unit.Add(charge);
        intent["latest_charge"] = charge.Id;
        intent["next_action"] = null;
        intent["status"] = "processing";
        unit.Changed(intent);
        Payment.Remember(unit, intent, method);
        unit.Emit("charge.pending", charge);
        unit.Emit("payment_intent.processing", intent);
        if (After(unit, method.Text("_turn") ?? "") is { } seconds)
        {
            unit.Later(unit.Now + seconds, Scheduled.Settle, intent.Id);
        }
        return new PaymentOutcome.Processing();
    }

    /// <summary>Its time has come: it ends as its account's number says.</summary>
    public static void Due(Unit unit, Doc intent)
    {
        var turn = unit.Get(intent.Text("payment_method")!).Text("_turn") ?? "";
        Settle(unit, intent, turn.Split(' ')[^1] is var code && code is "" or "slow" or "never" ? null : code);
    }

    /// <summary>The bank has paid, or has not.</summary>
    /// <returns>False when there is nothing to decide any more.</returns>
    public static bool Settle(Unit unit, Doc intent, string? failure)
    {
        if (intent.Text("status") != "processing")
        {
            return false;
        }
        unit.NotLater(Scheduled.Settle, intent.Id);
        var charge = unit.Get(intent.Text("latest_charge")!);
        unit.Changed(charge);
        unit.Changed(intent);
        PaymentOutcome outcome = failure is null ? Succeed(unit, intent, charge) : Fail(unit, intent, charge, failure);
        if (intent.Text("_invoice") is { } invoice)
        {
            Collection.Follow(unit, unit.Get(invoice), intent, outcome);
        }
        if (intent.Text("_session") is { } session)
        {
            CheckoutEngine.Settled(unit, unit.Get(session), paid: failure is null);
        }
        return true;
    }

    private static PaymentOutcome.Charged Succeed(Unit unit, Doc intent, Doc charge)
    {
        charge["paid"] = true;
        charge["status"] = "succeeded";
        charge["receipt_url"] = $"{unit.BaseAddress}/receipts/{charge.Id}";
        intent["status"] = "succeeded";
        intent["amount_received"] = intent["amount"];
        Book.Charge(unit, charge, announce: false);
        unit.Emit("charge.succeeded", charge);
        unit.Emit("payment_intent.succeeded", intent);
        return new PaymentOutcome.Charged(charge);
    }

    private static PaymentOutcome.Refused Fail(Unit unit, Doc intent, Doc charge, string code)
    {
        charge["captured"] = false;
        charge["amount_captured"] = 0;
        charge["failure_code"] = code;
        charge["failure_message"] = BankTest.Message(code);
        charge["status"] = "failed";
        unit.Emit("charge.failed", charge);
        return Payment.Forget(unit, intent, new Doc(6)
        {
            ["charge"] = charge.Id,
            ["code"] = code,
            ["doc_url"] = StripeError.DocUrl(code),
            ["message"] = BankTest.Message(code),
            ["payment_method"] = unit.Get(intent.Text("payment_method")!).Clone(),
            ["type"] = "invalid_request_error",
        });
    }

    /// <summary>In seconds; null for not by itself.</summary>
    private static long? After(Unit unit, string turn) => turn == "never" || unit.SettleAfter is not { } ordinary ? null
        : turn.StartsWith("slow", StringComparison.Ordinal) ? Math.Max(ordinary, BankTest.Slow)
        : ordinary;
}

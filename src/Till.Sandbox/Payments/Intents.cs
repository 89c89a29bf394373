using Till.Sandbox.Balance;
using Till.Sandbox.Disputes;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>What can be done with a payment intent once it is there.</summary>
internal static class Intents
{
    /// <summary>An authorisation that nobody captures is released after seven days, in seconds.</summary>
    public const long CaptureWindow = 7 * 86_400;

    public static void Capture(Unit unit, Doc intent, long? amount)
    {
        if (intent.Text("status") != "requires_capture")
        {
            throw Unexpected(intent,
                $"This PaymentIntent could not be captured because it has a status of {intent.Text("status")}. Only a PaymentIntent with one of the "
                + "following statuses may be captured: requires_capture.");
        }
        var capturable = intent.Number("amount_capturable");
        var captured = amount ?? capturable;
        if (captured < 1)
        {
            throw StripeError.Invalid("This value must be greater than or equal to 1.", "amount_to_capture", "parameter_invalid_integer");
        }
        if (captured > capturable)
        {
            throw StripeError.Invalid(
                $"The requested capture amount is greater than the authorized amount. The max amount capturable is {capturable}.",
                "amount_to_capture", "amount_too_large");
        }
        CaptureCharge(unit, unit.Get(intent.Text("latest_charge")!), captured);
        intent["amount_capturable"] = 0;
        intent["amount_received"] = captured;
        intent["status"] = "succeeded";
        unit.Changed(intent);
        unit.NotLater(Scheduled.ReleaseAuthorisation, intent.Id);
        unit.Emit("payment_intent.succeeded", intent);
    }

    /// <summary>Takes the money of a charge that was only authorised; what is not taken is released.</summary>
    public static void CaptureCharge(Unit unit, Doc charge, long amount)
    {
        if (amount < 1 || amount > charge.Number("amount"))
        {
            throw StripeError.Invalid("The capture amount must be between 1 and the amount of the charge.", "amount", "amount_too_large");
        }
        var released = charge.Number("amount") - amount;
        charge["captured"] = true;
        charge["amount_captured"] = amount;
        charge["amount_refunded"] = released;
        if (released > 0)
        {
            charge["_released"] = released;
        }
        unit.Changed(charge);
        Book.Charge(unit, charge, announce: false);
        unit.Emit("charge.captured", charge);
        Disputing.Follow(unit, charge);
    }

    public static void Cancel(Unit unit, Doc intent, string? reason, bool bySession = false)
    {
        var status = intent.Text("status");
        if (status is "succeeded" or "canceled" or "processing")
        {
            throw Unexpected(intent,
                $"You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the following statuses may "
                + "be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.");
        }
        if (!bySession && intent.Text("_session") is not null && status != "requires_capture")
        {
            throw Unexpected(intent,
                "You cannot cancel this PaymentIntent because it was created by a Checkout Session. To cancel it, expire the Checkout Session instead.");
        }
        if (!bySession && intent.Text("_invoice") is not null)
        {
            throw Unexpected(intent, "You cannot cancel this PaymentIntent because it was created by an invoice. To cancel it, void the invoice instead.");
        }
        Void(unit, intent, reason ?? (bySession ? "automatic" : null));
    }

    /// <summary>Seven days have gone without a capture.</summary>
    public static void Release(Unit unit, Doc intent)
    {
        if (intent.Text("status") == "requires_capture")
        {
            if (unit.Find(intent.Text("latest_charge") ?? "") is { } charge)
            {
                unit.Emit("charge.expired", charge);
            }
            Void(unit, intent, "automatic");
        }
    }

    public static StripeError Unexpected(Doc intent, string message) =>
        new(400, message, "payment_intent_unexpected_state") { More = new Doc(1) { ["payment_intent"] = intent.Clone() } };

    private static void Void(Unit unit, Doc intent, string? reason)
    {
        if (intent.Text("status") == "requires_capture" && unit.Find(intent.Text("latest_charge") ?? "") is { } charge)
        {
            charge["amount_refunded"] = charge["amount"];
            charge["refunded"] = true;
            unit.Changed(charge);
            var refund = RefundObject.New(unit, charge, charge.Number("amount"), reason: null);
            refund["balance_transaction"] = null;
            unit.Add(refund);
            unit.Emit("charge.refunded", charge);
            unit.NotLater(Scheduled.ReleaseAuthorisation, intent.Id);
        }
        intent["amount_capturable"] = 0;
        intent["canceled_at"] = unit.Now;
        intent["cancellation_reason"] = reason;
        intent["next_action"] = null;
        intent["status"] = "canceled";
        unit.Changed(intent);
        unit.Emit("payment_intent.canceled", intent);
    }
}

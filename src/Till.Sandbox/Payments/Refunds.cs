using Till.Sandbox.Balance;
using Till.Sandbox.Disputes;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Payments;

/// <summary>Gives money back, as a card network does: at once, later, or in the end not at all.</summary>
internal static class Refunds
{
    /// <summary>How long after a refund the cards that change their mind do so, in seconds.</summary>
    public const long TurnsAfter = 10;

    /// <summary>Refunds a charge, wholly when no amount is given.</summary>
    public static Doc Create(Unit unit, Doc charge, long? amount, string? reason, Doc parameters)
    {
        var left = charge.Number("amount_captured") - (charge.Number("amount_refunded") - charge.Number("_released"));
        Check(unit, charge, amount, left);
        var refunded = amount ?? left;
        var card = PaymentMethodObject.CardOf(unit.Get(charge.Text("payment_method")!));
        var refund = RefundObject.New(unit, charge, refunded, reason);
        Patch.Metadata(refund, parameters);
        switch (card.Refund)
        {
            case RefundTurn.PendingThenSucceeds:
                refund["status"] = "pending";
                refund["pending_reason"] = "processing";
                unit.Later(unit.Now + TurnsAfter, Scheduled.RefundSucceeds, refund.Id);
                break;
            case RefundTurn.SucceedsThenFails:
                unit.Later(unit.Now + TurnsAfter, Scheduled.RefundFails, refund.Id);
                break;
            case RefundTurn.Succeeds:
                break;
        }
        refund["balance_transaction"] = Book.Refund(unit, refund);
        unit.Add(refund);
        var before = new Doc(3) { ["amount_refunded"] = charge["amount_refunded"], ["refunded"] = charge["refunded"] };
        charge["amount_refunded"] = charge.Number("amount_refunded") + refunded;
        charge["refunded"] = charge.Number("amount_refunded") == charge.Number("amount");
        unit.Changed(charge);
        unit.Emit("charge.refunded", charge, before);
        unit.Emit("refund.created", refund);
        unit.Emit("charge.refund.updated", refund);
        if (charge.Flag("refunded"))
        {
            FraudWarnings.Settle(unit, charge);
        }
        return refund;
    }

    public static void Succeed(Unit unit, Doc refund)
    {
        if (refund.Text("status") != "pending")
        {
            return;
        }
        refund["status"] = "succeeded";
        refund.Remove("pending_reason");
        unit.Changed(refund);
        unit.Emit("refund.updated", refund, new Doc(1) { ["status"] = "pending" });
        unit.Emit("charge.refund.updated", refund, new Doc(1) { ["status"] = "pending" });
    }

    /// <summary>The bank sends the money back: the charge is no longer refunded by it, and the balance gets it again.</summary>
    public static void Fail(Unit unit, Doc refund)
    {
        if (refund.Text("status") is not ("succeeded" or "pending"))
        {
            return;
        }
        var previous = new Doc(2) { ["status"] = refund["status"], ["failure_reason"] = null };
        refund["failure_balance_transaction"] = Book.RefundFailure(unit, refund);
        refund["failure_reason"] = "expired_or_canceled_card";
        refund["status"] = "failed";
        unit.Changed(refund);
        var charge = unit.Get(refund.Text("charge")!);
        charge["amount_refunded"] = charge.Number("amount_refunded") - refund.Number("amount");
        charge["refunded"] = false;
        unit.Changed(charge);
        unit.Emit("refund.updated", refund, previous);
        unit.Emit("refund.failed", refund, previous.Clone());
        unit.Emit("charge.refund.updated", refund, previous.Clone());
    }

    private static void Check(Unit unit, Doc charge, long? amount, long left)
    {
        var currency = charge.Text("currency")!;
        if (charge.Text("status") != "succeeded")
        {
            throw StripeError.Invalid($"This charge ({charge.Id}) cannot be refunded, because it did not succeed.", "charge");
        }
        if (!charge.Flag("captured"))
        {
            throw StripeError.Invalid($"Charge {charge.Id} has not been captured; cancel its PaymentIntent instead.", "charge");
        }
        if (left <= 0)
        {
            throw StripeError.Invalid($"Charge {charge.Id} has already been refunded.", null, "charge_already_refunded");
        }
        if (Disputing.HoldsMoneyOf(unit, charge))
        {
            throw StripeError.Invalid($"Charge {charge.Id} has been charged back; cannot issue a refund.", null, "charge_disputed");
        }
        if (amount is < 1)
        {
            throw StripeError.Invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
        }
        if (amount > left)
        {
            var whole = left == charge.Number("amount_captured");
            throw StripeError.Invalid(
                $"Refund amount ({Shown(amount.Value, currency)}) is greater than "
                + (whole ? $"charge amount ({Shown(left, currency)})" : $"unrefunded amount on charge ({Shown(left, currency)})"), "amount");
        }
    }

    private static string Shown(long amount, string currency) => Currencies.Symbol(currency) + Currencies.Major(amount, currency);
}

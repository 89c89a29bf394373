using Till.Sandbox.Balance;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Disputes;

/// <summary>What a card's holder does after a payment that a test card succeeded with.</summary>
internal enum Regret
{
    None,
    /// <summary>Says that it was not them.</summary>
    Fraudulent,
    /// <summary>Says that nothing came.</summary>
    NotReceived,
    /// <summary>Has the bank ask before anything is taken back.</summary>
    Inquiry,
    /// <summary>Disputes it in two halves.</summary>
    Twice,
    /// <summary>The issuer warns that the card may have been stolen.</summary>
    Warning,
}

/// <summary>The life of a dispute: opened by the card's holder, answered by the shop, decided by the bank.</summary>
internal static class Disputing
{
    /// <summary>How long the bank thinks about evidence that tells it how to decide, in seconds.</summary>
    public const long DecidesAfter = 5;

    /// <summary>What a test card's holder does once the money has been taken. The answer to the payment does not show it yet.</summary>
    public static void Follow(Unit unit, Doc charge)
    {
        var regret = PaymentMethodObject.CardOf(unit.Get(charge.Text("payment_method")!)).Regret;
        if (regret == Regret.None)
        {
            return;
        }
        unit.AfterAnswer(() =>
        {
            var (amount, half) = (charge.Number("amount_captured"), (charge.Number("amount_captured") + 1) / 2);
            switch (regret)
            {
                case Regret.NotReceived: Open(unit, charge, amount, "product_not_received", inquiry: false); break;
                case Regret.Inquiry: Open(unit, charge, amount, "fraudulent", inquiry: true); break;
                case Regret.Warning: FraudWarnings.Issue(unit, charge); break;
                case Regret.Twice:
                    Open(unit, charge, half, "fraudulent", inquiry: false);
                    Open(unit, charge, amount - half, "fraudulent", inquiry: false);
                    break;
                default: Open(unit, charge, amount, "fraudulent", inquiry: false); break;
            }
        });
    }

    /// <summary>Evidence goes to the bank. Stripe's own words in it decide the case; of anything else the bank keeps thinking.</summary>
    public static void Submit(Unit unit, Doc dispute)
    {
        if (!IsWaiting(dispute))
        {
            throw StripeError.Invalid($"This dispute has a status of {dispute.Text("status")}: its evidence cannot be submitted any more.");
        }
        var details = dispute.Part("evidence_details")!;
        details["submission_count"] = details.Number("submission_count") + 1;
        details["submission_method"] = "manual";
        dispute["status"] = IsInquiry(dispute) ? "warning_under_review" : "under_review";
        unit.Changed(dispute);
        unit.NotLater(Scheduled.DisputeLapses, dispute.Id);
        if (dispute.Part("evidence")!.Text("uncategorized_text") is "winning_evidence" or "losing_evidence" or "escalate_inquiry_evidence")
        {
            unit.Later(unit.Now + DecidesAfter, Scheduled.DisputeDecided, dispute.Id);
        }
    }

    /// <summary>The bank decides as the evidence says.</summary>
    public static void Decide(Unit unit, Doc dispute)
    {
        switch (dispute.Part("evidence")!.Text("uncategorized_text"))
        {
            case "winning_evidence": End(unit, dispute, won: true); break;
            case "losing_evidence": End(unit, dispute, won: false); break;
            case "escalate_inquiry_evidence" when IsInquiry(dispute): Escalate(unit, dispute); break;
        }
    }

    /// <summary>Nobody has answered in time.</summary>
    public static void Lapse(Unit unit, Doc dispute)
    {
        dispute.Part("evidence_details")!["past_due"] = true;
        End(unit, dispute, won: false);
    }

    /// <summary>It is over. An inquiry closes without money moving.</summary>
    /// <returns>False when it was over before.</returns>
    public static bool End(Unit unit, Doc dispute, bool won)
    {
        if (IsOver(dispute))
        {
            return false;
        }
        unit.NotLater(Scheduled.DisputeLapses, dispute.Id);
        unit.NotLater(Scheduled.DisputeDecided, dispute.Id);
        var inquiry = IsInquiry(dispute);
        dispute["status"] = inquiry ? "warning_closed" : won ? "won" : "lost";
        unit.Changed(dispute);
        if (won && !inquiry)
        {
            Enter(dispute, Book.DisputeReversal(unit, dispute));
            unit.Emit("charge.dispute.funds_reinstated", dispute);
        }
        unit.Emit("charge.dispute.closed", dispute);
        return true;
    }

    public static bool IsOver(Doc dispute) => dispute.Text("status") is "won" or "lost" or "warning_closed";

    /// <summary>Whether money of the charge is with the bank, so that it cannot be refunded as well.</summary>
    public static bool HoldsMoneyOf(Unit unit, Doc charge) => charge.Flag("disputed")
        && unit.Select(new Selection("dispute", 100) { Owner = charge.Id }).Exists(dispute => !dispute.Flag("is_charge_refundable"));

    private static bool IsWaiting(Doc dispute) => dispute.Text("status") is "needs_response" or "warning_needs_response";

    private static bool IsInquiry(Doc dispute) => dispute.Text("status")!.StartsWith("warning", StringComparison.Ordinal);

    private static void Open(Unit unit, Doc charge, long amount, string reason, bool inquiry)
    {
        var dispute = DisputeObject.New(unit, charge, amount, reason, inquiry);
        unit.Add(dispute);
        charge["dispute"] = dispute.Id;
        charge["disputed"] = true;
        unit.Changed(charge);
        unit.Later(dispute.Part("evidence_details")!.Number("due_by") + 1, Scheduled.DisputeLapses, dispute.Id);
        if (!inquiry)
        {
            Withdraw(unit, dispute);
        }
        unit.Emit("charge.dispute.created", dispute);
        if (!inquiry)
        {
            unit.Emit("charge.dispute.funds_withdrawn", dispute);
        }
    }

    /// <summary>What was a question becomes a chargeback.</summary>
    private static void Escalate(Unit unit, Doc dispute)
    {
        var previous = new Doc(2) { ["is_charge_refundable"] = dispute["is_charge_refundable"], ["status"] = dispute["status"] };
        dispute["is_charge_refundable"] = false;
        dispute["status"] = "needs_response";
        dispute.Part("payment_method_details")!.Part("card")!["case_type"] = "chargeback";
        Withdraw(unit, dispute);
        unit.Changed(dispute);
        unit.Later(dispute.Part("evidence_details")!.Number("due_by") + 1, Scheduled.DisputeLapses, dispute.Id);
        unit.Emit("charge.dispute.updated", dispute, previous);
        unit.Emit("charge.dispute.funds_withdrawn", dispute);
    }

    private static void Withdraw(Unit unit, Doc dispute) => Enter(dispute, Book.DisputeWithdrawal(unit, dispute));

    private static void Enter(Doc dispute, Doc transaction) => dispute.Items("balance_transactions")!.Add(transaction.Clone());
}

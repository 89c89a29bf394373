namespace Till.Stripe;

/// <summary>A buyer has asked the bank for the money (<c>dp_…</c>). Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed class Dispute : StripeEntity
{
    public long Amount { get; set; }

    /// <summary>What was taken from the account's balance, with the fee, and what came back.</summary>
    public IReadOnlyList<BalanceTransaction> BalanceTransactions { get; set => field = value ?? []; } = [];

    public Expandable<Charge> Charge { get; set; }

    public DateTimeOffset Created { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public DisputeEvidenceDetails? EvidenceDetails { get; set; }

    public bool IsChargeRefundable { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    public string? Reason { get; set; }

    /// <summary>
    /// <c>needs_response</c>, <c>under_review</c>, <c>won</c>, <c>lost</c>, <c>prevented</c>; those that begin with <c>warning_</c> are
    /// inquiries, for which nothing was taken.
    /// </summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

public sealed class DisputeEvidenceDetails
{
    /// <summary>The bank takes no answer later; null where it asks for none.</summary>
    public DateTimeOffset? DueBy { get; set; }

    public bool HasEvidence { get; set; }

    public bool PastDue { get; set; }

    public long SubmissionCount { get; set; }
}

public sealed class DisputeListOptions : ListOptionsWithCreated
{
    public string? Charge { get; set; }

    public string? PaymentIntent { get; set; }
}

namespace Till.Stripe;

/// <summary>Money on its way back (<c>re_…</c>).</summary>
public sealed class Refund : StripeEntity
{
    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }

    public Expandable<BalanceTransaction> BalanceTransaction { get; set; }

    public Expandable<Charge> Charge { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public string? Description { get; set; }

    /// <summary>Where the money came back to, after a refund that failed.</summary>
    public Expandable<BalanceTransaction> FailureBalanceTransaction { get; set; }

    public string? FailureReason { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    public string? PendingReason { get; set; }

    /// <summary><c>duplicate</c>, <c>fraudulent</c>, <c>requested_by_customer</c> or <c>expired_uncaptured_charge</c>.</summary>
    public string? Reason { get; set; }

    public string? ReceiptNumber { get; set; }

    /// <summary>See <see cref="RefundStatuses"/>. Even a succeeded refund can still fail, up to 30 days later.</summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

/// <summary>Values of <see cref="Refund.Status"/>.</summary>
public static class RefundStatuses
{
    public const string Pending = "pending";
    public const string RequiresAction = "requires_action";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
}

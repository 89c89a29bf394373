namespace Till.Stripe;

/// <summary>One try to move money (<c>ch_…</c>), whether it succeeded or not.</summary>
public sealed class Charge : StripeEntity
{
    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }

    public long AmountCaptured { get; set; }

    public long AmountRefunded { get; set; }

    /// <summary>Where fee and net stand. Null until captured, and for a while with asynchronous capture.</summary>
    public Expandable<BalanceTransaction> BalanceTransaction { get; set; }

    public BillingDetails? BillingDetails { get; set; }

    public string? CalculatedStatementDescriptor { get; set; }

    public bool Captured { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public Expandable<Customer> Customer { get; set; }

    public string? Description { get; set; }

    public bool Disputed { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureMessage { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public ChargeOutcome? Outcome { get; set; }

    /// <summary>True for an authorisation too; see <see cref="Captured"/>.</summary>
    public bool Paid { get; set; }

    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    /// <summary>The payment method's id.</summary>
    public Expandable<PaymentMethod> PaymentMethod { get; set; }

    public ChargePaymentMethodDetails? PaymentMethodDetails { get; set; }

    public string? ReceiptEmail { get; set; }

    public string? ReceiptUrl { get; set; }

    /// <summary>True once the whole of it was refunded.</summary>
    public bool Refunded { get; set; }

    /// <summary>Only where expanded.</summary>
    public StripeList<Refund>? Refunds { get; set; }

    public Shipping? Shipping { get; set; }

    /// <summary>See <see cref="ChargeStatuses"/>.</summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

/// <summary>How issuer and Radar judged a charge.</summary>
public sealed class ChargeOutcome
{
    public string? AdviceCode { get; set; }

    public string? NetworkDeclineCode { get; set; }

    public string? NetworkStatus { get; set; }

    public string? Reason { get; set; }

    public string? RiskLevel { get; set; }

    public int? RiskScore { get; set; }

    /// <summary>For the seller's eyes.</summary>
    public string? SellerMessage { get; set; }

    public string? Type { get; set; }
}

public sealed class ChargePaymentMethodDetails
{
    public string? Type { get; set; }

    public ChargeCard? Card { get; set; }
}

/// <summary>The card as it was at the time of the charge. Never its number.</summary>
public sealed class ChargeCard
{
    public string? Brand { get; set; }

    /// <summary>Until when an authorisation can be captured.</summary>
    public DateTimeOffset? CaptureBefore { get; set; }

    public ChargeCardChecks? Checks { get; set; }

    public string? Country { get; set; }

    public int ExpMonth { get; set; }

    public int ExpYear { get; set; }

    public string? Fingerprint { get; set; }

    public string? Funding { get; set; }

    public string? Last4 { get; set; }

    public string? Network { get; set; }
}

/// <summary>Each <c>pass</c>, <c>fail</c>, <c>unavailable</c>, <c>unchecked</c> or null.</summary>
public sealed class ChargeCardChecks
{
    public string? AddressLine1Check { get; set; }

    public string? AddressPostalCodeCheck { get; set; }

    public string? CvcCheck { get; set; }
}

/// <summary>Values of <see cref="Charge.Status"/>.</summary>
public static class ChargeStatuses
{
    public const string Succeeded = "succeeded";
    public const string Pending = "pending";
    public const string Failed = "failed";
}

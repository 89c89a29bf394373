namespace Till.Stripe;

/// <summary>What is asked for a period or a change (<c>in_…</c>). Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed class Invoice : StripeEntity
{
    /// <summary>What remains after the customer's credit: this is what a payment is made for.</summary>
    public long AmountDue { get; set; }

    /// <summary>Also what was paid elsewhere.</summary>
    public long AmountPaid { get; set; }

    public long AmountRemaining { get; set; }

    public int AttemptCount { get; set; }

    public bool Attempted { get; set; }

    /// <summary><c>subscription_create</c>, <c>_cycle</c>, <c>_update</c>, <c>_threshold</c>, <c>manual</c> and so on.</summary>
    public string? BillingReason { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public Expandable<Customer> Customer { get; set; }

    /// <summary>The customer's balance after it; null until finalised. Credit is negative.</summary>
    public long? EndingBalance { get; set; }

    /// <summary>Stripe's page, where an open one can be paid; null until finalised.</summary>
    public string? HostedInvoiceUrl { get; set; }

    public string? InvoicePdf { get; set; }

    /// <summary>The first page of them; the shop's have a few.</summary>
    public StripeList<InvoiceLineItem> Lines { get; set => field = value ?? new(); } = new();

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public DateTimeOffset? NextPaymentAttempt { get; set; }

    /// <summary>Null until finalised.</summary>
    public string? Number { get; set; }

    public InvoiceParent? Parent { get; set; }

    /// <summary>Only where expanded.</summary>
    public StripeList<InvoicePayment>? Payments { get; set; }

    /// <summary>Of what had been used before, not of what is asked for: see the lines.</summary>
    public DateTimeOffset PeriodEnd { get; set; }

    public DateTimeOffset PeriodStart { get; set; }

    /// <summary>The customer's balance before it.</summary>
    public long StartingBalance { get; set; }

    /// <summary>See <see cref="InvoiceStatuses"/>.</summary>
    public string Status { get; set => field = value ?? ""; } = "";

    public InvoiceStatusTransitions? StatusTransitions { get; set; }

    /// <summary>Before discount and tax that comes on top.</summary>
    public long Subtotal { get; set; }

    /// <summary>After both; negative where more is given back than asked for.</summary>
    public long Total { get; set; }

    public IReadOnlyList<InvoiceDiscountAmount> TotalDiscountAmounts { get; set => field = value ?? []; } = [];

    public IReadOnlyList<InvoiceTax> TotalTaxes { get; set => field = value ?? []; } = [];
}

public sealed class InvoiceParent
{
    public InvoiceSubscriptionDetails? SubscriptionDetails { get; set; }

    /// <summary><c>subscription_details</c> or <c>quote_details</c>.</summary>
    public string? Type { get; set; }
}

/// <summary>Which subscription an invoice bills.</summary>
public sealed class InvoiceSubscriptionDetails
{
    /// <summary>The subscription's, as it was when the invoice was finalised.</summary>
    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public Expandable<Subscription> Subscription { get; set; }
}

public sealed class InvoiceStatusTransitions
{
    public DateTimeOffset? FinalizedAt { get; set; }

    public DateTimeOffset? MarkedUncollectibleAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    public DateTimeOffset? VoidedAt { get; set; }
}

public sealed class InvoiceDiscountAmount
{
    public long Amount { get; set; }
}

public sealed class InvoiceTax
{
    public long Amount { get; set; }

    /// <summary><c>exclusive</c>: on top; <c>inclusive</c>: contained in the price.</summary>
    public string? TaxBehavior { get; set; }
}

/// <summary>Values of <see cref="Invoice.Status"/>.</summary>
public static class InvoiceStatuses
{
    public const string Draft = "draft";
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Uncollectible = "uncollectible";
    public const string Void = "void";
}

public sealed class InvoiceListOptions : ListOptionsWithCreated
{
    public string? Customer { get; set; }

    public string? Status { get; set; }

    public string? Subscription { get; set; }
}

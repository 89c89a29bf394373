namespace Till.Stripe.Checkout;

/// <summary>One visit to Stripe's hosted payment page (<c>cs_…</c>).</summary>
public sealed class Session : StripeEntity
{
    public SessionAfterExpiration? AfterExpiration { get; set; }

    public IReadOnlyList<string>? AllowedPaymentMethodTypes { get; set; }

    /// <summary>Before discount, tax and delivery, in minor units of <see cref="Currency"/>.</summary>
    public long? AmountSubtotal { get; set; }

    /// <summary>What the buyer pays, in minor units.</summary>
    public long? AmountTotal { get; set; }

    public string? CancelUrl { get; set; }

    public string? ClientReferenceId { get; set; }

    /// <summary>For pages that embed the form. Never in a log or an address.</summary>
    public string? ClientSecret { get; set; }

    public SessionCollectedInformation? CollectedInformation { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code; null in setup mode.</summary>
    public string? Currency { get; set; }

    public Expandable<Customer> Customer { get; set; }

    public string? CustomerCreation { get; set; }

    public SessionCustomerDetails? CustomerDetails { get; set; }

    public string? CustomerEmail { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public Expandable<Invoice> Invoice { get; set; }

    /// <summary>Only where expanded, and then its first page; all of them by <c>ListLineItemsAutoPagingAsync</c>.</summary>
    public StripeList<LineItem>? LineItems { get; set; }

    public bool Livemode { get; set; }

    public string? Locale { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    /// <summary><c>payment</c>, <c>setup</c> or <c>subscription</c>.</summary>
    public string? Mode { get; set; }

    /// <summary>Null until the buyer first pays, in payment mode.</summary>
    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    public IReadOnlyList<string>? PaymentMethodTypes { get; set; }

    /// <summary>See <see cref="SessionPaymentStatuses"/>. Money is here when this is not <c>unpaid</c>.</summary>
    public string PaymentStatus { get; set => field = value ?? ""; } = "";

    public string? RecoveredFrom { get; set; }

    public Expandable<AnyObject> SetupIntent { get; set; }

    public SessionShippingCost? ShippingCost { get; set; }

    /// <summary>See <see cref="SessionStatuses"/>. Complete alone does not mean that money came.</summary>
    public string? Status { get; set; }

    /// <summary>Null until complete, in subscription mode.</summary>
    public Expandable<Subscription> Subscription { get; set; }

    public string? SuccessUrl { get; set; }

    public SessionTotalDetails? TotalDetails { get; set; }

    public string? UiMode { get; set; }

    /// <summary>Where to send the buyer; null once complete or expired.</summary>
    public string? Url { get; set; }
}

public sealed class SessionAfterExpiration
{
    public SessionRecovery? Recovery { get; set; }
}

public sealed class SessionRecovery
{
    public bool Enabled { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public string? Url { get; set; }
}

public sealed class SessionCollectedInformation
{
    public Shipping? ShippingDetails { get; set; }
}

/// <summary>What the buyer entered.</summary>
public sealed class SessionCustomerDetails
{
    public Address? Address { get; set; }

    public string? Email { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? TaxExempt { get; set; }
}

/// <summary>All in minor units.</summary>
public sealed class SessionShippingCost
{
    public long AmountSubtotal { get; set; }

    public long AmountTax { get; set; }

    public long AmountTotal { get; set; }

    public Expandable<AnyObject> ShippingRate { get; set; }
}

/// <summary>All in minor units.</summary>
public sealed class SessionTotalDetails
{
    public long AmountDiscount { get; set; }

    public long? AmountShipping { get; set; }

    public long AmountTax { get; set; }
}

/// <summary>Values of <see cref="Session.Status"/>.</summary>
public static class SessionStatuses
{
    public const string Open = "open";
    public const string Complete = "complete";
    public const string Expired = "expired";
}

/// <summary>Values of <see cref="Session.PaymentStatus"/>.</summary>
public static class SessionPaymentStatuses
{
    public const string Paid = "paid";
    public const string Unpaid = "unpaid";
    public const string NoPaymentRequired = "no_payment_required";
}

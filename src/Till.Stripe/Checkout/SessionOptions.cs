namespace Till.Stripe.Checkout;

public sealed class SessionCreateOptions : BaseOptions
{
    public bool? AllowPromotionCodes { get; set; }

    /// <summary>Since this version instead of <c>payment_method_types</c>.</summary>
    public IReadOnlyList<string>? AllowedPaymentMethodTypes { get; set; }

    public SessionAfterExpirationOptions? AfterExpiration { get; set; }

    /// <summary><c>auto</c> or <c>required</c>.</summary>
    public string? BillingAddressCollection { get; set; }

    public string? CancelUrl { get; set; }

    /// <summary>At most 200 characters.</summary>
    public string? ClientReferenceId { get; set; }

    public string? Currency { get; set; }

    /// <summary>This or <see cref="CustomerEmail"/>, or neither.</summary>
    public string? Customer { get; set; }

    /// <summary><c>always</c> or <c>if_required</c>.</summary>
    public string? CustomerCreation { get; set; }

    public string? CustomerEmail { get; set; }

    /// <summary>At most one.</summary>
    public IReadOnlyList<SessionDiscountOptions>? Discounts { get; set; }

    /// <summary>30 minutes to 24 hours after creation; 24 hours if null.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>At most 100 in payment mode.</summary>
    public IReadOnlyList<SessionLineItemOptions>? LineItems { get; set; }

    public string? Locale { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary><c>payment</c>, <c>setup</c> or <c>subscription</c>.</summary>
    public string? Mode { get; set; }

    public SessionPaymentIntentDataOptions? PaymentIntentData { get; set; }

    public SessionPhoneNumberCollectionOptions? PhoneNumberCollection { get; set; }

    public string? ReturnUrl { get; set; }

    public SessionShippingAddressCollectionOptions? ShippingAddressCollection { get; set; }

    public IReadOnlyList<SessionShippingOptionOptions>? ShippingOptions { get; set; }

    /// <summary><c>auto</c>, <c>pay</c>, <c>book</c>, <c>donate</c> or <c>subscribe</c>.</summary>
    public string? SubmitType { get; set; }

    /// <summary>Carried over to the subscription, in subscription mode.</summary>
    public SessionSubscriptionDataOptions? SubscriptionData { get; set; }

    /// <summary>May hold <c>{CHECKOUT_SESSION_ID}</c>, which Stripe replaces.</summary>
    public string? SuccessUrl { get; set; }

    /// <summary><c>hosted_page</c> (default), <c>embedded_page</c>, <c>elements</c> or <c>form</c>.</summary>
    public string? UiMode { get; set; }
}

public sealed class SessionLineItemOptions
{
    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>This or <see cref="PriceData"/>.</summary>
    public string? Price { get; set; }

    public SessionPriceDataOptions? PriceData { get; set; }

    public long? Quantity { get; set; }
}

public sealed class SessionPriceDataOptions
{
    /// <summary>Lower-case ISO code.</summary>
    public required string Currency { get; set; }

    public string? Product { get; set; }

    public SessionProductDataOptions? ProductData { get; set; }

    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public long? UnitAmount { get; set; }

    public string? TaxBehavior { get; set; }
}

public sealed class SessionProductDataOptions
{
    public required string Name { get; set; }

    public string? Description { get; set; }

    /// <summary>At most eight addresses that Stripe can reach.</summary>
    public IReadOnlyList<string>? Images { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? TaxCode { get; set; }
}

/// <summary>Carried over to the payment intent that the session makes.</summary>
public sealed class SessionPaymentIntentDataOptions
{
    public string? CaptureMethod { get; set; }

    public string? Description { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? ReceiptEmail { get; set; }

    public string? SetupFutureUsage { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public string? StatementDescriptor { get; set; }

    public string? StatementDescriptorSuffix { get; set; }
}

/// <summary>Carried over to the subscription that the session makes.</summary>
public sealed class SessionSubscriptionDataOptions
{
    public string? Description { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>At least one; null for no trial.</summary>
    public int? TrialPeriodDays { get; set; }
}

public sealed class SessionDiscountOptions
{
    public string? Coupon { get; set; }

    public string? PromotionCode { get; set; }
}

public sealed class SessionAfterExpirationOptions
{
    public SessionRecoveryOptions? Recovery { get; set; }
}

public sealed class SessionRecoveryOptions
{
    public required bool Enabled { get; set; }

    public bool? AllowPromotionCodes { get; set; }
}

public sealed class SessionPhoneNumberCollectionOptions
{
    public required bool Enabled { get; set; }
}

public sealed class SessionShippingAddressCollectionOptions
{
    /// <summary>Two-letter codes.</summary>
    public required IReadOnlyList<string> AllowedCountries { get; set; }
}

public sealed class SessionShippingOptionOptions
{
    public string? ShippingRate { get; set; }

    public SessionShippingRateDataOptions? ShippingRateData { get; set; }
}

public sealed class SessionShippingRateDataOptions
{
    public required string DisplayName { get; set; }

    public SessionFixedAmountOptions? FixedAmount { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string Type { get; set; } = "fixed_amount";
}

public sealed class SessionFixedAmountOptions
{
    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public required long Amount { get; set; }

    public required string Currency { get; set; }
}

public sealed class SessionUpdateOptions : BaseOptions
{
    public Dictionary<string, string>? Metadata { get; set; }
}

public sealed class SessionExpireOptions : BaseOptions;

public sealed class SessionListOptions : ListOptionsWithCreated
{
    public string? Customer { get; set; }

    public string? PaymentIntent { get; set; }

    public string? Status { get; set; }
}

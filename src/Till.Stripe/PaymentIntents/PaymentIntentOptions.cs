namespace Till.Stripe;

public sealed class PaymentIntentCreateOptions : BaseOptions
{
    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public required long Amount { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public required string Currency { get; set; }

    /// <summary>Since this version instead of <c>payment_method_types</c>.</summary>
    public IReadOnlyList<string>? AllowedPaymentMethodTypes { get; set; }

    public AutomaticPaymentMethodsOptions? AutomaticPaymentMethods { get; set; }

    /// <summary><c>automatic</c>, <c>automatic_async</c> or <c>manual</c>.</summary>
    public string? CaptureMethod { get; set; }

    /// <summary>Confirm in the same call.</summary>
    public bool? Confirm { get; set; }

    public string? ConfirmationToken { get; set; }

    public string? Customer { get; set; }

    public string? Description { get; set; }

    public bool? ErrorOnRequiresAction { get; set; }

    public IReadOnlyList<string>? ExcludedPaymentMethodTypes { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public bool? OffSession { get; set; }

    public string? PaymentMethod { get; set; }

    public string? PaymentMethodConfiguration { get; set; }

    /// <summary>With a live key Stripe mails a receipt of its own to it.</summary>
    public string? ReceiptEmail { get; set; }

    public string? ReturnUrl { get; set; }

    /// <summary><c>on_session</c> or <c>off_session</c>.</summary>
    public string? SetupFutureUsage { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public string? StatementDescriptor { get; set; }

    public string? StatementDescriptorSuffix { get; set; }
}

public sealed class AutomaticPaymentMethodsOptions
{
    public required bool Enabled { get; set; }

    /// <summary><c>always</c> or <c>never</c>.</summary>
    public string? AllowRedirects { get; set; }
}

public sealed class PaymentIntentUpdateOptions : BaseOptions
{
    /// <summary>In minor units; only before the payment is processing.</summary>
    public long? Amount { get; set; }

    public string? Currency { get; set; }

    public string? Customer { get; set; }

    public string? Description { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? PaymentMethod { get; set; }

    public string? ReceiptEmail { get; set; }

    public string? SetupFutureUsage { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public string? StatementDescriptorSuffix { get; set; }
}

public sealed class PaymentIntentConfirmOptions : BaseOptions
{
    public string? ConfirmationToken { get; set; }

    public bool? ErrorOnRequiresAction { get; set; }

    public bool? OffSession { get; set; }

    public string? PaymentMethod { get; set; }

    public string? ReceiptEmail { get; set; }

    public string? ReturnUrl { get; set; }

    public string? SetupFutureUsage { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public bool? UseStripeSdk { get; set; }
}

public sealed class PaymentIntentCaptureOptions : BaseOptions
{
    /// <summary>In minor units, at most what is capturable; the rest is released. All of it if null.</summary>
    public long? AmountToCapture { get; set; }

    public bool? FinalCapture { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? StatementDescriptorSuffix { get; set; }
}

public sealed class PaymentIntentCancelOptions : BaseOptions
{
    /// <summary><c>duplicate</c>, <c>fraudulent</c>, <c>requested_by_customer</c> or <c>abandoned</c>.</summary>
    public string? CancellationReason { get; set; }
}

public sealed class PaymentIntentListOptions : ListOptionsWithCreated
{
    public string? Customer { get; set; }
}

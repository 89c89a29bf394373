using System.Text.Json;

namespace Till.Stripe;

/// <summary>One intended payment (<c>pi_…</c>), through all its attempts.</summary>
public sealed class PaymentIntent : StripeEntity
{
    /// <summary>Asked for, in minor units of <see cref="Currency"/>.</summary>
    public long Amount { get; set; }

    /// <summary>Authorised and not yet captured, in minor units.</summary>
    public long AmountCapturable { get; set; }

    /// <summary>Collected, in minor units. This, not <see cref="Amount"/>, is what was paid.</summary>
    public long AmountReceived { get; set; }

    public IReadOnlyList<string>? AllowedPaymentMethodTypes { get; set; }

    public DateTimeOffset? CanceledAt { get; set; }

    public string? CancellationReason { get; set; }

    public string? CaptureMethod { get; set; }

    /// <summary>Lets a browser confirm this payment. Only for the buyer's own page; never in a log or an address.</summary>
    public string? ClientSecret { get; set; }

    public string? ConfirmationMethod { get; set; }

    public DateTimeOffset Created { get; set; }

    /// <summary>Lower-case ISO code.</summary>
    public string Currency { get; set => field = value ?? ""; } = "";

    public Expandable<Customer> Customer { get; set; }

    public string? Description { get; set; }

    /// <summary>Why the latest attempt failed; null after a success.</summary>
    public StripeError? LastPaymentError { get; set; }

    public Expandable<Charge> LatestCharge { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public PaymentIntentNextAction? NextAction { get; set; }

    public Expandable<PaymentMethod> PaymentMethod { get; set; }

    public IReadOnlyList<string>? PaymentMethodTypes { get; set; }

    public string? ReceiptEmail { get; set; }

    public Expandable<AnyObject> Review { get; set; }

    public string? SetupFutureUsage { get; set; }

    public Shipping? Shipping { get; set; }

    public string? StatementDescriptor { get; set; }

    public string? StatementDescriptorSuffix { get; set; }

    /// <summary>See <see cref="PaymentIntentStatuses"/>; other values may come.</summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

/// <summary>What the buyer still has to do.</summary>
public sealed class PaymentIntentNextAction
{
    public string? Type { get; set; }

    public PaymentIntentRedirectToUrl? RedirectToUrl { get; set; }

    /// <summary>For Stripe's script alone.</summary>
    public JsonElement? UseStripeSdk { get; set; }
}

public sealed class PaymentIntentRedirectToUrl
{
    public string? ReturnUrl { get; set; }

    public string? Url { get; set; }
}

/// <summary>Values of <see cref="PaymentIntent.Status"/>. Final are succeeded and canceled.</summary>
public static class PaymentIntentStatuses
{
    public const string RequiresPaymentMethod = "requires_payment_method";
    public const string RequiresConfirmation = "requires_confirmation";
    public const string RequiresAction = "requires_action";
    public const string Processing = "processing";
    public const string RequiresCapture = "requires_capture";
    public const string Succeeded = "succeeded";
    public const string Canceled = "canceled";
}

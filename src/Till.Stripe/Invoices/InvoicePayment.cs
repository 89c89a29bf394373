namespace Till.Stripe;

/// <summary>By which payment an invoice is paid, or is to be (<c>inpay_…</c>). Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed class InvoicePayment : StripeEntity
{
    /// <summary>Null until paid.</summary>
    public long? AmountPaid { get; set; }

    public long AmountRequested { get; set; }

    public DateTimeOffset Created { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public Expandable<Invoice> Invoice { get; set; }

    /// <summary>The one that Stripe itself made for the invoice.</summary>
    public bool IsDefault { get; set; }

    public InvoicePaymentPayment Payment { get; set => field = value ?? new(); } = new();

    /// <summary><c>open</c>, <c>paid</c> or <c>canceled</c>.</summary>
    public string Status { get; set => field = value ?? ""; } = "";
}

public sealed class InvoicePaymentPayment
{
    public Expandable<PaymentIntent> PaymentIntent { get; set; }

    /// <summary><c>payment_intent</c>, <c>charge</c> or <c>payment_record</c>.</summary>
    public string? Type { get; set; }
}

/// <summary>Values of <see cref="InvoicePayment.Status"/>.</summary>
public static class InvoicePaymentStatuses
{
    public const string Open = "open";
    public const string Paid = "paid";
    public const string Canceled = "canceled";
}

public sealed class InvoicePaymentListOptions : ListOptionsWithCreated
{
    public string? Invoice { get; set; }

    public InvoicePaymentPaymentOptions? Payment { get; set; }

    public string? Status { get; set; }
}

public sealed class InvoicePaymentPaymentOptions
{
    public string Type { get; set; } = "payment_intent";

    public required string PaymentIntent { get; set; }
}

namespace Till.Stripe;

/// <summary>A buyer as Stripe knows them (<c>cus_…</c>).</summary>
public sealed class Customer : StripeEntity
{
    public Address? Address { get; set; }

    /// <summary>Credit (negative) or debt towards the next invoice, in the currency's minor units.</summary>
    public long Balance { get; set; }

    public DateTimeOffset Created { get; set; }

    public string? Currency { get; set; }

    /// <summary>True for the remains of a deleted customer, which have an id and nothing else.</summary>
    public bool Deleted { get; set; }

    public bool? Delinquent { get; set; }

    public string? Description { get; set; }

    public string? Email { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public Shipping? Shipping { get; set; }

    public string? TaxExempt { get; set; }

    public CustomerInvoiceSettings? InvoiceSettings { get; set; }
}

public sealed class CustomerInvoiceSettings
{
    public Expandable<PaymentMethod> DefaultPaymentMethod { get; set; }
}

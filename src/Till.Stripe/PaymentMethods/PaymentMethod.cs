namespace Till.Stripe;

/// <summary>What a buyer pays with (<c>pm_…</c>). Only what may be shown and stored: never the number.</summary>
public sealed class PaymentMethod : StripeEntity
{
    public BillingDetails? BillingDetails { get; set; }

    public PaymentMethodCard? Card { get; set; }

    public DateTimeOffset Created { get; set; }

    public Expandable<Customer> Customer { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    /// <summary><c>card</c>, <c>paypal</c>, <c>sepa_debit</c> and so on.</summary>
    public string? Type { get; set; }
}

public sealed class PaymentMethodCard
{
    public string? Brand { get; set; }

    public string? Country { get; set; }

    public string? DisplayBrand { get; set; }

    public int ExpMonth { get; set; }

    public int ExpYear { get; set; }

    /// <summary>The same for every payment method made from one card number, within one account.</summary>
    public string? Fingerprint { get; set; }

    public string? Funding { get; set; }

    public string? Last4 { get; set; }
}

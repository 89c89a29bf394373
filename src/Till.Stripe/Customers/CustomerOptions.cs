namespace Till.Stripe;

public sealed class CustomerCreateOptions : BaseOptions
{
    public AddressOptions? Address { get; set; }

    public string? Description { get; set; }

    public string? Email { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? Name { get; set; }

    /// <summary>A payment method to attach at once.</summary>
    public string? PaymentMethod { get; set; }

    public string? Phone { get; set; }

    public IReadOnlyList<string>? PreferredLocales { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public string? TaxExempt { get; set; }

    public string? TestClock { get; set; }
}

public sealed class CustomerUpdateOptions : BaseOptions
{
    public AddressOptions? Address { get; set; }

    public string? Description { get; set; }

    public string? Email { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public IReadOnlyList<string>? PreferredLocales { get; set; }

    public ShippingOptions? Shipping { get; set; }

    public string? TaxExempt { get; set; }
}

public sealed class CustomerListOptions : ListOptionsWithCreated
{
    /// <summary>Compared with case.</summary>
    public string? Email { get; set; }
}

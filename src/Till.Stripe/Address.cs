namespace Till.Stripe;

/// <summary>Where a person is. Two-letter country code.</summary>
public sealed class Address
{
    public string? City { get; set; }

    public string? Country { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? PostalCode { get; set; }

    public string? State { get; set; }
}

/// <summary>Where goods go.</summary>
public sealed class Shipping
{
    public Address? Address { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Carrier { get; set; }

    public string? TrackingNumber { get; set; }
}

/// <summary>Who pays, as given with the payment method.</summary>
public sealed class BillingDetails
{
    public Address? Address { get; set; }

    public string? Email { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }
}

namespace Till.Stripe;

public sealed class ChargeUpdateOptions : BaseOptions
{
    public string? Customer { get; set; }

    public string? Description { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? ReceiptEmail { get; set; }

    public ShippingOptions? Shipping { get; set; }
}

public sealed class ChargeListOptions : ListOptionsWithCreated
{
    public string? Customer { get; set; }

    public string? PaymentIntent { get; set; }
}

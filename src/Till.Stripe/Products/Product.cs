namespace Till.Stripe;

/// <summary>What is sold (<c>prod_…</c>); what it costs are its prices.</summary>
public sealed class Product : StripeEntity
{
    public bool Active { get; set; }

    public DateTimeOffset Created { get; set; }

    public string? Description { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public string Name { get; set => field = value ?? ""; } = "";

    public DateTimeOffset Updated { get; set; }
}

public sealed class ProductCreateOptions : BaseOptions
{
    public string? Description { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    /// <summary>As buyers read it on Stripe's pages and invoices.</summary>
    public required string Name { get; set; }
}

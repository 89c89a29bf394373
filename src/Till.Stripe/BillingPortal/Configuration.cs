namespace Till.Stripe.BillingPortal;

/// <summary>What customers may do in the portal (<c>bpc_…</c>).</summary>
public sealed class Configuration : StripeEntity
{
    public bool Active { get; set; }

    public DateTimeOffset Created { get; set; }

    public bool IsDefault { get; set; }

    public bool Livemode { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];
}

/// <summary>For making one and for changing one.</summary>
public sealed class ConfigurationOptions : BaseOptions
{
    public string? DefaultReturnUrl { get; set; }

    public required ConfigurationFeaturesOptions Features { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }
}

public sealed class ConfigurationFeaturesOptions
{
    public FeatureOptions? InvoiceHistory { get; set; }

    public FeatureOptions? PaymentMethodUpdate { get; set; }

    public SubscriptionCancelOptions? SubscriptionCancel { get; set; }

    public SubscriptionUpdateOptions? SubscriptionUpdate { get; set; }
}

public sealed class FeatureOptions
{
    public required bool Enabled { get; set; }
}

public sealed class SubscriptionCancelOptions
{
    public required bool Enabled { get; set; }

    /// <summary><c>at_period_end</c> or <c>immediately</c>.</summary>
    public string? Mode { get; set; }
}

public sealed class SubscriptionUpdateOptions
{
    /// <summary>Of <c>price</c>, <c>quantity</c> and <c>promotion_code</c>.</summary>
    public IReadOnlyList<string>? DefaultAllowedUpdates { get; set; }

    public required bool Enabled { get; set; }

    /// <summary>Among which a customer may choose, at most ten.</summary>
    public IReadOnlyList<SubscriptionUpdateProductOptions>? Products { get; set; }

    /// <summary><c>always_invoice</c>, <c>create_prorations</c> or <c>none</c>.</summary>
    public string? ProrationBehavior { get; set; }
}

public sealed class SubscriptionUpdateProductOptions
{
    public required string Product { get; set; }

    public required IReadOnlyList<string> Prices { get; set; }
}

namespace Till.Stripe;

/// <summary>What one unit costs (<c>price_…</c>).</summary>
public sealed class Price : StripeEntity
{
    public bool Active { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public string? Nickname { get; set; }

    public Expandable<Product> Product { get; set; }

    /// <summary>Null for what is paid once.</summary>
    public PriceRecurring? Recurring { get; set; }

    /// <summary><c>one_time</c> or <c>recurring</c>.</summary>
    public string? Type { get; set; }

    /// <summary>In minor units; null where the price has fractions of one.</summary>
    public long? UnitAmount { get; set; }
}

/// <summary>How often it is paid: every <see cref="IntervalCount"/> intervals.</summary>
public sealed class PriceRecurring
{
    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</summary>
    public string Interval { get; set => field = value ?? ""; } = "";

    public int IntervalCount { get; set; }

    public string? UsageType { get; set; }
}

public sealed class PriceCreateOptions : BaseOptions
{
    /// <summary>Lower-case ISO code.</summary>
    public required string Currency { get; set; }

    public Dictionary<string, string>? Metadata { get; set; }

    public string? Nickname { get; set; }

    public string? Product { get; set; }

    public PriceRecurringOptions? Recurring { get; set; }

    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public long? UnitAmount { get; set; }
}

public sealed class PriceRecurringOptions
{
    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</summary>
    public required string Interval { get; set; }

    public int? IntervalCount { get; set; }
}

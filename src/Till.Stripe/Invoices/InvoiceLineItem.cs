namespace Till.Stripe;

/// <summary>One line of an invoice (<c>il_…</c>). Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed class InvoiceLineItem : StripeEntity
{
    /// <summary>Negative for what is given back of a period that was not used.</summary>
    public long Amount { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public string? Description { get; set; }

    public InvoiceLinePeriod Period { get; set => field = value ?? new(); } = new();

    public long? Quantity { get; set; }
}

/// <summary>What a line is for.</summary>
public sealed class InvoiceLinePeriod
{
    public DateTimeOffset End { get; set; }

    public DateTimeOffset Start { get; set; }
}

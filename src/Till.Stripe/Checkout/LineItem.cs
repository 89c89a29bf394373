namespace Till.Stripe.Checkout;

/// <summary>One line of a session (<c>li_…</c>). Amounts in minor units of <see cref="Currency"/>.</summary>
public sealed class LineItem : StripeEntity
{
    public long AmountDiscount { get; set; }

    public long AmountSubtotal { get; set; }

    public long AmountTax { get; set; }

    public long AmountTotal { get; set; }

    public string Currency { get; set => field = value ?? ""; } = "";

    public string? Description { get; set; }

    public Dictionary<string, string> Metadata { get; set => field = value ?? []; } = [];

    public Price? Price { get; set; }

    public long? Quantity { get; set; }
}

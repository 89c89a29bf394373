namespace Till.Core.Pricing;

/// <summary>What a discount code gives.</summary>
public abstract record Discount
{
    private Discount()
    {
    }

    /// <param name="BasisPoints">Of the subtotal: 10 % is 1000. At most 10,000.</param>
    public sealed record Percent(int BasisPoints) : Discount;

    /// <summary>A fixed sum, and never more than the goods cost.</summary>
    public sealed record Amount(Money Value) : Discount;

    public sealed record FreeDelivery : Discount;

    /// <summary>What is taken off the goods' price, in the currency's steps and from nothing to all of it.</summary>
    public Money Off(Money subtotal)
    {
        var zero = Money.Zero(subtotal.Currency);
        var off = this switch
        {
            Percent percent => subtotal.Percent(percent.BasisPoints),
            Amount amount => amount.Value.ToStep(),
            _ => zero,
        };
        return off > subtotal ? subtotal : off < zero ? zero : off;
    }
}

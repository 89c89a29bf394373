namespace Till.Core.Pricing;

/// <param name="Total">Unit price times quantity, before discount.</param>
/// <param name="Discount">This line's share of the order's discount.</param>
/// <param name="Tax">This line's share of the tax on top of the price.</param>
/// <param name="TaxIncluded">This line's share of the tax that the price contains.</param>
public sealed record QuoteLine(Money Total, Money Discount, Money Tax, Money TaxIncluded)
{
    /// <summary>After discount; what the tax is reckoned on, or in.</summary>
    public Money Net => Total - Discount;
}

/// <summary>The tax of an order at one rate, delivery's among it.</summary>
/// <param name="Included">Whether the tax is contained in the prices, or on top of them.</param>
/// <param name="Base">What was taxed, without the tax.</param>
public sealed record TaxShare(string Name, int BasisPoints, bool Included, Money Base, Money Tax);

/// <summary>
/// What the goods cost with discount, delivery and tax. The bag shows it, the draft freezes it and Stripe is asked for it: the
/// only place where any of these is reckoned. <c>Total = Subtotal − Discount + Delivery + Tax</c>, to the minor unit.
/// </summary>
/// <param name="Lines">One for each line that was asked about, in their order.</param>
/// <param name="Delivery">Zero where it is free, where nothing goes by post, and where <paramref name="CannotDeliver"/>.</param>
/// <param name="Tax">On top of the prices.</param>
/// <param name="TaxIncluded">In the prices.</param>
/// <param name="Taxes">By rate, the highest first.</param>
/// <param name="MoreForFreeDelivery">What to spend for delivery to cost nothing; null where it does already, or never will.</param>
/// <param name="CannotDeliver">Something goes by post, and the shop has no delivery rule for where to.</param>
public sealed record Quote(
    IReadOnlyList<QuoteLine> Lines, Money Subtotal, Money Discount, Money Delivery, Money Tax, Money TaxIncluded, Money Total,
    IReadOnlyList<TaxShare> Taxes, Money? MoreForFreeDelivery, bool CannotDeliver)
{
    /// <param name="rule">Of the zone that the country lies in; null: the shop does not deliver there.</param>
    /// <param name="country">Upper-case ISO 3166 code; null while it is not known.</param>
    /// <exception cref="ArgumentException">A line has a price or quantity that cannot be sold, or another currency.</exception>
    public static Quote Of(
        IReadOnlyList<PriceLine> lines, DeliveryRule? rule, Discount? discount, TaxRules tax, string? country, Currency currency)
    {
        if (lines.Any(line => line.Unit.Currency != currency || !PriceLine.CanPrice(line.Unit)
            || line.Quantity is < 1 or > PriceLine.MaxQuantity))
        {
            throw new ArgumentException("A line's price or quantity is outside what can be sold.", nameof(lines));
        }

        var totals = lines.Select(line => line.Unit * line.Quantity).ToList();
        var subtotal = Sum(totals, currency);
        var off = discount?.Off(subtotal) ?? Money.Zero(currency);
        var discounts = lines.Count == 0 ? [] : Allocation.Spread(off, [.. totals.Select(total => total.Minor)]);
        var nets = totals.Zip(discounts, (total, share) => total - share).ToList();

        var byPost = lines.Any(line => line.Delivered);
        var delivered = Sum(nets.Where((_, at) => lines[at].Delivered), currency);
        var delivery = byPost && rule is not null && discount is not Pricing.Discount.FreeDelivery
            ? rule.Price(subtotal, delivered)
            : Money.Zero(currency);

        var taxes = Taxation.Of(lines, nets, delivery, tax, country, currency);
        var onTop = tax.PricesIncludeTax ? Money.Zero(currency) : taxes.Sum;
        return new Quote(
            [.. lines.Select((_, at) => Line(totals[at], discounts[at], taxes.Lines[at], tax.PricesIncludeTax))],
            subtotal,
            off,
            delivery,
            onTop,
            taxes.Sum - onTop,
            subtotal - off + delivery + onTop,
            taxes.Shares,
            delivery.IsZero ? null : rule?.FreeFrom - subtotal,
            CannotDeliver: byPost && rule is null);
    }

    private static QuoteLine Line(Money total, Money discount, Money tax, bool included)
    {
        var none = Money.Zero(total.Currency);
        return new QuoteLine(total, discount, included ? none : tax, included ? tax : none);
    }

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Money.Zero(currency), (sum, amount) => sum + amount);
}

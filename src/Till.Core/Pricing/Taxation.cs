namespace Till.Core.Pricing;

/// <summary>
/// Tax is rounded once for each rate, over all that is taxed at it, and then spread over the lines: so the receipt's tax is the
/// rate's share of the receipt's base, and the lines add up to it. Delivery is taxed at the highest rate among the lines that go
/// by post: the simple one of the two rules that tax offices know, and never too little.
/// </summary>
internal sealed record Taxation(IReadOnlyList<Money> Lines, IReadOnlyList<TaxShare> Shares, Money Sum)
{
    /// <param name="nets">The lines' prices after discount.</param>
    public static Taxation Of(
        IReadOnlyList<PriceLine> lines, IReadOnlyList<Money> nets, Money delivery, TaxRules rules, string? country, Currency currency)
    {
        var rates = lines.Select(line => rules.Find(country, line.TaxClass)).ToList();
        var deliveryRate = rates.Where((rate, at) => rate is not null && lines[at].Delivered).MaxBy(rate => rate!.BasisPoints);
        var taxes = lines.Select(_ => Money.Zero(currency)).ToArray();
        var shares = new List<TaxShare>();
        // Two classes at the same rate of the same name are one line of the receipt.
        foreach (var group in rates.Index().Where(one => one.Item is not null).GroupBy(one => (one.Item!.Name, one.Item.BasisPoints)))
        {
            var members = group.Select(one => one.Index).ToList();
            var ownDelivery = deliveryRate is not null && group.Key == (deliveryRate.Name, deliveryRate.BasisPoints)
                ? delivery
                : Money.Zero(currency);
            var amount = members.Aggregate(ownDelivery, (sum, at) => sum + nets[at]);
            var tax = rules.PricesIncludeTax ? amount.PercentWithin(group.Key.BasisPoints) : amount.Percent(group.Key.BasisPoints);
            // What is left over of the spreading is delivery's own share, which belongs to no line.
            var spread = Allocation.Spread(tax, [.. members.Select(at => nets[at].Minor), ownDelivery.Minor]);
            foreach (var (at, share) in members.Zip(spread))
            {
                taxes[at] = share;
            }

            var taxed = rules.PricesIncludeTax ? amount - tax : amount;
            shares.Add(new TaxShare(group.Key.Name, group.Key.BasisPoints, rules.PricesIncludeTax, taxed, tax));
        }

        shares = [.. shares.OrderByDescending(share => share.BasisPoints).ThenBy(share => share.Name, StringComparer.Ordinal)];
        return new Taxation(taxes, shares, shares.Aggregate(Money.Zero(currency), (sum, share) => sum + share.Tax));
    }
}

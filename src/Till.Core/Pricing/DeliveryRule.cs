namespace Till.Core.Pricing;

/// <summary>What delivery costs in a zone.</summary>
/// <param name="Flat">For every order that goes by post.</param>
/// <param name="BasisPoints">Beside it, of the delivered goods' price after discount: 10 % is 1000.</param>
/// <param name="FreeFrom">From this subtotal on nothing is asked; null: never.</param>
public sealed record DeliveryRule(Money Flat, int BasisPoints, Money? FreeFrom)
{
    /// <param name="subtotal">
    /// All lines before discount. The threshold looks at this, so that a discount code never costs the buyer the free delivery
    /// that they were promised.
    /// </param>
    /// <param name="delivered">What goes by post, after discount.</param>
    public Money Price(Money subtotal, Money delivered) =>
        subtotal >= FreeFrom ? Money.Zero(subtotal.Currency) : Flat.ToStep() + delivered.Percent(BasisPoints);
}

/// <summary>Countries that the shop delivers to by one rule.</summary>
/// <param name="Countries">Upper-case ISO 3166 codes; <see cref="Everywhere"/> is each that no zone names.</param>
public sealed record DeliveryZone(string Name, IReadOnlyList<string> Countries, DeliveryRule Rule)
{
    public const string Everywhere = "*";

    /// <summary>The zone of a country, or null: the shop does not deliver there.</summary>
    /// <param name="zones">In the owner's order: of two that name a country the first counts.</param>
    /// <param name="country">Null while it is not known: then the zone of everywhere, or the first, serves for an estimate.</param>
    public static DeliveryZone? Find(IReadOnlyList<DeliveryZone> zones, string? country) =>
        zones.FirstOrDefault(zone => country is not null && zone.Countries.Contains(country))
        ?? zones.FirstOrDefault(zone => zone.Countries.Contains(Everywhere))
        ?? (country is null && zones.Count > 0 ? zones[0] : null);
}

using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>By what the shop reckons delivery and tax.</summary>
/// <param name="Zones">In the owner's order.</param>
internal sealed record PriceRules(IReadOnlyList<DeliveryZone> Zones, TaxRules Tax)
{
    /// <summary>In two queries.</summary>
    public static async Task<PriceRules> ReadAsync(DbConnection db, ShopSettings settings)
    {
        var zones = (await db.QueryAsync<ZoneRow>(
            "SELECT name, countries, flat_minor, basis_points, free_from_minor FROM delivery_zones ORDER BY position, name")).AsList();
        var rates = await db.QueryAsync<TaxRate>("SELECT country, class, name, basis_points FROM tax_rates ORDER BY country, class");
        return new PriceRules(
            zones.Count == 0 ? [Everywhere(settings.Pricing)] : [.. zones.Select(zone => zone.Zone(settings.Currency))],
            new TaxRules([.. rates], settings.Pricing.PricesIncludeTax));
    }

    /// <summary>Null: the shop does not deliver there.</summary>
    /// <param name="country">Null while it is not known.</param>
    public DeliveryZone? ZoneOf(string? country) => DeliveryZone.Find(Zones, country);

    /// <summary>Where the owner has made no zone.</summary>
    private static DeliveryZone Everywhere(PricingSettings settings) => new(
        "Everywhere", [DeliveryZone.Everywhere],
        new DeliveryRule(Money.Zero(settings.DeliveryFreeFrom.Currency), settings.DeliveryBasisPoints, settings.DeliveryFreeFrom));

    private sealed record ZoneRow(string Name, string Countries, long FlatMinor, int BasisPoints, long? FreeFromMinor)
    {
        public DeliveryZone Zone(Currency currency) => new(
            Name,
            Countries.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            new DeliveryRule(new Money(FlatMinor, currency), BasisPoints, FreeFromMinor is { } minor ? new Money(minor, currency) : null));
    }
}

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
        var rates = await db.QueryAsync<TaxRate>("SELECT country, class, name, basis_points FROM tax_rates ORDER BY country, class");
        return new PriceRules(
            await ZonesAsync(db, settings),
            new TaxRules([.. rates], settings.Pricing.PricesIncludeTax));
    }

    /// <summary>The zones alone, in one query; that of everywhere where the owner has made none.</summary>
    public static async Task<IReadOnlyList<DeliveryZone>> ZonesAsync(DbConnection db, ShopSettings settings) =>
        await DeliveryZones.ListAsync(db) is { Count: > 0 } rows
            ? [.. rows.Select(row => row.Zone(settings.Currency))]
            : [Everywhere(settings.Pricing)];

    /// <summary>Null: the shop does not deliver there.</summary>
    /// <param name="country">Null while it is not known.</param>
    public DeliveryZone? ZoneOf(string? country) => DeliveryZone.Find(Zones, country);

    private static DeliveryZone Everywhere(PricingSettings settings) => new(
        "Everywhere", [DeliveryZone.Everywhere],
        new DeliveryRule(Money.Zero(settings.DeliveryFreeFrom.Currency), settings.DeliveryBasisPoints, settings.DeliveryFreeFrom));
}

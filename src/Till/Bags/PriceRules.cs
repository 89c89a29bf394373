using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Core.Pricing;

namespace Till.Bags;

/// <summary>By what the shop reckons delivery and tax.</summary>
/// <param name="Zones">In the owner's order.</param>
internal sealed record PriceRules(IReadOnlyList<DeliveryZone> Zones, TaxRules Tax)
{
    internal const string Queries = $"SELECT country, class, name, basis_points FROM tax_rates ORDER BY country, class; {DeliveryZones.Query}";

    /// <summary>In one round trip.</summary>
    public static async Task<PriceRules> ReadAsync(DbConnection db, ShopSettings settings)
    {
        await using var rows = await db.QueryMultipleAsync(Queries);
        return await ReadAsync(rows, settings);
    }

    internal static async Task<PriceRules> ReadAsync(SqlMapper.GridReader rows, ShopSettings settings)
    {
        var rates = await rows.ReadAsync<TaxRate>();
        return new PriceRules(ZonesOf((await rows.ReadAsync<ZoneRow>()).AsList(), settings), new TaxRules([.. rates], settings.Pricing.PricesIncludeTax));
    }

    /// <summary>The zones alone, in one query.</summary>
    public static async Task<IReadOnlyList<DeliveryZone>> ZonesAsync(DbConnection db, ShopSettings settings) =>
        ZonesOf(await DeliveryZones.ListAsync(db), settings);

    /// <summary>That of everywhere where the owner has made none.</summary>
    internal static IReadOnlyList<DeliveryZone> ZonesOf(IReadOnlyList<ZoneRow> rows, ShopSettings settings) => rows.Count > 0
        ? [.. rows.Select(row => row.Zone(settings.Currency))]
        : [Everywhere(settings.Pricing)];

    /// <summary>Null: the shop does not deliver there.</summary>
    /// <param name="country">Null while it is not known.</param>
    public DeliveryZone? ZoneOf(string? country) => DeliveryZone.Find(Zones, country);

    internal static DeliveryZone Everywhere(PricingSettings settings) => new(
        "Everywhere", [DeliveryZone.Everywhere],
        new DeliveryRule(Money.Zero(settings.DeliveryFreeFrom.Currency), settings.DeliveryBasisPoints, settings.DeliveryFreeFrom));
}

using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Bags;

/// <param name="Countries">ISO codes parted by spaces; * is everywhere else.</param>
/// <param name="FreeFromMinor">Null: never.</param>
internal sealed record ZoneRow(string Name, string Countries, long FlatMinor, int BasisPoints, long? FreeFromMinor, int Position)
{
    public DeliveryZone Zone(Currency currency) => new(
        Name,
        Countries.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        new DeliveryRule(new Money(FlatMinor, currency), BasisPoints, FreeFromMinor is { } minor ? new Money(minor, currency) : null));
}

/// <summary>What the owner does with delivery zones.</summary>
internal sealed class DeliveryZones(Database database, ShopSettings settings, CatalogueCache pages, TimeProvider time, Chance chance)
{
    public const int MaxName = 60;

    internal const string Query =
        "SELECT name, countries, flat_minor, basis_points, free_from_minor, position FROM delivery_zones ORDER BY position, name";

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Done : Outcome;

        public sealed record NotFound : Outcome;

        /// <summary>Another zone has this country already.</summary>
        public sealed record Taken(string Country, string Zone) : Outcome;
    }

    /// <summary>In the order in which they are looked through.</summary>
    public static async Task<IReadOnlyList<ZoneRow>> ListAsync(DbConnection db) => [.. await db.QueryAsync<ZoneRow>(Query)];

    public Task<IReadOnlyList<ZoneRow>> ListAsync(CancellationToken cancel) => database.ReadAsync(ListAsync, cancel);

    /// <summary>Makes the zone of this name, or makes it anew; its place among the others stays.</summary>
    public async Task<Outcome> SetAsync(
        string name, IReadOnlyList<string> countries, Money flat, int basisPoints, Money? freeFrom, CancellationToken cancel)
    {
        if (flat.Currency != settings.Currency || (freeFrom ?? flat).Currency != settings.Currency)
        {
            throw new ArgumentException("Delivery is paid in the shop's currency.", nameof(flat));
        }

        var outcome = await database.WriteAsync(
            async transaction =>
            {
                var zones = await ListAsync(transaction.Db);
                var taken = zones.Where(zone => zone.Name != name)
                    .SelectMany(zone => zone.Countries.Split(' ').Select(country => (country, zone.Name)))
                    .FirstOrDefault(one => countries.Contains(one.country));
                if (taken.country is not null)
                {
                    return (Outcome)new Outcome.Taken(taken.country, taken.Name);
                }

                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO delivery_zones (id, name, countries, flat_minor, basis_points, free_from_minor, position)
                    VALUES (@id, @name, @all, @Minor, @basisPoints, @free, @position)
                    ON CONFLICT (name) DO UPDATE
                    SET countries = excluded.countries, flat_minor = excluded.flat_minor, basis_points = excluded.basis_points,
                        free_from_minor = excluded.free_from_minor
                    """,
                    new
                    {
                        id = chance.NewId(time.Now()), name, all = string.Join(' ', countries), flat.Minor, basisPoints,
                        free = freeFrom?.Minor, position = zones.Count == 0 ? 1 : zones.Max(zone => zone.Position) + 1,
                    });
                return new Outcome.Done();
            },
            cancel);
        await pages.InvalidateAsync(cancel); // product pages say what delivery costs
        return outcome;
    }

    public async Task<Outcome> RemoveAsync(string name, CancellationToken cancel)
    {
        var removed = await database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync("DELETE FROM delivery_zones WHERE name = @name", new { name }), cancel);
        await pages.InvalidateAsync(cancel);
        return removed > 0 ? new Outcome.Done() : new Outcome.NotFound();
    }
}

using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Bags;

/// <param name="Countries">ISO codes parted by spaces; * is everywhere else.</param>
/// <param name="FreeFromMinor">Null: never.</param>
internal sealed record ZoneRow(Guid Id, string Name, string Countries, long FlatMinor, int BasisPoints, long? FreeFromMinor, int Position, int Version)
{
    public IReadOnlyList<string> Codes => Countries.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public DeliveryZone Zone(Currency currency) => new(
        Name,
        Codes,
        new DeliveryRule(new Money(FlatMinor, currency), BasisPoints, FreeFromMinor is { } minor ? new Money(minor, currency) : null));
}

/// <summary>What the owner does with delivery zones.</summary>
internal sealed class DeliveryZones(Database database, ShopSettings settings, CatalogueCache pages, TimeProvider time, Chance chance)
{
    public const int MaxName = 60;

    internal const string Query =
        "SELECT id, name, countries, flat_minor, basis_points, free_from_minor, position, version FROM delivery_zones ORDER BY position, name";

    public static string SubjectOf(Guid id) => $"zone:{id}";

    /// <summary>In the order in which they are looked through.</summary>
    public static async Task<IReadOnlyList<ZoneRow>> ListAsync(DbConnection db) => [.. await db.QueryAsync<ZoneRow>(Query)];

    public Task<IReadOnlyList<ZoneRow>> ListAsync(CancellationToken cancel) => database.ReadAsync(ListAsync, cancel);

    /// <summary>Makes the zone of this name, or makes it anew; its place among the others stays.</summary>
    public async Task<Edit> SetAsync(DeliveryZone zone, Actor by, CancellationToken cancel)
    {
        var known = (await ListAsync(cancel)).FirstOrDefault(one => one.Name == zone.Name);
        return await SaveAsync(known?.Id, known?.Version, zone, by, cancel);
    }

    /// <param name="id">Null: a new one.</param>
    /// <param name="version">That the form was shown with.</param>
    /// <param name="zone">As it is to be.</param>
    public async Task<Edit> SaveAsync(Guid? id, int? version, DeliveryZone zone, Actor by, CancellationToken cancel)
    {
        if (zone.Rule.Flat.Currency != settings.Currency || (zone.Rule.FreeFrom ?? zone.Rule.Flat).Currency != settings.Currency)
        {
            throw new ArgumentException("Delivery is paid in the shop's currency.", nameof(zone));
        }

        return await ShowAsync(
            await database.WriteAsync(
                async transaction =>
                {
                    var (zones, now) = (await LockAsync(transaction), time.Now());
                    var before = zones.FirstOrDefault(one => one.Id == id);
                    if (id is not null && before is null)
                    {
                        return new Edit.NotFound();
                    }

                    if (before is not null && before.Version != version)
                    {
                        return await OwnerDesk.StaleAsync(transaction, SubjectOf(before.Id), now);
                    }

                    return Refuse(zones, id, zone) ?? await WriteAsync(transaction, zones, before, zone, by, now);
                },
                cancel),
            cancel);
    }

    /// <returns>False if there is none of that name.</returns>
    public async Task<bool> RemoveAsync(string name, Actor by, CancellationToken cancel) =>
        (await ListAsync(cancel)).FirstOrDefault(one => one.Name == name) is { } zone && await RemoveAsync(zone.Id, by, cancel) is Edit.Done;

    public async Task<Edit> RemoveAsync(Guid id, Actor by, CancellationToken cancel) => await ShowAsync(
        await database.WriteAsync(
            async transaction =>
            {
                if ((await LockAsync(transaction)).FirstOrDefault(one => one.Id == id) is not { } zone)
                {
                    return (Edit)new Edit.NotFound();
                }

                await transaction.Db.ExecuteAsync("DELETE FROM delivery_zones WHERE id = @id", new { id });
                var what = new Differences(zone.Name);
                what.Note($"{zone.Countries}: {Describe(zone.Zone(settings.Currency).Rule)}");
                await Audit.AddAsync(transaction, chance, by, Audit.ZoneRemoved, SubjectOf(id), what.ToString(), time.Now());
                return new Edit.Done(id);
            },
            cancel),
        cancel);

    public static string Describe(DeliveryRule rule) => Describe(rule.Flat, rule.BasisPoints, rule.FreeFrom);

    /// <summary>Such as "$4.90 and 5 % of the goods, free from $50.00".</summary>
    public static string Describe(Money flat, int points, Money? freeFrom)
    {
        var parts = new List<string>();
        if (!flat.IsZero)
        {
            parts.Add(flat.ToString());
        }

        if (points > 0)
        {
            parts.Add($"{BasisPoints.ToText(points)} of the goods");
        }

        var price = parts.Count == 0 ? "free" : string.Join(" and ", parts);
        return freeFrom is { } money && parts.Count > 0 ? $"{price}, free from {money}" : price;
    }

    /// <summary>Why a zone cannot be so among the others; null if it can.</summary>
    public static Edit.Refused? Refuse(IReadOnlyList<ZoneRow> zones, Guid? id, DeliveryZone zone)
    {
        var others = zones.Where(other => other.Id != id).ToList();
        var taken = others.SelectMany(other => other.Codes.Select(country => (country, other.Name))).FirstOrDefault(one => zone.Countries.Contains(one.country));
        return others.Any(other => other.Name == zone.Name) ? new Edit.Refused("Name", $"There is a zone {zone.Name} already.")
            : taken.country is null ? null
            : new Edit.Refused("Countries", $"{taken.country} is in the zone {taken.Name} already. Take it out there first: a country lies in one zone.");
    }

    private async Task<Edit> WriteAsync(
        Transaction transaction, IReadOnlyList<ZoneRow> zones, ZoneRow? before, DeliveryZone zone, Actor by, DateTimeOffset now)
    {
        var id = before?.Id ?? chance.NewId(now);
        var what = new Differences(zone.Name);
        what.Compare("Name", before?.Name ?? "", zone.Name);
        what.Compare("Countries", before?.Countries ?? "", string.Join(' ', zone.Countries));
        what.Compare("Delivery", before is null ? "" : Describe(before.Zone(settings.Currency).Rule), Describe(zone.Rule));
        if (!what.Any)
        {
            return new Edit.Done(id);
        }

        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO delivery_zones (id, name, countries, flat_minor, basis_points, free_from_minor, position)
            VALUES (@id, @Name, @all, @Minor, @BasisPoints, @free, @position)
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, countries = excluded.countries, flat_minor = excluded.flat_minor, basis_points = excluded.basis_points,
                free_from_minor = excluded.free_from_minor, version = delivery_zones.version + 1
            """,
            new
            {
                id, zone.Name, all = string.Join(' ', zone.Countries), zone.Rule.Flat.Minor, zone.Rule.BasisPoints, free = zone.Rule.FreeFrom?.Minor,
                position = zones.Count == 0 ? 1 : zones.Max(one => one.Position) + 1,
            });
        await Audit.AddAsync(transaction, chance, by, before is null ? Audit.ZoneAdded : Audit.ZoneChanged, SubjectOf(id), what.ToString(), now);
        return new Edit.Done(id);
    }

    /// <summary>All of them, and nobody else changes any until the end of the transaction: a country lies in one zone.</summary>
    private static async Task<IReadOnlyList<ZoneRow>> LockAsync(Transaction transaction)
    {
        if (transaction.Engine == Engine.Postgres)
        {
            await transaction.Db.ExecuteAsync("LOCK TABLE delivery_zones IN SHARE ROW EXCLUSIVE MODE");
        }

        return await ListAsync(transaction.Db);
    }

    private async Task<Edit> ShowAsync(Edit outcome, CancellationToken cancel)
    {
        if (outcome is Edit.Done)
        {
            await pages.InvalidateAsync(cancel); // product pages say what delivery costs
        }

        return outcome;
    }
}

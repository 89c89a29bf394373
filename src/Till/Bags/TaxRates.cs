using System.Data.Common;
using Dapper;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;

namespace Till.Bags;

internal sealed record TaxRow(Guid Id, string Country, string Class, string Name, int BasisPoints, int Version)
{
    public TaxRate Rate => new(Country, Class, Name, BasisPoints);
}

/// <summary>What the owner does with tax rates.</summary>
internal sealed class TaxRates(Database database, TimeProvider time, Chance chance)
{
    public const int MaxName = 40;

    public const int MaxClass = 40;

    private const string Rows = "SELECT id, country, class, name, basis_points, version FROM tax_rates";

    public static string SubjectOf(Guid id) => $"tax:{id}";

    /// <summary>Letters, digits and hyphens, or * for every other class.</summary>
    public static bool IsClass(string text) =>
        text == TaxRules.Any || (text.Length is > 0 and <= MaxClass && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));

    public async Task<IReadOnlyList<TaxRate>> ListAsync(CancellationToken cancel) => [.. (await database.ReadAsync(RowsAsync, cancel)).Select(row => row.Rate)];

    public static async Task<IReadOnlyList<TaxRow>> RowsAsync(DbConnection db) => [.. await db.QueryAsync<TaxRow>($"{Rows} ORDER BY country, class")];

    public static Task<TaxRow?> FindAsync(DbConnection db, Guid id) => db.QuerySingleOrDefaultAsync<TaxRow?>($"{Rows} WHERE id = @id", new { id });

    /// <summary>Makes the rate of this country and class, or changes it. Orders keep what they were taxed with.</summary>
    public async Task<Edit> SetAsync(TaxRate rate, Actor by, CancellationToken cancel)
    {
        var known = (await database.ReadAsync(RowsAsync, cancel)).FirstOrDefault(one => one.Country == rate.Country && one.Class == rate.Class);
        return await SaveAsync(known?.Id, known?.Version, rate, by, cancel);
    }

    /// <param name="id">Null: a new one.</param>
    /// <param name="version">That the form was shown with.</param>
    public Task<Edit> SaveAsync(Guid? id, int? version, TaxRate rate, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var (now, db) = (time.Now(), transaction.Db);
            var before = id is null ? null : await db.QuerySingleOrDefaultAsync<TaxRow?>($"{Rows} WHERE id = @id {transaction.ForUpdate}", new { id });
            if (id is not null && before is null)
            {
                return new Edit.NotFound();
            }

            if (before is not null && before.Version != version)
            {
                return await OwnerDesk.StaleAsync(transaction, SubjectOf(before.Id), now);
            }

            var what = Compare(before?.Rate, rate);
            if (!what.Any)
            {
                return new Edit.Done(id!.Value);
            }

            var key = id ?? chance.NewId(now);
            if (await db.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM tax_rates WHERE country = @Country AND class = @Class AND id <> @key", new { rate.Country, rate.Class, key }) > 0)
            {
                return new Edit.Refused("Class", $"There is a rate of {rate.Country} for {rate.Class} already. Change that one.");
            }

            await db.ExecuteAsync(
                """
                INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES (@key, @Country, @Class, @Name, @BasisPoints)
                ON CONFLICT (id) DO UPDATE
                SET country = excluded.country, class = excluded.class, name = excluded.name, basis_points = excluded.basis_points,
                    version = tax_rates.version + 1
                """,
                new { key, rate.Country, rate.Class, rate.Name, rate.BasisPoints });
            await Audit.AddAsync(
                transaction, chance, by, before is null ? Audit.TaxRateAdded : Audit.TaxRateChanged, SubjectOf(key), what.ToString(), now);
            return (Edit)new Edit.Done(key);
        },
        cancel);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string country, string taxClass, Actor by, CancellationToken cancel) =>
        (await database.ReadAsync(RowsAsync, cancel)).FirstOrDefault(one => one.Country == country && one.Class == taxClass) is { } row
        && await RemoveAsync(row.Id, by, cancel) is Edit.Done;

    public Task<Edit> RemoveAsync(Guid id, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            if (await FindAsync(transaction.Db, id) is not { } row || await transaction.Db.ExecuteAsync("DELETE FROM tax_rates WHERE id = @id", new { id }) == 0)
            {
                return (Edit)new Edit.NotFound();
            }

            await Audit.AddAsync(transaction, chance, by, Audit.TaxRateRemoved, SubjectOf(id), Describe(row.Rate), time.Now());
            return new Edit.Done(id);
        },
        cancel);

    public static string Describe(TaxRate rate) => $"{rate.Country} {rate.Class}: {rate.Name} {BasisPoints.ToText(rate.BasisPoints)}";

    private static Differences Compare(TaxRate? before, TaxRate after)
    {
        var what = new Differences($"{after.Country} {after.Class}");
        what.Compare("Country", before?.Country ?? "", after.Country);
        what.Compare("Class", before?.Class ?? "", after.Class);
        what.Compare("Name", before?.Name ?? "", after.Name);
        what.Compare("Rate", before is null ? "" : BasisPoints.ToText(before.BasisPoints), BasisPoints.ToText(after.BasisPoints));
        return what;
    }
}

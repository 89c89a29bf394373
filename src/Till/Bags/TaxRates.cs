using Dapper;
using Till.Core.Pricing;
using Till.Storage;

namespace Till.Bags;

/// <summary>What the owner does with tax rates.</summary>
internal sealed class TaxRates(Database database, TimeProvider time, Chance chance)
{
    public const int MaxName = 40;

    public async Task<IReadOnlyList<TaxRate>> ListAsync(CancellationToken cancel) =>
    [
        .. await database.ReadAsync(
            db => db.QueryAsync<TaxRate>("SELECT country, class, name, basis_points FROM tax_rates ORDER BY country, class"), cancel),
    ];

    /// <summary>Makes the rate of this country and class, or changes it. Orders keep what they were taxed with.</summary>
    public Task SetAsync(TaxRate rate, CancellationToken cancel) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            """
            INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES (@id, @Country, @Class, @Name, @BasisPoints)
            ON CONFLICT (country, class) DO UPDATE SET name = excluded.name, basis_points = excluded.basis_points
            """,
            new { id = chance.NewId(time.Now()), rate.Country, rate.Class, rate.Name, rate.BasisPoints }),
        cancel);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string country, string taxClass, CancellationToken cancel) => await database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "DELETE FROM tax_rates WHERE country = @country AND class = @taxClass", new { country, taxClass }),
        cancel) > 0;
}

using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>
/// Reads lists from tables that are written for them. Whoever changes the catalogue need not know: triggers note which products
/// have changed and when a price begins, and what is due is written anew before the next list is read.
/// </summary>
internal sealed class Listings(Database database, ShopSettings settings, TimeProvider time)
{
    /// <summary>Counts up when what is written for a product changes, so that a new version of the shop writes all of them anew.</summary>
    private const int Version = 2;

    private const string Setting = "listings";

    /// <summary>As many changes as one transaction takes in; other writers wait no longer than that.</summary>
    private const int AtOnce = 1000;

    private static readonly string[] Tables =
        ["search_postings", "search_stems", "search_words", "search_trigrams", "listing_counts", "listing_places", "listings"];

    /// <summary>As what they are known to be written.</summary>
    private volatile string? known;

    /// <summary>Runs <paramref name="work"/> on lists that are up to date.</summary>
    /// <returns>What it found, and when the next price begins: then a list may look different.</returns>
    public async Task<(T Found, DateTimeOffset? Until)> ReadAsync<T>(Func<DbConnection, DateTimeOffset, Task<T>> work, CancellationToken cancel)
    {
        await StartAsync(cancel);
        while (true)
        {
            var now = time.Now();
            var (found, next) = await database.ReadAsync(
                async db =>
                {
                    var next = await db.QuerySingleAsync<DateTimeOffset?>("SELECT MIN(due_at) FROM listing_due");
                    return next <= now ? (default, next) : (Found: (Result<T>?)new Result<T>(await work(db, now)), Next: next);
                },
                cancel);
            if (found is not null)
            {
                return (found.Value, next);
            }

            await WriteDueAsync(cancel);
        }
    }

    /// <summary>Takes in all that is due. Whoever adds many products calls it, so that no visitor has to wait for it.</summary>
    /// <returns>How many products were written.</returns>
    public async Task<int> WriteDueAsync(CancellationToken cancel)
    {
        await StartAsync(cancel);
        var written = 0;
        while (await database.WriteAsync(WriteSomeAsync, cancel) is > 0 and var some)
        {
            written += some;
        }

        if (written > AtOnce && database.Engine == Engine.Postgres)
        {
            // Until it has looked at tables that were filled a moment ago, PostgreSQL plans as if they were small.
            await database.WriteAsync(transaction => transaction.Db.ExecuteAsync("ANALYZE listings, listing_places, search_postings, search_stems, search_words, search_trigrams"), cancel);
        }

        return written;
    }

    private async Task<int> WriteSomeAsync(Transaction transaction)
    {
        var db = transaction.Db;
        var now = time.Now();
        await LockAsync(transaction);
        var ids = (await db.QueryAsync<Guid>(
            """
            DELETE FROM listing_due WHERE id IN (SELECT id FROM listing_due WHERE due_at <= @now ORDER BY due_at, id LIMIT @AtOnce)
            RETURNING product_id
            """,
            new { now, AtOnce })).Distinct().ToList();
        if (ids.Count > 0)
        {
            await new ListingWriter(transaction, settings.Currency, now).WriteAsync(ids);
        }

        return ids.Count;
    }

    /// <summary>Once in the life of a process, or of the shop's currency: prices are listed in one, and as this version lists them.</summary>
    private async Task StartAsync(CancellationToken cancel)
    {
        var wanted = $"{Version} {settings.Currency}";
        if (known == wanted || await Settings.FindAsync(database, Setting, cancel) == wanted)
        {
            known = wanted;
            return;
        }

        await database.WriteAsync(
            async transaction =>
            {
                await LockAsync(transaction);
                var db = transaction.Db;
                if (await db.QuerySingleOrDefaultAsync<string?>("SELECT value FROM settings WHERE name = @Setting", new { Setting }) == wanted)
                {
                    return;
                }

                foreach (var table in Tables)
                {
                    await db.ExecuteAsync($"DELETE FROM {table}");
                }

                await db.ExecuteAsync("INSERT INTO listing_due (product_id, due_at) SELECT id, created_at FROM products");
                await db.ExecuteAsync(
                    "INSERT INTO settings (name, value) VALUES (@Setting, @wanted) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    new { Setting, wanted });
            },
            cancel);
        known = wanted;
    }

    /// <summary>One at a time: two would count each other's products. SQLite has one writer anyway.</summary>
    private static Task LockAsync(Transaction transaction) => transaction.Engine == Engine.Postgres
        ? transaction.Db.ExecuteAsync("SELECT pg_advisory_xact_lock(29714)") // any number that nothing else of the shop locks
        : Task.CompletedTask;

    private sealed record Result<T>(T Value);
}

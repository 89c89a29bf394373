using System.Reflection;
using Dapper;

namespace Till.Storage;

/// <summary>Numbered SQL files per engine, each run once, in order, under a lock that all processes of the shop share.</summary>
internal static class Migrations
{
    /// <summary>Any number will do as long as no other program of the database uses it.</summary>
    private const long PostgresLock = 0x7411;

    /// <summary>Brings the schema up to date.</summary>
    /// <returns>How many migrations ran.</returns>
    /// <exception cref="NewerDatabaseException">The database was written by a newer version of Till.</exception>
    public static Task<int> RunAsync(Database database, TimeProvider time, CancellationToken cancel) =>
        database.WriteAsync(transaction => RunAsync(transaction, time, int.MaxValue), cancel);

    /// <summary>The same in a transaction under way.</summary>
    /// <param name="transaction">In which it is done.</param>
    /// <param name="time">Tells when.</param>
    /// <param name="last">Those that come after it are left.</param>
    public static async Task<int> RunAsync(Transaction transaction, TimeProvider time, int last)
    {
        var db = transaction.Db;
        if (transaction.Engine == Engine.Postgres)
        {
            await db.ExecuteAsync("SELECT pg_advisory_xact_lock(@PostgresLock)", new { PostgresLock });
        }

        await db.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number integer PRIMARY KEY,
                name   text NOT NULL,
                run_at text NOT NULL
            )
            """);
        var done = (await db.QueryAsync<int>("SELECT number FROM schema_migrations")).ToHashSet();
        var known = Read(transaction.Engine);
        if (done.Except(known.Select(one => one.Number)).Order().LastOrDefault() is > 0 and var newer)
        {
            throw new NewerDatabaseException(newer);
        }

        var fresh = known.Where(one => !done.Contains(one.Number) && one.Number <= last).ToList();
        foreach (var one in fresh)
        {
            await db.ExecuteAsync(one.Sql);
            await db.ExecuteAsync(
                "INSERT INTO schema_migrations (number, name, run_at) VALUES (@Number, @Name, @at)",
                new { one.Number, one.Name, at = time.GetUtcNow().ToString("O") });
        }

        return fresh.Count;
    }

    /// <summary>The newest that this version knows.</summary>
    public static int Newest(Engine engine) => Read(engine).Max(one => one.Number);

    /// <summary>How many migrations this version knows that the database has not seen.</summary>
    /// <exception cref="NewerDatabaseException">The database was written by a newer version of Till.</exception>
    public static async Task<int> PendingAsync(Database database, CancellationToken cancel)
    {
        var known = Read(database.Engine);
        var done = await database.ReadAsync(
            async db => await db.QuerySingleAsync<bool>(
                database.Engine == Engine.Postgres
                    ? "SELECT to_regclass('schema_migrations') IS NOT NULL"
                    : "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations')")
                ? (await db.QueryAsync<int>("SELECT number FROM schema_migrations")).ToHashSet()
                : [],
            cancel);
        return done.Except(known.Select(one => one.Number)).Order().LastOrDefault() is > 0 and var newer
            ? throw new NewerDatabaseException(newer)
            : known.Count(one => !done.Contains(one.Number));
    }

    private static List<Migration> Read(Engine engine)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"Till.Storage.Migrations.{engine}.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    var file = name[folder.Length..^".sql".Length];
                    return new Migration(int.Parse(file[..4]), file[5..], reader.ReadToEnd());
                }),
        ];
    }

    private sealed record Migration(int Number, string Name, string Sql);
}

/// <summary>The database has a migration that this version does not know.</summary>
internal sealed class NewerDatabaseException(int number) : Exception(
    $"The database was written by a newer version of Till (migration {number}). Start that version, or restore a backup made by this one.");

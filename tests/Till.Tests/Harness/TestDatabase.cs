using Dapper;
using Till.Storage;

namespace Till.Tests.Harness;

/// <summary>An empty, migrated database of one test's own, with a data folder beside it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> MigratedSqlite = new(async () =>
    {
        var options = new StorageOptions(NewFolder(), null);
        await MigrateAsync(options);
        return Path.Combine(options.DataFolder, "till.db");
    });

    private static readonly Lazy<Task<string>> MigratedPostgres = new(async () =>
    {
        var connection = await PostgresServer.CreateDatabaseAsync();
        await MigrateAsync(new StorageOptions("", connection));
        return connection;
    });

    private TestDatabase(Database database, Signals signals, StorageOptions options) =>
        (Database, Signals, Options) = (database, signals, options);

    public Database Database { get; }

    public Signals Signals { get; }

    public StorageOptions Options { get; }

    public static async Task<TestDatabase> CreateAsync(string engine, bool migrate = true)
    {
        var options = migrate ? await OptionsAsync(engine) : new StorageOptions(NewFolder(), engine == nameof(Engine.Postgres) ? await PostgresServer.CreateDatabaseAsync() : null);
        var signals = new Signals();
        return new TestDatabase(Database.Open(options, signals, TimeProvider.System), signals, options);
    }

    /// <summary>A database that is migrated already: a copy of one that was when the first test asked, which is many times as quick.</summary>
    public static async Task<StorageOptions> OptionsAsync(string engine)
    {
        var folder = NewFolder();
        if (engine == nameof(Engine.Postgres))
        {
            return new StorageOptions(folder, await PostgresServer.CopyDatabaseAsync(await MigratedPostgres.Value));
        }

        File.Copy(await MigratedSqlite.Value, Path.Combine(folder, "till.db"));
        return new StorageOptions(folder, null);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Signals.Dispose();
        Directory.Delete(Options.DataFolder, recursive: true);
    }

    private static string NewFolder() => Directory.CreateTempSubdirectory("till-test-").FullName;

    private static async Task MigrateAsync(StorageOptions options)
    {
        using var signals = new Signals();
        await using var database = Database.Open(options, signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, CancellationToken.None);
        if (database.Engine == Engine.Sqlite)
        {
            // All of it into the one file that is copied.
            await using var db = await database.OpenAsync(CancellationToken.None);
            await db.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}

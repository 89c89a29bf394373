using Till.Storage;

namespace Till.Tests.Harness;

/// <summary>An empty, migrated database of one test's own, with a data folder beside it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(Database database, Signals signals, StorageOptions options) =>
        (Database, Signals, Options) = (database, signals, options);

    public Database Database { get; }

    public Signals Signals { get; }

    public StorageOptions Options { get; }

    public static async Task<TestDatabase> CreateAsync(string engine, bool migrate = true)
    {
        var options = await OptionsAsync(engine);
        var signals = new Signals();
        var database = Database.Open(options, signals, TimeProvider.System);
        if (migrate)
        {
            await Migrations.RunAsync(database, TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return new TestDatabase(database, signals, options);
    }

    public static async Task<StorageOptions> OptionsAsync(string engine) => new(
        Directory.CreateTempSubdirectory("till-test-").FullName,
        engine == nameof(Engine.Postgres) ? await PostgresServer.CreateDatabaseAsync() : null);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Signals.Dispose();
        Directory.Delete(Options.DataFolder, recursive: true);
    }
}

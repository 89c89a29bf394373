using Dapper;
using Npgsql;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>Where histories are played: a migrated database with a small catalogue, of which each history gets a copy of its own.</summary>
internal sealed class Grounds : IAsyncDisposable
{
    /// <summary>Before every history.</summary>
    private static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string folder;
    private readonly NpgsqlConnectionStringBuilder? postgres;
    private readonly Chance chance;
    private int copies;

    private Grounds(string folder, NpgsqlConnectionStringBuilder? postgres)
    {
        (this.folder, this.postgres) = (folder, postgres);
        // The same ids for every rehearsal, since much is done in their order.
        var random = new Random(1);
        chance = new Chance(bytes => random.NextBytes(bytes));
    }

    public bool IsPostgres => postgres is not null;

    public IReadOnlyList<Thing> Things { get; private set; } = [];

    /// <summary>The plan that can be joined, by month or by year.</summary>
    public Guid Plan { get; private set; }

    /// <param name="connection">A server of PostgreSQL on which databases may be made; null: SQLite.</param>
    public static async Task<Grounds> OpenAsync(string? connection)
    {
        // A folder in memory where there is one: what these histories leave behind is nobody's.
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var own = Path.Combine(parent, $"till-rehearsal-{Environment.ProcessId}-{Chance.Secure.NewKey()}");
        Directory.CreateDirectory(own);
        var grounds = new Grounds(own, connection is null ? null : new NpgsqlConnectionStringBuilder(connection) { Pooling = false });
        try
        {
            await grounds.PrepareAsync();
            return grounds;
        }
        catch
        {
            Directory.Delete(own, recursive: true);
            throw;
        }
    }

    /// <summary>A shop of one history's own.</summary>
    public async Task<StorageOptions> CopyAsync()
    {
        var copy = Interlocked.Increment(ref copies);
        var own = Path.Combine(folder, $"{copy}");
        Directory.CreateDirectory(own);
        if (postgres is null)
        {
            File.Copy(Path.Combine(folder, "template", "till.db"), Path.Combine(own, "till.db"));
            return new StorageOptions(own, null);
        }

        await OnServerAsync($"CREATE DATABASE {NameOf(copy)} TEMPLATE {NameOf(0)}");
        return new StorageOptions(own, ConnectionTo(NameOf(copy)));
    }

    public async Task RemoveAsync(StorageOptions copy)
    {
        Directory.Delete(copy.DataFolder, recursive: true);
        if (copy.ConnectionString is { } connection)
        {
            await OnServerAsync($"DROP DATABASE {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (postgres is not null)
        {
            await OnServerAsync($"DROP DATABASE IF EXISTS {NameOf(0)} WITH (FORCE)");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string NameOf(int copy) => $"rehearsal_{Environment.ProcessId}_{copy}";

    private string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder(postgres!.ConnectionString) { Database = database, Pooling = true, MaxPoolSize = 4 }.ConnectionString;

    private async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres!.ConnectionString);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task PrepareAsync()
    {
        var own = Path.Combine(folder, "template");
        Directory.CreateDirectory(own);
        if (postgres is not null)
        {
            await OnServerAsync($"CREATE DATABASE {NameOf(0)}");
        }

        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(own, postgres is null ? null : ConnectionTo(NameOf(0))), signals, TimeProvider.System);
        await Migrations.RunAsync(database, TimeProvider.System, CancellationToken.None);
        Things =
        [
            await AddAsync(database, "album", "Night Trains", 999, null),
            await AddAsync(database, "album", "Owls at Noon", 1999, null),
            await AddAsync(database, "good", "Tea Towel", 1699, 40),
            await AddAsync(database, "good", "Lamp", 4500, 3),
            await AddAsync(database, "good", "The Last Vase", 8900, 1),
        ];
        Plan = await AddPlanAsync(database);
        await AddCodeAsync(database, "TENTH", 1000, null);
        await AddCodeAsync(database, "TWICE", 2500, 2);
        if (database.Engine == Engine.Sqlite)
        {
            await using var db = await database.OpenAsync(CancellationToken.None);
            await db.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private async Task<Thing> AddAsync(Database database, string kind, string title, long priceMinor, int? stock)
    {
        var (product, variant) = (chance.NewId(Before), chance.NewId(Before));
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, year, published, created_at, updated_at)
                    VALUES (@product, @kind, @slug, @title, 'The Owls', 2026, @published, @Before, @Before)
                    """,
                    new { product, kind, slug = $"{kind}-{product:N}", title, published = true, Before });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, position, stock) VALUES (@variant, @product, @sku, 1, @stock)",
                    new { variant, product, sku = $"SKU-{variant:N}", stock });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, 'usd', @priceMinor, @Before)",
                    new { id = chance.NewId(Before), variant, priceMinor, Before });
            },
            CancellationToken.None);
        return new Thing(variant, kind, title, stock);
    }

    private async Task<Guid> AddPlanAsync(Database database)
    {
        var (product, variant) = (chance.NewId(Before), chance.NewId(Before));
        var prices = new[] { ("month", 1500L), ("year", 15_000L) }.Select(one => new { id = chance.NewId(Before), variant, minor = one.Item2, interval = one.Item1, Before }).ToList();
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
                    VALUES (@product, 'membership', 'friend', 'Friend', 'The Club', @published, @Before, @Before)
                    """,
                    new { product, published = true, Before });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, position) VALUES (@variant, @product, 'FRIEND', 1)", new { variant, product });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO plans (product_id, position, trial_days, badge, benefits) VALUES (@product, 1, 14, 'Friend', 'Early tickets')", new { product });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@id, @variant, 'usd', @minor, @interval, @Before)", prices);
            },
            CancellationToken.None);
        return product;
    }

    private Task AddCodeAsync(Database database, string code, int basisPoints, int? limit) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, limit_total, created_at)
            VALUES (@id, @code, @code, 'percent', @basisPoints, @limit, @Before)
            """,
            new { id = chance.NewId(Before), code, basisPoints, limit, Before }),
        CancellationToken.None);
}

/// <summary>Something to buy.</summary>
/// <param name="Stock">How many there are at first; null: without end.</param>
internal sealed record Thing(Guid Variant, string Kind, string Title, int? Stock);

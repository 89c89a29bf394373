using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;
using Till.Storage;

namespace Till.Backups;

/// <summary>Writes a backup's tables into PostgreSQL, all in one transaction: either the database is the backup's, or nothing has changed.</summary>
internal static class RestorePostgres
{
    private const int BlockChars = 32 * 1024;
    private const int RowsAtATime = 1000;

    /// <summary>Whether there is a shop in the database.</summary>
    public static Task<bool> HasShopAsync(Database database, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<bool>("SELECT to_regclass('schema_migrations') IS NOT NULL"), cancel);

    /// <returns>The schema in which the old tables are now; null where there were none.</returns>
    /// <exception cref="BackupException">The shop is open, or the backup does not fit.</exception>
    public static async Task<string?> RunAsync(
        Database database, string folder, About about, RestoreBackup.After after, DateTimeOffset at, TimeProvider time, Action<string> progress, CancellationToken cancel)
    {
        await RefuseWhileOpenAsync(database, cancel);
        if (about.Of == Engine.Sqlite)
        {
            // The file is brought up to date first, so that both have the same tables.
            await RestoreSqlite.MakeAsync(folder, about, static _ => Task.CompletedTask, time, progress, cancel);
        }

        var aside = await database.WriteAsync(
            async transaction =>
            {
                var db = (NpgsqlConnection)transaction.Db;
                await db.ExecuteAsync(PostgresSnapshot.PlainText);
                var last = about.Of == Engine.Sqlite ? int.MaxValue : about.Migration;
                var old = await MoveAsideAsync(db, await OwnAsync(transaction, time, int.MaxValue), at);
                var own = await OwnAsync(transaction, time, last);
                await Migrations.RunAsync(transaction, time, last);
                var tables = (await PostgresSnapshot.TablesAsync(db)).Where(one => own.Tables.Contains(one.Name)).ToList();
                await db.ExecuteAsync($"TRUNCATE {Quoted.Names(tables.Select(one => one.Name))}");
                await TriggersAsync(db, tables, "DISABLE");
                await LoadAsync(db, folder, about, tables, progress, cancel);
                await TriggersAsync(db, tables, "ENABLE");
                await CountOnAsync(db, tables);
                return old;
            },
            cancel);
        progress("Bringing the database up to date …");
        await Migrations.RunAsync(database, time, cancel);
        await after(database);
        return aside;
    }

    /// <summary>A shop that is open keeps connections, and would go on writing into what is no longer its own.</summary>
    private static async Task RefuseWhileOpenAsync(Database database, CancellationToken cancel)
    {
        var others = await database.ReadAsync(
            db => db.QuerySingleAsync<long>(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"),
            cancel);
        if (others > 0)
        {
            throw new BackupException(
                $"The database is in use by {others} other {(others == 1 ? "connection" : "connections")}. Stop ./till serve on every machine and whatever else uses it, then restore.");
        }
    }

    /// <summary>
    /// What of a schema is the shop's: found by making one, since others may have tables beside it, and theirs are left alone.
    /// </summary>
    private static async Task<Own> OwnAsync(Transaction transaction, TimeProvider time, int last)
    {
        var db = transaction.Db;
        var path = await db.QuerySingleAsync<string>("SHOW search_path");
        await db.ExecuteAsync("CREATE SCHEMA till_probe; SET LOCAL search_path = till_probe");
        await Migrations.RunAsync(transaction, time, last);
        var own = new Own(
            (await PostgresSnapshot.TablesAsync(db)).Select(one => one.Name).ToHashSet(StringComparer.Ordinal),
            (await FunctionsAsync(db)).Select(one => one.Name).ToHashSet(StringComparer.Ordinal));
        await db.ExecuteAsync("DROP SCHEMA till_probe CASCADE; SELECT set_config('search_path', @path, true)", new { path });
        return own;
    }

    /// <summary>Gives the shop's tables and functions another schema, where they stay as they were.</summary>
    private static async Task<string?> MoveAsideAsync(NpgsqlConnection db, Own own, DateTimeOffset at)
    {
        if (!await db.QuerySingleAsync<bool>("SELECT to_regclass('schema_migrations') IS NOT NULL"))
        {
            return null;
        }

        var schema = $"before_{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture).ToLowerInvariant()}";
        await db.ExecuteAsync($"CREATE SCHEMA {Quoted.Name(schema)}");
        foreach (var (table, _) in (await PostgresSnapshot.TablesAsync(db)).Where(one => own.Tables.Contains(one.Name)))
        {
            await db.ExecuteAsync($"ALTER TABLE {Quoted.Name(table)} SET SCHEMA {Quoted.Name(schema)}");
        }

        foreach (var (signature, _) in (await FunctionsAsync(db)).Where(one => own.Functions.Contains(one.Name)))
        {
            await db.ExecuteAsync($"ALTER FUNCTION {signature} SET SCHEMA {Quoted.Name(schema)}");
        }

        return schema;
    }

    private static async Task<IReadOnlyList<(string Signature, string Name)>> FunctionsAsync(DbConnection db) => (await db.QueryAsync<(string, string)>(
        "SELECT p.oid::regprocedure::text, p.proname FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace")).AsList();

    private static async Task LoadAsync(
        NpgsqlConnection db, string folder, About about, IReadOnlyList<(string Name, IReadOnlyList<About.Column> Columns)> tables, Action<string> progress,
        CancellationToken cancel)
    {
        await using var file = about.Of == Engine.Sqlite ? SqliteSnapshot.OpenRead(Path.Combine(folder, BackupMember.SqliteFile)) : null;
        var there = file is null ? about.Tables : await SqliteSnapshot.TablesAsync(file);
        if (tables.FirstOrDefault(one => there.All(other => other.Name != one.Name)).Name is { } missing)
        {
            throw new BackupException($"The backup has no table {missing}, which every shop has. Nothing was restored.");
        }

        var columnsOf = tables.ToDictionary(one => one.Name, one => one.Columns, StringComparer.Ordinal);
        foreach (var (index, name) in (await ParentsFirstAsync(db, tables)).Index())
        {
            progress($"Writing table {index + 1} of {tables.Count}: {name} …");
            var table = there.Single(one => one.Name == name);
            var columns = columnsOf[name];
            await using var to = await db.BeginTextImportAsync($"COPY {Quoted.Name(name)} ({Quoted.Names((file is null ? table.Columns : columns).Select(one => one.Name))}) FROM STDIN", cancel);
            if (file is null)
            {
                using var from = new StreamReader(Path.Combine(folder, $"{name}.copy"));
                await PumpAsync(from, to, cancel);
            }
            else
            {
                await PumpAsync(file, name, columns, to, cancel);
            }

            await to.DisposeAsync();
            RestoreBackup.Compare(table, await db.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {Quoted.Name(name)}"));
        }
    }

    private static async Task PumpAsync(StreamReader from, TextWriter to, CancellationToken cancel)
    {
        var block = new char[BlockChars];
        while (await from.ReadAsync(block, cancel) is > 0 and var read)
        {
            await to.WriteAsync(block.AsMemory(0, read), cancel);
        }
    }

    private static async Task PumpAsync(DbConnection from, string table, IReadOnlyList<About.Column> columns, TextWriter to, CancellationToken cancel)
    {
        await using var rows = await from.ExecuteReaderAsync($"SELECT {Quoted.Names(columns.Select(one => one.Name))} FROM {Quoted.Name(table)}");
        var (text, values) = (new StringBuilder(), new object?[columns.Count]);
        for (var row = 1; await rows.ReadAsync(cancel); row++)
        {
            rows.GetValues(values!);
            CopyText.Append(text, values, columns);
            if (row % RowsAtATime == 0)
            {
                await to.WriteAsync(text, cancel);
                text.Clear();
            }
        }

        await to.WriteAsync(text, cancel);
    }

    /// <summary>Each table after those that its foreign keys name, so that every row is checked as it comes.</summary>
    private static async Task<IReadOnlyList<string>> ParentsFirstAsync(NpgsqlConnection db, IReadOnlyList<(string Name, IReadOnlyList<About.Column> Columns)> tables)
    {
        var parents = (await db.QueryAsync<(string Child, string Parent)>(
            """
            SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
            WHERE k.contype = 'f' AND c.relnamespace = current_schema()::regnamespace AND c.oid <> p.oid
            """)).ToLookup(one => one.Child, one => one.Parent, StringComparer.Ordinal);
        var sorted = new List<string>();
        var left = tables.Select(one => one.Name).ToList();
        while (left.Count > 0)
        {
            var ready = left.Where(name => parents[name].All(parent => !left.Contains(parent))).ToList();
            sorted.AddRange(ready.Count > 0 ? ready : throw new InvalidOperationException("Tables name each other in a circle."));
            left.RemoveAll(ready.Contains);
        }

        return sorted;
    }

    /// <summary>What triggers would write is in the backup already.</summary>
    private static Task TriggersAsync(NpgsqlConnection db, IReadOnlyList<(string Name, IReadOnlyList<About.Column> Columns)> tables, string how) =>
        db.ExecuteAsync(string.Join(";\n", tables.Select(one => $"ALTER TABLE {Quoted.Name(one.Name)} {how} TRIGGER USER")));

    /// <summary>Numbers that the database gives go on after the largest that is there.</summary>
    private static async Task CountOnAsync(NpgsqlConnection db, IReadOnlyList<(string Name, IReadOnlyList<About.Column> Columns)> tables)
    {
        foreach (var (table, column) in await db.QueryAsync<(string Table, string Column)>(
            """
            SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND a.attidentity <> '' AND c.relname = ANY (@names)
            """,
            new { names = tables.Select(one => one.Name).ToArray() }))
        {
            await db.ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence(@name, @column), (SELECT COALESCE(MAX({Quoted.Name(column)}), 0) + 1 FROM {Quoted.Name(table)}), false)",
                new { name = Quoted.Name(table), column });
        }
    }

    private sealed record Own(IReadOnlySet<string> Tables, IReadOnlySet<string> Functions);
}

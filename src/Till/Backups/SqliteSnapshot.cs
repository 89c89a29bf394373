using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Till.Storage;

namespace Till.Backups;

/// <summary>A copy of the SQLite file, made within one read transaction while the shop goes on writing.</summary>
internal static class SqliteSnapshot
{
    public static async Task<Snapshot> TakeAsync(Database database, string folder, Action<string> progress, CancellationToken cancel)
    {
        progress("Copying the database …");
        var path = Path.Combine(folder, BackupMember.SqliteFile);
        await using (var live = await database.OpenAsync(cancel))
        {
            await live.ExecuteAsync("VACUUM INTO @path", new { path });
        }

        progress("Checking the copy …");
        await using var db = OpenRead(path);
        await CheckAsync(db);
        return new Snapshot(
            Engine.Sqlite,
            await db.QuerySingleAsync<int>(Snapshot.NewestMigration),
            await TablesAsync(db),
            [(BackupMember.SqliteFile, path)],
            (await db.QueryAsync<string>(Snapshot.MediaNamed)).AsList());
    }

    /// <summary>A connection that changes nothing, not even the file's journal.</summary>
    public static SqliteConnection OpenRead(string path)
    {
        SqliteLibrary.Load();
        var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            db.Open();
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <exception cref="BackupException">The file is damaged.</exception>
    public static async Task CheckAsync(DbConnection db)
    {
        if (await db.QueryFirstAsync<string>("PRAGMA integrity_check") is not "ok" and var fault)
        {
            throw new BackupException($"The database is damaged: {fault} Restore the last good backup.");
        }

        if (await db.QueryFirstOrDefaultAsync<string?>("PRAGMA foreign_key_check") is { } table)
        {
            throw new BackupException($"The database is damaged: the table {table} names rows that are not there.");
        }
    }

    public static async Task<IReadOnlyList<About.Table>> TablesAsync(DbConnection db)
    {
        var tables = new List<About.Table>();
        foreach (var name in await db.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"))
        {
            tables.Add(new About.Table(
                name,
                await db.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {Quoted.Name(name)}"),
                [.. (await db.QueryAsync<string>("SELECT name FROM pragma_table_info(@name) ORDER BY cid", new { name })).Select(column => new About.Column(column))]));
        }

        return tables;
    }
}

/// <summary>Names that the database itself gave, made safe to be written into SQL.</summary>
internal static class Quoted
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(Name));
}

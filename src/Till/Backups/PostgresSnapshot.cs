using System.Data;
using System.Data.Common;
using System.Text;
using Dapper;
using Npgsql;
using Till.Storage;

namespace Till.Backups;

/// <summary>
/// Every table as PostgreSQL's own COPY writes it, within one transaction that sees the database as it was when it began, so that the shop goes on
/// selling. The text is the same in all versions of PostgreSQL.
/// </summary>
internal static class PostgresSnapshot
{
    /// <summary>How times and bytes are written, whatever the server is set to.</summary>
    public const string PlainText = "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'; SET LOCAL statement_timeout = 0";

    private const int BlockChars = 32 * 1024;

    public static async Task<Snapshot> TakeAsync(Database database, string folder, Action<string> progress, CancellationToken cancel)
    {
        await using var db = (NpgsqlConnection)await database.OpenAsync(cancel);
        await using var transaction = await db.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        await db.ExecuteAsync($"SET TRANSACTION READ ONLY; {PlainText}");
        var tables = new List<About.Table>();
        var members = new List<(string, string)>();
        var all = await TablesAsync(db);
        foreach (var (index, (name, columns)) in all.Index())
        {
            progress($"Copying table {index + 1} of {all.Count}: {name} …");
            var path = Path.Combine(folder, $"{name}.copy");
            var rows = await CopyAsync(db, name, columns, path, cancel);
            tables.Add(new About.Table(name, rows, columns));
            members.Add((BackupMember.OfTable(name), path));
        }

        return new Snapshot(
            Engine.Postgres, await db.QuerySingleAsync<int>(Snapshot.NewestMigration), tables, members,
            (await db.QueryAsync<string>(Snapshot.MediaNamed)).AsList());
    }

    /// <summary>The shop's tables, those of extensions not among them.</summary>
    public static async Task<IReadOnlyList<(string Name, IReadOnlyList<About.Column> Columns)>> TablesAsync(DbConnection db)
    {
        var rows = await db.QueryAsync<(string Table, string Column, string Type)>(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY c.relname, a.attnum
            """);
        return [.. rows.GroupBy(row => row.Table, StringComparer.Ordinal)
            .Select(table => (table.Key, (IReadOnlyList<About.Column>)[.. table.Select(row => new About.Column(row.Column, row.Type))]))];
    }

    /// <returns>How many rows there are: each is a line, and what a value has of line ends is escaped.</returns>
    private static async Task<long> CopyAsync(NpgsqlConnection db, string table, IReadOnlyList<About.Column> columns, string path, CancellationToken cancel)
    {
        var rows = 0L;
        using var from = await db.BeginTextExportAsync($"COPY {Quoted.Name(table)} ({Quoted.Names(columns.Select(one => one.Name))}) TO STDOUT", cancel);
        await using var to = new StreamWriter(path, append: false, new UTF8Encoding(false));
        var block = new char[BlockChars];
        while (await from.ReadAsync(block, cancel) is > 0 and var read)
        {
            rows += block.AsSpan(0, read).Count('\n');
            await to.WriteAsync(block.AsMemory(0, read), cancel);
        }

        return rows;
    }
}

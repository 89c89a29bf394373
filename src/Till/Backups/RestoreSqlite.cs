using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Till.Storage;

namespace Till.Backups;

/// <summary>Puts a backup's database where the shop's SQLite file is. It is made whole beside, and moved there in one step.</summary>
internal static class RestoreSqlite
{
    /// <summary>The file itself last: without it there is no shop.</summary>
    private static readonly string[] Endings = ["-wal", "-shm", ""];

    /// <summary>Makes the file that is to be the shop's, in the folder into which the backup was unpacked.</summary>
    public static async Task MakeAsync(string folder, About about, RestoreBackup.After after, TimeProvider time, Action<string> progress, CancellationToken cancel)
    {
        if (about.Of == Engine.Sqlite)
        {
            await using var copy = SqliteSnapshot.OpenRead(Path.Combine(folder, BackupMember.SqliteFile));
            await SqliteSnapshot.CheckAsync(copy);
            RestoreBackup.Compare(about, await SqliteSnapshot.TablesAsync(copy));
        }
        else
        {
            progress("Writing PostgreSQL's tables into a SQLite file …");
            await LoadAsync(folder, about, time, cancel);
        }

        progress("Bringing the database up to date …");
        using var signals = new Signals();
        await using (var database = Database.Open(new StorageOptions(folder, null), signals, time))
        {
            await Migrations.RunAsync(database, time, cancel);
            await after(database);
        }

        // All of it is in the one file that is moved.
        await using var whole = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, BackupMember.SqliteFile), Pooling = false }.ToString());
        await whole.OpenAsync(cancel);
        await whole.ExecuteAsync("PRAGMA journal_mode = DELETE");
        await SqliteSnapshot.CheckAsync(whole);
    }

    /// <summary>Moves what is there aside and the new file into its place.</summary>
    /// <returns>Where the old one is now; null where there was none.</returns>
    /// <exception cref="BackupException">The shop is open.</exception>
    public static async Task<string?> SwapAsync(string folder, string dataFolder, DateTimeOffset at)
    {
        var place = Path.Combine(dataFolder, BackupMember.SqliteFile);
        string? aside = null;
        if (File.Exists(place))
        {
            await CloseAsync(place);
            aside = Path.Combine(dataFolder, $"till-before-{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}.db");
            Array.ForEach(Endings, ending => MoveIfThere(place + ending, aside + ending));
        }

        try
        {
            File.Move(Path.Combine(folder, BackupMember.SqliteFile), place);
            return aside;
        }
        catch (IOException) when (aside is not null)
        {
            // The shop that was there is there again.
            Array.ForEach(Endings, ending => MoveIfThere(aside + ending, place + ending));
            throw;
        }
    }

    private static void MoveIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to);
        }
    }

    /// <summary>Takes the old file's journal into it, which only works while nobody else has the file open.</summary>
    private static async Task CloseAsync(string place)
    {
        await using var old = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = place, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            await old.OpenAsync();
            if (await old.QuerySingleAsync<string>("PRAGMA journal_mode = DELETE") != "wal")
            {
                return;
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is not (5 or 6))
        {
            // It is damaged, which is why there is a restore; it is kept as it is.
            return;
        }
        catch (SqliteException)
        {
            // Busy, or locked.
        }

        throw new BackupException("The shop is open: its database is in use. Stop ./till serve and whatever else uses it, then restore.");
    }

    private static async Task LoadAsync(string folder, About about, TimeProvider time, CancellationToken cancel)
    {
        using var signals = new Signals();
        await using var database = Database.Open(new StorageOptions(folder, null), signals, time);
        await database.WriteAsync(transaction => Migrations.RunAsync(transaction, time, about.Migration), cancel);
        await using var off = await database.OpenAsync(cancel);
        // Tables come in the order of their names. What they say of each other is checked when all are there.
        await off.ExecuteAsync("PRAGMA foreign_keys = OFF");
        await off.ExecuteAsync("BEGIN IMMEDIATE");
        var triggers = (await off.QueryAsync<(string Name, string Sql)>("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).AsList();
        foreach (var (name, _) in triggers)
        {
            await off.ExecuteAsync($"DROP TRIGGER {Quoted.Name(name)}");
        }

        var own = (await SqliteSnapshot.TablesAsync(off)).Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var table in about.Tables.Where(one => own.Contains(one.Name)))
        {
            await off.ExecuteAsync($"DELETE FROM {Quoted.Name(table.Name)}");
            await FillAsync(off, table, Path.Combine(folder, $"{table.Name}.copy"), cancel);
        }

        foreach (var (_, sql) in triggers)
        {
            await off.ExecuteAsync(sql);
        }

        await off.ExecuteAsync("COMMIT");
        await SqliteSnapshot.CheckAsync(off);
    }

    private static async Task FillAsync(DbConnection db, About.Table table, string path, CancellationToken cancel)
    {
        await using var insert = ((SqliteConnection)db).CreateCommand();
#pragma warning disable CA2100 // names that this shop's own schema gave; values are parameters
        insert.CommandText =
            $"INSERT INTO {Quoted.Name(table.Name)} ({Quoted.Names(table.Columns.Select(one => one.Name))}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"@v{i}"))})";
#pragma warning restore CA2100
        for (var i = 0; i < table.Columns.Count; i++)
        {
            insert.Parameters.AddWithValue($"@v{i}", DBNull.Value);
        }

        var rows = 0L;
        using var lines = new StreamReader(path);
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            var values = CopyText.Parse(line);
            for (var i = 0; i < values.Length; i++)
            {
                insert.Parameters[i].Value = CopyText.ForSqlite(values[i], table.Columns[i].Type);
            }

            await insert.ExecuteNonQueryAsync(cancel);
            rows++;
        }

        RestoreBackup.Compare(table, rows);
    }
}

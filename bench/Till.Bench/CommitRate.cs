using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Till.Bench;

/// <summary>How many commits of one small row the database itself makes in a second: what the disk allows.</summary>
internal static class CommitRate
{
    /// <summary>One after the other, as SQLite has one writer.</summary>
    public static double Sqlite(string folder, TimeSpan time)
    {
        SQLitePCL.Batteries_V2.Init();
        var file = Path.Combine(folder, "commits.db");
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows (body) VALUES ('one hundred bytes or so, as a small row of a shop may have them, no more than that, give or take')";
        var (began, commits) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(began) < time)
        {
            insert.ExecuteNonQuery();
            commits++;
        }

        return commits / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <param name="connections">How many commit at once; the server writes several commits to the disk in one go.</param>
    public static async Task<double> PostgresAsync(string connectionString, int connections, TimeSpan time, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=100;Max Auto Prepare=5;Auto Prepare Min Usages=1");
        await using (var create = source.CreateCommand("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, body text)"))
        {
            await create.ExecuteNonQueryAsync(cancel);
        }

        var (began, commits) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            await using var insert = new NpgsqlCommand(
                "INSERT INTO bench_rows (body) VALUES ('one hundred bytes or so, as a small row of a shop may have them, no more than that')", connection);
            while (Stopwatch.GetElapsedTime(began) < time)
            {
                await insert.ExecuteNonQueryAsync(cancel);
                Interlocked.Increment(ref commits);
            }
        }));
        return commits / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // this class's own constants
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

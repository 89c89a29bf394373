using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Till.Storage;

/// <summary>The shop's SQLite file. Its connections are kept open with what they have prepared: opening and preparing cost more than most queries.</summary>
internal sealed class SqliteFile : IDisposable
{
    /// <summary>More than read at once on any machine; each keeps a few hundred kilobytes.</summary>
    private const int MaxIdle = 8;

    private readonly ConcurrentBag<KeptConnection> idle = [];
    private readonly string connectionString;
    private volatile bool disposed;

    public SqliteFile(string path)
    {
        SqliteLibrary.Load();
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = 30,
            Pooling = false, // this is the pool
        }.ToString();
    }

    /// <summary>A connection of the caller's own, who disposes of it.</summary>
    public KeptConnection Open()
    {
        var connection = new KeptConnection(connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // FULL: a sale that was acknowledged survives a power cut. What the log holds is moved into the file every 16 megabytes and
            // not every four, since that waits for the disk twice.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lends a connection for <paramref name="work"/>. One on which something failed is not lent again.</summary>
    public async Task<T> UseAsync<T>(Func<KeptConnection, Task<T>> work)
    {
        var connection = idle.TryTake(out var kept) ? kept : Open();
        try
        {
            var result = await work(connection);
            if (idle.Count >= MaxIdle)
            {
                await connection.DisposeAsync();
            }
            else
            {
                idle.Add(connection);
            }

            if (disposed)
            {
                // It ended in the meantime, and may have looked before this one came back.
                CloseIdle();
            }

            return result;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        disposed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }
}

/// <summary>A connection that keeps its statements prepared. Like any connection it is used by one at a time.</summary>
internal sealed class KeptConnection(string connectionString) : SqliteConnection(connectionString)
{
    /// <summary>The shop has fewer statements; this is for those that are put together as they are needed.</summary>
    private const int MaxKept = 250;

    private readonly Dictionary<string, SqliteCommand> kept = [];

    /// <summary>The command with this text, which is the caller's until it is given back.</summary>
    public SqliteCommand Take(string text)
    {
        if (kept.Remove(text, out var known))
        {
            return known;
        }

        var command = CreateCommand();
#pragma warning disable CA2100 // the shop's own SQL, from KeptCommand; values are parameters
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Runs a statement that has no values.</summary>
    public void Run(string text)
    {
        var command = Take(text);
        command.ExecuteNonQuery();
        GiveBack(command);
    }

    public void GiveBack(SqliteCommand command)
    {
        command.Parameters.Clear();
        if (State != System.Data.ConnectionState.Open || kept.Count >= MaxKept || !kept.TryAdd(command.CommandText, command))
        {
            command.Dispose();
        }
    }

    protected override DbCommand CreateDbCommand() => new KeptCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in kept.Values)
            {
                command.Dispose();
            }

            kept.Clear();
        }

        base.Dispose(disposing);
    }
}

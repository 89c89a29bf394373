using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Till.Storage;

internal enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>
/// The shop's database: one SQLite file, or PostgreSQL when a connection string names one. Use cases write plain SQL with
/// Dapper inside <see cref="ReadAsync{T}"/> and <see cref="WriteAsync{T}"/>.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? postgres;
    private readonly string? sqlite;
    private readonly Signals signals;
    private readonly ResiliencePipeline retry;

    /// <summary>SQLite has one writer at a time; waiting here is fair and wakes at once, its own busy loop is neither.</summary>
    private readonly SemaphoreSlim writer = new(1, 1);

    private Database(NpgsqlDataSource? postgres, string? sqlite, Signals signals, TimeProvider time)
    {
        (this.postgres, this.sqlite, this.signals) = (postgres, sqlite, signals);
        retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // A write that lost a race or its connection ran not at all, so it is run again from its beginning.
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = 6,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    public Engine Engine => postgres is null ? Engine.Sqlite : Engine.Postgres;

    public static Database Open(StorageOptions options, Signals signals, TimeProvider time)
    {
        TypeHandlers.Register();
        if (options.ConnectionString is { Length: > 0 } connectionString)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            // A small pool with prepared statements keeps the slowest reads short: PostgreSQL has a process per connection.
            if (!builder.ShouldSerialize("Maximum Pool Size"))
            {
                builder.MaxPoolSize = 20;
            }

            builder.MaxAutoPrepare = 100;
            builder.AutoPrepareMinUsages = 2;
            return new Database(NpgsqlDataSource.Create(builder), null, signals, time);
        }

        SqliteLibrary.Load();
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.DataFolder, "till.db"),
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        return new Database(null, file.ToString(), signals, time);
    }

    /// <summary>An open connection that the caller disposes of.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        if (postgres is not null)
        {
            return await postgres.OpenConnectionAsync(cancel);
        }

        var connection = new SqliteConnection(sqlite);
        try
        {
            await connection.OpenAsync(cancel);
            await using var command = connection.CreateCommand();
            // FULL: a sale that was acknowledged survives a power cut.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        return await work(connection);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. It may run more than once, so it does nothing but SQL.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancel) =>
        await retry.ExecuteAsync(
            async (self, token) =>
            {
                if (self.Engine == Engine.Postgres)
                {
                    return await self.TransactAsync(work, token);
                }

                await self.writer.WaitAsync(token);
                try
                {
                    return await self.TransactAsync(work, token);
                }
                finally
                {
                    self.writer.Release();
                }
            },
            this,
            cancel);

    public Task WriteAsync(Func<Transaction, Task> work, CancellationToken cancel) =>
        WriteAsync(
            async transaction =>
            {
                await work(transaction);
                return true;
            },
            cancel);

    public async ValueTask DisposeAsync()
    {
        writer.Dispose();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
        else
        {
            SqliteConnection.ClearPool(new SqliteConnection(sqlite));
        }
    }

    private async Task<T> TransactAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var inner = await connection.BeginTransactionAsync(cancel);
        var transaction = new Transaction(connection, Engine);
        var result = await work(transaction);
        await transaction.NotifyAsync();
        await inner.CommitAsync(cancel);
        foreach (var queue in transaction.Woken)
        {
            signals.Wake(queue);
        }

        return result;
    }

    private static bool IsTransient(Exception exception) => exception switch
    {
        // Serialisation failure, deadlock, connection lost before the commit was sent, server starting or stopping.
        PostgresException { SqlState: "40001" or "40P01" or "57P01" or "57P02" or "57P03" } => true,
        NpgsqlException { IsTransient: true } => true,
        // Busy and locked: another process writes to the file.
        SqliteException { SqliteErrorCode: 5 or 6 } => true,
        _ => false,
    };
}

/// <summary>Where the shop's data lies.</summary>
/// <param name="DataFolder">Folder of the SQLite file, media and mails.</param>
/// <param name="ConnectionString">PostgreSQL, or null for SQLite in the folder.</param>
internal sealed record StorageOptions(string DataFolder, string? ConnectionString)
{
    /// <summary>Never shows a password.</summary>
    public override string ToString() => ConnectionString is null ? $"SQLite in {DataFolder}" : $"PostgreSQL, files in {DataFolder}";
}

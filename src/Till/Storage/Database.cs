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
    private readonly SqliteFile? sqlite;
    private readonly SqliteWriter? writer;
    private readonly Notifier? notifier;
    private readonly Signals signals;
    private readonly ResiliencePipeline retry;
    private readonly DatabaseGate? gate;

    private Database(NpgsqlDataSource? postgres, SqliteFile? sqlite, Signals signals, TimeProvider time, Random jitter, DatabaseGate? gate)
    {
        writer = sqlite is null ? null : new SqliteWriter(sqlite, signals);
        notifier = postgres is null ? null : new Notifier(postgres, signals);
        (this.postgres, this.sqlite, this.signals, this.gate) = (postgres, sqlite, signals, gate);
        retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // A write that lost a race or its connection ran not at all, so it is run again from its beginning.
                ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                MaxRetryAttempts = 6,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = () =>
                {
                    lock (jitter)
                    {
                        return jitter.NextDouble();
                    }
                },
            })
            .Build();
    }

    public Engine Engine => postgres is null ? Engine.Sqlite : Engine.Postgres;

    /// <param name="options">Where it is.</param>
    /// <param name="signals">Woken by what is written.</param>
    /// <param name="time">For the pauses before a write is tried again.</param>
    /// <param name="chance">Spreads them; null: the system's.</param>
    /// <param name="gate">A rehearsal's; null in a shop.</param>
    public static Database Open(StorageOptions options, Signals signals, TimeProvider time, Chance? chance = null, DatabaseGate? gate = null)
    {
        TypeHandlers.Register();
        var jitter = (chance ?? Chance.Secure).NewRandom();
        if (options.ConnectionString is { Length: > 0 } connectionString)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            // A small pool with prepared statements keeps the slowest reads short: PostgreSQL has a process per connection.
            if (!builder.ShouldSerialize("Maximum Pool Size"))
            {
                builder.MaxPoolSize = 20;
            }

            // Nothing here leaves anything behind on a connection, and to clear it away costs the server more than most queries.
            if (!builder.ShouldSerialize("No Reset On Close"))
            {
                builder.NoResetOnClose = true;
            }

            builder.MaxAutoPrepare = 150;
            builder.AutoPrepareMinUsages = 2;
            return new Database(NpgsqlDataSource.Create(builder), null, signals, time, jitter, gate);
        }

        return new Database(null, new SqliteFile(Path.Combine(options.DataFolder, "till.db")), signals, time, jitter, gate);
    }

    /// <summary>An open connection that the caller disposes of.</summary>
    public async Task<DbConnection> OpenAsync(CancellationToken cancel) =>
        sqlite is not null ? sqlite.Open() : await postgres!.OpenConnectionAsync(cancel);

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel) =>
        gate is null ? ReadNowAsync(work, cancel) : gate.PassAsync(() => ReadNowAsync(work, cancel));

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. It may run more than once, so it does nothing but SQL.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancel) => TryAsync(work, isOneCommand: false, cancel);

    /// <summary>
    /// The same for work that is a single command: PostgreSQL makes a transaction of that by itself, and neither to begin nor to end one
    /// costs a round trip.
    /// </summary>
    public Task<T> WriteOneAsync<T>(Func<Transaction, Task<T>> command, CancellationToken cancel) => TryAsync(command, isOneCommand: true, cancel);

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
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }

        sqlite?.Dispose();
        if (postgres is not null)
        {
            await notifier!.DisposeAsync();
            await postgres.DisposeAsync();
        }
    }

    private async Task<T> ReadNowAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancel)
    {
        if (sqlite is not null)
        {
            cancel.ThrowIfCancellationRequested();
            return await sqlite.UseAsync(work);
        }

        await using var connection = await postgres!.OpenConnectionAsync(cancel);
        return await work(connection);
    }

    private Task<T> TryAsync<T>(Func<Transaction, Task<T>> work, bool isOneCommand, CancellationToken cancel) =>
        gate is null ? TryNowAsync(work, isOneCommand, cancel) : gate.PassAsync(() => TryNowAsync(Gated(work), isOneCommand, cancel));

    private async Task<T> TryNowAsync<T>(Func<Transaction, Task<T>> work, bool isOneCommand, CancellationToken cancel)
    {
        // Where its caller is: a rehearsal has a single thread.
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancel);
        try
        {
            return await retry.ExecuteAsync(
                async (at, self) =>
                {
                    var result = self.writer is not null ? await self.writer.RunAsync(work, at.CancellationToken)
                        : isOneCommand ? await self.RunOneAsync(work, at.CancellationToken)
                        : await self.TransactAsync(work, at.CancellationToken);
                    self.gate?.AfterCommit();
                    return result;
                },
                context,
                this);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private Func<Transaction, Task<T>> Gated<T>(Func<Transaction, Task<T>> work) => async transaction =>
    {
        var result = await work(transaction);
        gate!.BeforeCommit();
        return result;
    };

    private async Task<T> TransactAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await postgres!.OpenConnectionAsync(cancel);
        await using var inner = await connection.BeginTransactionAsync(cancel);
        var transaction = new Transaction(connection, Engine);
        var result = await work(transaction);
        try
        {
            if (!await transaction.TryCommitAsync())
            {
                await inner.CommitAsync(cancel);
            }
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            throw new UnansweredCommitException(exception);
        }

        Wake(transaction);
        return result;
    }

    private async Task<T> RunOneAsync<T>(Func<Transaction, Task<T>> command, CancellationToken cancel)
    {
        await using var connection = await postgres!.OpenConnectionAsync(cancel);
        var transaction = new Transaction(connection, Engine);
        T result;
        try
        {
            result = await command(transaction);
            await transaction.EndAsync();
        }
        catch (NpgsqlException exception) when (exception is not PostgresException)
        {
            throw new UnansweredCommitException(exception);
        }

        Wake(transaction);
        return result;
    }

    private void Wake(Transaction transaction)
    {
        foreach (var queue in transaction.Woken)
        {
            signals.Wake(queue);
            notifier!.Tell(queue);
        }
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

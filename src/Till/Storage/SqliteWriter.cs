using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Till.Storage;

/// <summary>
/// SQLite has one writer at a time, and each commit waits for the disk. Those who come while one is under way wait, and the next
/// commit takes all of them: each in a savepoint, so that one that fails leaves nothing and does not disturb the others. Nobody is
/// answered before the commit has reached the disk.
/// </summary>
internal sealed class SqliteWriter(SqliteFile file, Signals signals) : IAsyncDisposable
{
    /// <summary>Enough to share the disk's time among many, few enough for the first of them not to wait long for the last.</summary>
    private const int MaxGroup = 64;

    private readonly ConcurrentQueue<Write> waiting = new();
#pragma warning disable CA2213 // whoever waits for it when the shop ends is told that it has ended; without a wait handle it holds nothing
    private readonly SemaphoreSlim turn = new(1, 1);
#pragma warning restore CA2213

    /// <summary>Always the same one, whose pages stay valid since nobody else in the process writes.</summary>
    private KeptConnection? connection;

    private bool disposed;

    public async Task<T> RunAsync<T>(Func<Transaction, Task<T>> work, CancellationToken cancel)
    {
        var own = new Write<T>(work, cancel);
        waiting.Enqueue(own);
        await turn.WaitAsync(cancel);
        try
        {
            while (!own.IsDone)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                await CommitAsync(NextGroup());
            }
        }
        finally
        {
            turn.Release();
        }

        return own.Result;
    }

    /// <summary>Whoever writes at this moment ends first: a connection is used by one at a time. Those who wait are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        disposed = true;
        connection?.Dispose();
        turn.Release();
    }

    private List<Write> NextGroup()
    {
        var group = new List<Write>();
        while (group.Count < MaxGroup && waiting.TryDequeue(out var write))
        {
            group.Add(write);
        }

        return group;
    }

    private async Task CommitAsync(List<Write> group)
    {
        try
        {
            connection ??= file.Open();
            // In plain words: they are kept prepared, and the library's own transactions are made anew each time.
            connection.Run("BEGIN IMMEDIATE");
            foreach (var write in group)
            {
                await write.RunAsync(connection, alone: group.Count == 1);
            }

            connection.Run("COMMIT");
        }
        catch (Exception exception)
        {
            // Nothing of the group was written, and each of its writers is told. Whoever can try again does so by itself.
            connection?.Dispose();
            connection = null;
            group.ForEach(write => write.Fail(exception));
            return;
        }

        foreach (var write in group)
        {
            write.Succeed(signals);
        }
    }

    private abstract class Write
    {
        private protected Exception? Failure { get; private set; }

        public bool IsDone { get; private set; }

        /// <exception cref="Exception">The transaction as a whole cannot go on.</exception>
        public abstract Task RunAsync(KeptConnection connection, bool alone);

        public abstract void Succeed(Signals signals);

        public void Fail(Exception exception)
        {
            Failure ??= exception;
            IsDone = true;
        }

        private protected void End() => IsDone = true;

        private protected void Note(Exception exception) => Failure = exception;
    }

    private sealed class Write<T>(Func<Transaction, Task<T>> work, CancellationToken cancel) : Write
    {
        private T result = default!;
        private Transaction? transaction;

        public T Result
        {
            get
            {
                if (Failure is not null)
                {
                    ExceptionDispatchInfo.Throw(Failure);
                }

                return result;
            }
        }

        public override async Task RunAsync(KeptConnection connection, bool alone)
        {
            if (cancel.IsCancellationRequested)
            {
                Note(new OperationCanceledException(cancel));
                return;
            }

            transaction = new Transaction(connection, Engine.Sqlite);
            if (alone)
            {
                result = await work(transaction);
                await transaction.EndAsync();
                return;
            }

            connection.Run("SAVEPOINT one");
            try
            {
                result = await work(transaction);
                await transaction.EndAsync();
            }
            catch (Exception exception)
            {
                Note(exception);
                UndoOrThrow(connection, exception);
            }

            connection.Run("RELEASE one");
        }

        public override void Succeed(Signals signals)
        {
            if (Failure is null && transaction is not null)
            {
                foreach (var queue in transaction.Woken)
                {
                    signals.Wake(queue);
                }
            }

            End();
        }

        /// <summary>A full disk and its like end the whole transaction; then there is no savepoint to go back to.</summary>
        private static void UndoOrThrow(KeptConnection connection, Exception why)
        {
            try
            {
                connection.Run("ROLLBACK TO one");
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                ExceptionDispatchInfo.Throw(why);
            }
        }
    }
}

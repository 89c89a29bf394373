using System.Data.Common;
using Dapper;

namespace Till.Storage;

/// <summary>A write under way: its connection, and the queues to wake once it is committed.</summary>
internal sealed class Transaction(DbConnection db, Engine engine)
{
    private readonly HashSet<string> woken = [];
    private Batch? last;

    public DbConnection Db { get; } = db;

    public Engine Engine { get; } = engine;

    public IReadOnlyCollection<string> Woken => woken;

    /// <summary>
    /// Locks the row in PostgreSQL; SQLite has one writer at a time anyway. Goes at the end of a SELECT. It leaves foreign keys
    /// that point to the row free to be checked, so that who adds a child need not wait.
    /// </summary>
    public string ForUpdate => Engine == Engine.Postgres ? "FOR NO KEY UPDATE" : "";

    /// <summary>The same of one table among those that a SELECT joins, by its alias.</summary>
    public string ForUpdateOf(string alias) => Engine == Engine.Postgres ? $"{ForUpdate} OF {alias}" : "";

    /// <summary>
    /// What is written after all the rest, and sent with the commit, so that a row which everybody wants is locked for no longer than
    /// the commit itself takes. Nothing that the work reads may hang on it.
    /// </summary>
    public Batch AtLast => last ??= new Batch(this);

    /// <summary>Writes what comes at last, without the commit.</summary>
    public Task EndAsync() => last?.RunAsync() ?? Task.CompletedTask;

    /// <summary>Writes what comes at last and commits, in one round trip.</summary>
    /// <returns>False: nothing was to be written, and nothing is committed.</returns>
    public async Task<bool> TryCommitAsync()
    {
        if (last is null)
        {
            return false;
        }

        last.Add("COMMIT", new { });
        await last.RunAsync();
        return true;
    }

    /// <summary>Wakes the worker of <paramref name="queue"/>, in every process of the shop, if this commits.</summary>
    public void Wake(string queue) => woken.Add(queue);
}

namespace Till.Storage;

/// <summary>
/// Stands before every use of the database, where a rehearsal decides who comes next, what fails, and when a process ends. A shop that
/// sells has none.
/// </summary>
internal abstract class DatabaseGate
{
    /// <summary>Runs a read or a write when its turn has come.</summary>
    public abstract Task<T> PassAsync<T>(Func<Task<T>> use);

    /// <summary>In a transaction whose work is done, just before its commit. What is thrown here undoes it.</summary>
    public abstract void BeforeCommit();

    /// <summary>When the commit is done, and its caller does not know yet. What is thrown here is an answer that was lost.</summary>
    public abstract void AfterCommit();
}

using Dapper;

namespace Till.Storage;

/// <summary>Where things go that a person must know of: what happened, what Till did about it, what is left to decide.</summary>
internal sealed class Attention(TimeProvider time, Chance chance)
{
    /// <summary>Files a case once per kind and subject.</summary>
    public Task FileAsync(Transaction transaction, string kind, string subject, string happened, string done, string leftToDo)
    {
        var now = time.Now();
        return transaction.Db.ExecuteAsync(
            """
            INSERT INTO attention (id, kind, subject, happened, done, left_to_do, created_at)
            VALUES (@id, @kind, @subject, @happened, @done, @leftToDo, @now)
            ON CONFLICT (kind, subject) DO NOTHING
            """,
            new { id = chance.NewId(now), kind, subject, happened, done, leftToDo, now });
    }
}

using Dapper;

namespace Till.Storage;

/// <summary>
/// A request that a program makes under an idempotency key. Whatever it changes is noted with it, in the transaction of the change and by the
/// line in the audit log that every change has: so it is known after any crash whether the change was made.
/// </summary>
/// <param name="Run">Which of those who took it up this is.</param>
internal sealed record KeptRequest(Guid Id, int Run)
{
    /// <exception cref="TakenOverException">Somebody else carries it out by now. Nothing of this transaction may stay.</exception>
    public async Task NoteAsync(Transaction transaction, string subject, DateTimeOffset now)
    {
        var own = await transaction.Db.ExecuteAsync(
            "UPDATE api_requests SET changed_at = @now, subject = @subject WHERE id = @Id AND run = @Run", new { Id, Run, subject, now });
        if (own == 0)
        {
            throw new TakenOverException();
        }
    }
}

/// <summary>A request took so long that another took it up.</summary>
internal sealed class TakenOverException() : Exception("The request took so long that it was taken up anew. Nothing was changed by this run of it.");

using Dapper;
using Till.Storage;

namespace Till.Payments;

/// <summary>Ends attempts whose time is up, so that what they hold can be bought by others.</summary>
internal sealed class ExpireAttempts(Database database, CloseAttempt closeAttempt, TimeProvider time)
{
    private const int AtATime = 100;

    /// <returns>How many were asked about.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var due = (await database.ReadAsync(
            db => db.QueryAsync<AttemptRow>(
                $"""
                SELECT {AttemptRow.Columns} FROM payment_attempts
                WHERE state IN ('creating', 'open') AND expires_at <= @now ORDER BY created_at LIMIT @AtATime
                """,
                new { now = time.Now(), AtATime }),
            cancel)).AsList();
        foreach (var attempt in due)
        {
            await closeAttempt.RunAsync(attempt, cancel);
        }

        return due.Count;
    }
}

using System.Text.Json;
using Dapper;

namespace Till.Storage;

/// <summary>Effects on the world outside (mails above all), written with what causes them and carried out afterwards.</summary>
internal static class Outbox
{
    /// <summary>
    /// Notes an effect. The same kind on the same subject is noted once, however often this runs.
    /// </summary>
    /// <param name="subject">What it is about, such as <c>order:{id}</c>.</param>
    public static async Task AddAsync<T>(Transaction transaction, Guid id, string kind, string subject, T payload, DateTimeOffset now)
    {
        var added = await transaction.Db.ExecuteAsync(
            """
            INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
            VALUES (@id, @kind, @subject, @json, 'waiting', @now, @now)
            ON CONFLICT (subject, kind) DO NOTHING
            """,
            new { id, kind, subject, json = JsonSerializer.Serialize(payload), now });
        if (added > 0)
        {
            transaction.Wake(Signals.Outbox);
        }
    }
}

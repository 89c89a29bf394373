using System.Text.Json;

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
        var batch = new Batch(transaction);
        Add(batch, id, kind, subject, payload, now);
        await batch.RunAsync();
    }

    /// <inheritdoc cref="AddAsync"/>
    public static void Add<T>(Batch batch, Guid id, string kind, string subject, T payload, DateTimeOffset now) => batch.Add(
        """
        INSERT INTO outbox (id, kind, subject, payload, state, due_at, created_at)
        VALUES (@id, @kind, @subject, @json, 'waiting', @now, @now)
        ON CONFLICT (subject, kind) DO NOTHING
        """,
        new { id, kind, subject, json = JsonSerializer.Serialize(payload), now },
        wake: Signals.Outbox);
}

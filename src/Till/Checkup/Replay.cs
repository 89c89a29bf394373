using System.Data.Common;
using Dapper;
using Till.Events;
using Till.Storage;

namespace Till.Checkup;

/// <summary>What was given up is taken up again, from its first try on. Whatever it does is harmless twice.</summary>
internal sealed class Replay(Database database, Attention attention, TimeProvider time, Chance chance)
{
    /// <summary>As many as a page shows; there are more only when something is badly broken.</summary>
    public const int Most = 50;

    /// <returns>Whether it was among the dead.</returns>
    public Task<bool> EventAsync(Actor by, string eventId, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var type = await transaction.Db.QuerySingleOrDefaultAsync<string?>(
                "UPDATE inbox SET state = 'waiting', tries = 0, due_at = @now WHERE event_id = @eventId AND state = 'dead' RETURNING type", new { eventId, now });
            if (type is null)
            {
                return false;
            }

            transaction.Wake(Signals.Inbox);
            await attention.SettleAsync(transaction, "dead_event", eventId);
            await Audit.AddAsync(transaction, chance, by, Audit.EventReplayed, $"event:{eventId}", $"{type}, {eventId}", now);
            return true;
        },
        cancel);

    /// <returns>Whether it was among the dead.</returns>
    public Task<bool> EffectAsync(Actor by, Guid id, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var effect = await transaction.Db.QuerySingleOrDefaultAsync<string?>(
                "UPDATE outbox SET state = 'waiting', tries = 0, due_at = @now WHERE id = @id AND state = 'dead' RETURNING kind || ', ' || subject", new { id, now });
            if (effect is null)
            {
                return false;
            }

            transaction.Wake(Signals.Outbox);
            await attention.SettleAsync(transaction, "outbox_dead", $"outbox:{id:D}");
            await Audit.AddAsync(transaction, chance, by, Audit.EffectReplayed, $"outbox:{id}", effect, now);
            return true;
        },
        cancel);

    public static async Task<IReadOnlyList<DeadEvent>> EventsAsync(DbConnection db) => (await db.QueryAsync<DeadEvent>(
        "SELECT event_id, type, object_id, tries, last_error, received_at FROM inbox WHERE state = 'dead' ORDER BY received_at DESC LIMIT @Most", new { Most })).AsList();

    public static async Task<IReadOnlyList<DeadEffect>> EffectsAsync(DbConnection db) => (await db.QueryAsync<DeadEffect>(
        "SELECT id, kind, subject, tries, last_error, created_at FROM outbox WHERE state = 'dead' AND kind <> @Deliver ORDER BY created_at DESC LIMIT @Most", new { Most, ShopEvents.Deliver })).AsList();
}

internal sealed record DeadEvent(string EventId, string Type, string ObjectId, int Tries, string? LastError, DateTimeOffset ReceivedAt);

internal sealed record DeadEffect(Guid Id, string Kind, string Subject, int Tries, string? LastError, DateTimeOffset CreatedAt);

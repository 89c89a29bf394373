using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Events as they came, each kept once, until it is known what they meant.</summary>
internal sealed class Inbox(Database database, Attention attention, TimeProvider time)
{
    internal enum CameBy
    {
        Webhook,
        Pull,
    }

    /// <returns>Whether the event is new.</returns>
    public Task<bool> StoreAsync(Event stripeEvent, byte[] payload, CameBy cameBy, CancellationToken cancel) =>
        database.WriteOneAsync(transaction => StoreAsync(transaction, stripeEvent, payload, cameBy), cancel);

    /// <returns>Whether the event is new.</returns>
    public async Task<bool> StoreAsync(Transaction transaction, Event stripeEvent, byte[] payload, CameBy cameBy)
    {
        var now = time.Now();
        var added = await transaction.Db.ExecuteAsync(
            """
            INSERT INTO inbox (event_id, type, object_id, api_version, livemode, came_by, payload, state, due_at, created_at, received_at)
            VALUES (@Id, @Type, @objectId, @ApiVersion, @Livemode, @cameBy, @payload, 'waiting', @now, @Created, @now)
            ON CONFLICT (event_id) DO NOTHING
            """,
            new
            {
                stripeEvent.Id,
                stripeEvent.Type,
                objectId = stripeEvent.Data.ObjectId ?? "",
                stripeEvent.ApiVersion,
                stripeEvent.Livemode,
                cameBy = Words.Of(cameBy),
                payload,
                now,
                stripeEvent.Created,
            });
        if (added > 0)
        {
            transaction.Wake(Signals.Inbox);
        }

        return added > 0;
    }

    /// <summary>A delivery that cannot be trusted is refused, and the owner is told why, once for each cause.</summary>
    public Task FileRefusalAsync(SignatureOutcome verdict, CancellationToken cancel) => database.WriteAsync(
        transaction => attention.FileAsync(
            transaction,
            "webhook_signature",
            verdict.GetType().Name,
            $"A delivery to {Webhook.Path} was refused. {verdict.Reason}",
            "Nothing was changed. Orders are still settled by asking Stripe.",
            "Compare the webhook secret with the endpoint's in Stripe, and this machine's clock with the time."),
        cancel);

    /// <summary>
    /// Takes up to <paramref name="count"/> events that are due and puts them off by a lease, so that another process does not take
    /// them at the same time and a killed one's come back.
    /// </summary>
    public Task<IReadOnlyList<Waiting>> ClaimAsync(int count, TimeSpan lease, CancellationToken cancel) => database.WriteOneAsync(
        async transaction =>
        {
            var now = time.Now();
            var skip = transaction.Engine == Engine.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
            var rows = await transaction.Db.QueryAsync<Waiting>(
                $"""
                UPDATE inbox SET due_at = @later
                WHERE event_id IN (
                    SELECT event_id FROM inbox WHERE state = 'waiting' AND due_at <= @now ORDER BY due_at LIMIT @count {skip})
                RETURNING event_id, payload, livemode, tries
                """,
                new { now, later = now + lease, count });
            return (IReadOnlyList<Waiting>)rows.AsList();
        },
        cancel);

    public Task CloseAsync(IReadOnlyCollection<(string EventId, bool Ours)> handled, CancellationToken cancel) => handled.Count == 0
        ? Task.CompletedTask
        : database.WriteOneAsync(
            transaction =>
            {
                var now = time.Now();
                var batch = new Batch(transaction);
                foreach (var (eventId, ours) in handled)
                {
                    batch.Add(
                        "UPDATE inbox SET state = @state, handled_at = @now, last_error = NULL WHERE event_id = @eventId AND state = 'waiting'",
                        new { eventId, state = ours ? "handled" : "foreign", now });
                }

                return batch.RunAsync();
            },
            cancel);

    /// <summary>Puts an event off after a failure, or after too many of them to the dead, where the owner finds it.</summary>
    public Task FailAsync(Waiting waiting, Exception exception, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var tries = waiting.Tries + 1;
            var dead = tries >= InboxRules.MaxTries;
            await transaction.Db.ExecuteAsync(
                """
                UPDATE inbox SET state = @state, tries = @tries, due_at = @due, last_error = @error
                WHERE event_id = @EventId AND state = 'waiting'
                """,
                new
                {
                    waiting.EventId,
                    state = dead ? "dead" : "waiting",
                    tries,
                    due = time.Now() + InboxRules.Pause(tries),
                    error = exception.Message,
                });
            if (dead)
            {
                await attention.FileAsync(
                    transaction,
                    "dead_event",
                    waiting.EventId,
                    $"Event {waiting.EventId} could not be handled in {tries} tries: {exception.Message}",
                    "It is kept, and nothing of it was half written.",
                    "Run ./till reconcile once the cause is mended; it settles what the event was about.");
            }
        },
        cancel);

    /// <summary>When the oldest event that still waits came in; null if none waits.</summary>
    public Task<DateTimeOffset?> OldestAsync(CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<DateTimeOffset?>("SELECT MIN(received_at) FROM inbox WHERE state = 'waiting'"), cancel);

    internal sealed record Waiting(string EventId, byte[] Payload, bool Livemode, int Tries);
}

internal static class InboxRules
{
    /// <summary>With the pauses below: about a day and a half.</summary>
    public const int MaxTries = 16;

    /// <summary>An event that waits longer than this means that the inbox does not keep up, or that Stripe cannot be asked.</summary>
    public static readonly TimeSpan AlarmAge = TimeSpan.FromMinutes(10);

    /// <summary>Two seconds, doubling, at most six hours.</summary>
    public static TimeSpan Pause(int tries) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, tries), 6 * 3600));
}

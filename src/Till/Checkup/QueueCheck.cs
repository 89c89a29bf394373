using System.Globalization;
using Dapper;
using Till.Events;
using Till.Payments;
using Till.Storage;

namespace Till.Checkup;

/// <summary>Whether events are handled and effects carried out as they come.</summary>
internal sealed class QueueCheck(Database database, TimeProvider time)
{
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancel)
    {
        var now = time.Now();
        var row = await database.ReadAsync(
            db => db.QuerySingleAsync<Row>(
                """
                SELECT (SELECT MIN(received_at) FROM inbox WHERE state = 'waiting') AS event_since,
                       (SELECT COUNT(*) FROM inbox WHERE state = 'dead') AS dead_events,
                       (SELECT MIN(due_at) FROM outbox WHERE state = 'waiting') AS effect_due,
                       (SELECT COUNT(*) FROM outbox WHERE state = 'dead' AND kind <> @Deliver) AS dead_effects,
                       (SELECT COUNT(*) FROM event_addresses WHERE ended_at IS NULL AND paused_at IS NOT NULL) AS paused,
                       (SELECT COUNT(*) FROM event_addresses WHERE ended_at IS NULL AND paused_at IS NULL AND failing_since IS NOT NULL) AS failing
                """,
                new { ShopEvents.Deliver }),
            cancel);
        return
        [
            Lag("Inbox", "Stripe’s events", row.EventSince is { } since ? now - since : null),
            Dead("Inbox", row.DeadEvents, "event", "could not be handled"),
            Lag("Outbox", "mails and other effects", row.EffectDue is { } due ? now - due : null),
            Dead("Outbox", row.DeadEffects, "effect", "could not be carried out"),
            Addresses(row.Paused, row.Failing),
        ];
    }

    private static Finding Lag(string area, string what, TimeSpan? age) => age > InboxRules.AlarmAge
        ? Finding.Bad(area, $"The oldest of {what} has waited for {Words(age.Value)}.", "Is ./till serve running? If it is, its log says why it does not keep up.")
        : Finding.Good(area, age is { Ticks: > 0 } ? $"The oldest of {what} has waited for {Words(age.Value)}." : $"Nothing is late among {what}.");

    private static Finding Dead(string area, long count, string what, string end) => count > 0
        ? Finding.Bad(area, $"{count} {what}{(count == 1 ? "" : "s")} {end} and {(count == 1 ? "was" : "were")} given up.", "Put right what the error says, then replay it in the back office under Health.")
        : Finding.Good(area, $"No {what} was given up.");

    private static Finding Addresses(long paused, long failing) =>
        paused > 0 ? Finding.Bad(
            "Events out", $"{paused} {(paused == 1 ? "address" : "addresses")} of other programs took nothing for two days, and {(paused == 1 ? "is" : "are")} told no more.",
            "Put right what the deliveries say in the back office under Settings, API, then resume.")
        : failing > 0 ? Finding.Note(
            "Events out", $"{failing} {(failing == 1 ? "address" : "addresses")} of other programs did not take the last event; it is tried again.",
            "Look at the deliveries in the back office under Settings, API, if that lasts.")
        : Finding.Good("Events out", "No address of another program is behind.");

    private static string Words(TimeSpan age) => age switch
    {
        { TotalHours: >= 48 } => $"{age.TotalDays.ToString("0", CultureInfo.InvariantCulture)} days",
        { TotalMinutes: >= 120 } => $"{age.TotalHours.ToString("0", CultureInfo.InvariantCulture)} hours",
        { TotalSeconds: >= 120 } => $"{age.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes",
        _ => $"{age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds",
    };

    // Not filled by its constructor: SQLite tells no types of computed columns.
    private sealed record Row
    {
        public DateTimeOffset? EventSince { get; init; }

        public long DeadEvents { get; init; }

        public DateTimeOffset? EffectDue { get; init; }

        public long DeadEffects { get; init; }

        public long Paused { get; init; }

        public long Failing { get; init; }
    }
}

using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Admin;

/// <summary>One thing that happened to an order.</summary>
/// <param name="Detail">What proves it or explains it; may be empty.</param>
/// <param name="Tone">"money", "bad", or nothing.</param>
internal sealed record Moment(DateTimeOffset At, string What, string Detail, string Tone = "");

/// <summary>
/// All that is on record of one order, in one line: the draft, what Stripe was asked and told, how each event came, what was decided,
/// mailed, sent, downloaded and done by hand. A fixed number of queries, whatever happened.
/// </summary>
internal static class TimeLine
{
    /// <param name="disputes">Of the order.</param>
    /// <param name="fees">Whether Stripe's fees are told.</param>
    public static async Task<IReadOnlyList<Moment>> ReadAsync(
        DbConnection db, Engine engine, Guid orderId, IReadOnlyList<DisputeRow> disputes, bool fees)
    {
        var moments = new List<Moment>();
        moments.AddRange((await db.QueryAsync<Attempt>(
            """
            SELECT a.number, a.kind, a.state, a.idempotency_key, a.stripe_session_id, a.stripe_payment_intent_id, a.decline, a.created_at, a.settled_at
            FROM payment_attempts a WHERE a.order_id = @orderId
            """,
            new { orderId })).SelectMany(OfAttempt));
        moments.AddRange((await db.QueryAsync<Arrival>(
            """
            SELECT i.event_id, i.type, i.came_by, i.state, i.tries, i.last_error, i.created_at, i.received_at, i.handled_at
            FROM inbox i
            WHERE i.object_id IN (
                SELECT stripe_session_id FROM payment_attempts WHERE order_id = @orderId AND stripe_session_id IS NOT NULL
                UNION SELECT stripe_payment_intent_id FROM payment_attempts WHERE order_id = @orderId AND stripe_payment_intent_id IS NOT NULL
                UNION SELECT stripe_charge_id FROM payments WHERE order_id = @orderId AND stripe_charge_id IS NOT NULL
                UNION SELECT r.stripe_refund_id FROM refunds r JOIN payments p ON p.id = r.payment_id
                      WHERE p.order_id = @orderId AND r.stripe_refund_id IS NOT NULL
                UNION SELECT d.stripe_dispute_id FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE p.order_id = @orderId)
            """,
            new { orderId })).Select(OfArrival));
        moments.AddRange((await db.QueryAsync<Booked>(
            """
            SELECT p.role, p.stripe_payment_intent_id AS stripe_id, p.currency, p.amount_minor, p.fee_minor, p.paid_at AS at, NULL AS state, 1 AS ours
            FROM payments p WHERE p.order_id = @orderId
            UNION ALL
            SELECT 'refund', r.stripe_refund_id, r.currency, r.amount_minor, NULL, r.created_at, r.state, CASE WHEN r.idempotency_key IS NULL THEN 0 ELSE 1 END
            FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.order_id = @orderId
            """,
            new { orderId })).Select(booked => OfBooked(fees ? booked : booked with { FeeMinor = null })));
        moments.AddRange(disputes.SelectMany(OfDispute));
        moments.AddRange((await db.QueryAsync<Move>(
            "SELECT source, debit, currency, amount_minor, at FROM ledger WHERE order_id = @orderId AND source LIKE 'dispute:%' ORDER BY debit",
            new { orderId })).Where(move => fees || move.Debit != Ledger.Fees).GroupBy(move => move.Source).Select(OfMoves));
        moments.AddRange((await db.QueryAsync<Effect>(
            $"""
            SELECT kind, subject, state, tries, last_error, created_at, done_at FROM outbox WHERE {OrderMailbox.About(engine)}
            """,
            OrderMailbox.Of(orderId))).Select(OfEffect));
        moments.AddRange(await OfDeskAsync(db, orderId));
        return [.. moments.OrderBy(moment => moment.At)];
    }

    private static IEnumerable<Moment> OfAttempt(Attempt attempt)
    {
        var how = Words.Parse<AttemptKind>(attempt.Kind) switch
        {
            AttemptKind.Session => "Stripe was asked for a payment page",
            AttemptKind.Intent => "Stripe was asked for a payment on the shop’s own page",
            _ => "Nothing was left to pay",
        };
        var ids = string.Join(", ", new[] { $"key {attempt.IdempotencyKey}", attempt.StripeSessionId, attempt.StripePaymentIntentId }.Where(id => id is not null));
        yield return new Moment(attempt.CreatedAt, $"Frozen, attempt {attempt.Number}: {how}", ids);
        if (attempt.SettledAt is { } at)
        {
            yield return Words.Parse<AttemptState>(attempt.State) == AttemptState.Succeeded
                ? new Moment(at, $"Attempt {attempt.Number} settled as paid, by asking Stripe", attempt.StripePaymentIntentId ?? "")
                : new Moment(at, $"Attempt {attempt.Number} ended unpaid", attempt.Decline ?? "It expired or was replaced.");
        }
    }

    private static Moment OfArrival(Arrival arrival)
    {
        var late = arrival.ReceivedAt - arrival.CreatedAt;
        var how = arrival.CameBy == "webhook" ? "by webhook, signature right" : "fetched from Stripe";
        var took = arrival.HandledAt is { } handled ? $"handled after {(handled - arrival.ReceivedAt).TotalSeconds:0.0} s" : $"{arrival.State} after {arrival.Tries} tries";
        return new Moment(
            arrival.ReceivedAt,
            $"Event {arrival.Type}",
            $"{arrival.EventId}, {how}, {Math.Max(0, late.TotalSeconds):0} s after it happened, {took}{(arrival.LastError is null ? "" : $": {arrival.LastError}")}",
            arrival.State == "dead" ? "bad" : "");
    }

    private static Moment OfBooked(Booked booked)
    {
        var amount = new Money(booked.AmountMinor, Currency.Parse(booked.Currency));
        var fee = booked.FeeMinor is { } minor ? $", fee {new Money(minor, amount.Currency)}" : "";
        return booked.Role switch
        {
            "refund" => new Moment(
                booked.At, $"Refund of {amount}{(booked.Ours == 0 ? ", made in Stripe’s dashboard" : "")}, {booked.State}", booked.StripeId ?? "not answered by Stripe yet", booked.State is "failed" or "canceled" ? "bad" : "money"),
            "held" => new Moment(booked.At, $"Held a payment of {amount} that the order must not take", booked.StripeId + fee, "bad"),
            _ => new Moment(booked.At, $"Paid {amount}", booked.StripeId + fee, "money"),
        };
    }

    private static IEnumerable<Moment> OfDispute(DisputeRow dispute)
    {
        var answer = dispute.AnswerBy is { } until ? $", to be answered until {until:d MMM yyyy, HH:mm} UTC" : "";
        yield return new Moment(dispute.CreatedAt, $"The buyer asked for {dispute.Amount} back by their bank: {dispute.Because}", dispute.StripeDisputeId + answer, "bad");
        if (dispute.ClosedAt is { } at)
        {
            yield return new Moment(at, $"Dispute closed: {dispute.Stands}", dispute.StripeDisputeId, dispute.Status == "lost" ? "bad" : "");
        }
    }

    /// <summary>What one of Stripe's balance transactions moved: the money, and its fee.</summary>
    private static Moment OfMoves(IGrouping<string, Move> moves)
    {
        var detail = string.Join(", ", moves.Select(move => move.Amount).Skip(1).Select(fee => $"fee {fee}").Prepend(moves.Key["dispute:".Length..]));
        var first = moves.First();
        return first.Debit == Ledger.StripeBalance
            ? new Moment(first.At, $"The bank gave {first.Amount} back", detail, "money")
            : new Moment(first.At, $"The bank took {first.Amount}", detail, "bad");
    }

    private static Moment OfEffect(Effect effect)
    {
        var name = Mail.MailWords.Of(effect.Kind) + (effect.Subject.Contains(OrderMailbox.Again, StringComparison.Ordinal) ? ", sent again" : "");
        return effect.State switch
        {
            "done" => new Moment(effect.DoneAt ?? effect.CreatedAt, $"{name}: sent", effect.Tries > 1 ? $"in {effect.Tries} tries" : ""),
            "dead" => new Moment(effect.CreatedAt, $"{name}: given up after {effect.Tries} tries", effect.LastError ?? "", "bad"),
            _ => new Moment(effect.CreatedAt, $"{name}: waiting", effect.LastError ?? ""),
        };
    }

    private static async Task<IEnumerable<Moment>> OfDeskAsync(DbConnection db, Guid orderId) => (await db.QueryAsync<Deed>(
        """
        SELECT 'audit' AS kind, action AS what, actor, detail, at FROM audit
        WHERE subject = @order OR subject IN (
            SELECT 'dispute:' || CAST(d.id AS text) FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE p.order_id = @orderId)
        UNION ALL
        SELECT 'note', 'note', actor, text, at FROM order_notes WHERE order_id = @orderId
        UNION ALL
        SELECT 'download', 'download', '', f.name, d.at
        FROM downloads d JOIN entitlements e ON e.id = d.entitlement_id
        LEFT JOIN product_files f ON f.product_id = e.product_id AND f.sha256 = d.sha256
        WHERE e.order_id = @orderId
        UNION ALL
        SELECT 'arrived', 'arrived', '', '', o.completed_at FROM orders o
        WHERE o.id = @orderId AND o.completed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit t WHERE t.subject = @order AND t.action = 'order.completed')
        """,
        new { orderId, order = $"order:{orderId}" })).Where(deed => deed.What != Audit.OrderNoted).Select(deed => deed.Kind switch
        {
            "note" => new Moment(deed.At, $"Note by {deed.Actor}", deed.Detail ?? ""),
            "arrived" => new Moment(deed.At, "Counts as arrived", "It left long enough ago."),
            "download" => new Moment(deed.At, "Downloaded", deed.Detail ?? "a track"),
            _ => new Moment(deed.At, $"{AuditEntry.InWords(deed.What)}, by {deed.Actor}", deed.Detail ?? ""),
        });

    private sealed record Attempt(
        int Number, string Kind, string State, string IdempotencyKey, string? StripeSessionId, string? StripePaymentIntentId, string? Decline,
        DateTimeOffset CreatedAt, DateTimeOffset? SettledAt);

    private sealed record Arrival(
        string EventId, string Type, string CameBy, string State, int Tries, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset ReceivedAt,
        DateTimeOffset? HandledAt);

    // Not filled by their constructors: SQLite tells no types of computed columns.
    private sealed record Booked
    {
        public string Role { get; init; } = "";

        public string? StripeId { get; init; }

        public string Currency { get; init; } = "";

        public long AmountMinor { get; init; }

        public long? FeeMinor { get; init; }

        public DateTimeOffset At { get; init; }

        public string? State { get; init; }

        /// <summary>1 unless it was made in Stripe's dashboard.</summary>
        public long Ours { get; init; }
    }

    private sealed record Move(string Source, string Debit, string Currency, long AmountMinor, DateTimeOffset At)
    {
        public Money Amount => new(AmountMinor, Core.Currency.Parse(Currency));
    }

    private sealed record Effect(string Kind, string Subject, string State, int Tries, string? LastError, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

    private sealed record Deed
    {
        public string Kind { get; init; } = "";

        public string What { get; init; } = "";

        public string Actor { get; init; } = "";

        public string? Detail { get; init; }

        public DateTimeOffset At { get; init; }
    }
}

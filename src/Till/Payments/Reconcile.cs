using Dapper;
using Till.Checkout;
using Till.Core;
using Till.Storage;
using Till.Stripe;
using Till.Stripe.Checkout;

namespace Till.Payments;

/// <summary>
/// Compares what Stripe holds with the shop's books and heals what is certain: fetches missed events, asks about every attempt
/// that is still open, and walks Stripe's own list of sessions, since an event can be lost for ever.
/// </summary>
internal sealed class Reconcile(
    Database database, StripeClient stripe, PullEvents pull, InboxWorker inbox, Settle settle, OpenSession openSession, TimeProvider time)
{
    /// <summary>Sessions live a day at most; two look back far enough, also over a clock that is off.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromDays(2);

    /// <summary>Long enough that a buyer's own request, which is making the session just now, is not run into.</summary>
    private static readonly TimeSpan Creating = TimeSpan.FromMinutes(2);

    /// <param name="since">From when on Stripe's sessions are walked; null: two days back.</param>
    /// <param name="progress">One line for a person, now and then.</param>
    /// <exception cref="StripeException">Stripe cannot be asked; what was healed until then stays healed.</exception>
    public async Task<ReconcileReport> RunAsync(DateTimeOffset? since, Action<string> progress, CancellationToken cancel)
    {
        var before = await CountAsync(cancel);
        progress("Fetching events from Stripe …");
        var events = await pull.RunAsync(cancel);
        await MakeDueAsync(cancel);
        while (await inbox.DrainAsync(cancel) > 0)
        {
            // Until nothing is due.
        }

        progress("Asking about open attempts …");
        var attempts = await SettleLiveAsync(cancel);
        progress("Walking Stripe's sessions …");
        var (sessions, foreign) = await WalkSessionsAsync(since ?? time.GetUtcNow() - Span, cancel);
        var after = await CountAsync(cancel);
        return new ReconcileReport(
            events, attempts, sessions, foreign, after.Paid - before.Paid, after.Refunds - before.Refunds,
            after.Live, after.Waiting, after.Attention, after.Imbalance);
    }

    private async Task<int> SettleLiveAsync(CancellationToken cancel)
    {
        var live = await database.ReadAsync(
            db => db.QueryAsync<AttemptRow>(
                $"SELECT {AttemptRow.Columns} FROM payment_attempts WHERE state IN ('creating', 'open') ORDER BY created_at"),
            cancel);
        var asked = 0;
        foreach (var attempt in live)
        {
            asked++;
            if (attempt.StripeSessionId is null)
            {
                await AskAgainAsync(attempt, cancel);
            }
            else
            {
                await settle.RunAsync(attempt.Id, StripeHint.None, cancel);
            }
        }

        return asked;
    }

    /// <summary>
    /// The reply to the creation was lost. The same call with the same key finds out; once its session would have expired,
    /// nobody can pay it any more, and nobody ever saw its address.
    /// </summary>
    private async Task AskAgainAsync(AttemptRow attempt, CancellationToken cancel)
    {
        var now = time.Now();
        if (now >= attempt.ExpiresAt)
        {
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    """
                    UPDATE payment_attempts SET state = 'closed', settled_at = @now
                    WHERE id = @Id AND state = 'creating' AND stripe_session_id IS NULL
                    """,
                    new { attempt.Id, now }),
                cancel);
        }
        else if (now - attempt.CreatedAt > Creating)
        {
            await openSession.RunAsync(attempt, cancel);
        }
    }

    /// <summary>Every paid session of ours at Stripe must be a payment here.</summary>
    private async Task<(int Seen, int Foreign)> WalkSessionsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var (seen, foreign) = (0, 0);
        var options = new SessionListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = since } };
        await foreach (var session in stripe.CheckoutSessions.ListAutoPagingAsync(options, cancel))
        {
            seen++;
            if (!Guid.TryParse(session.Metadata.GetValueOrDefault("attempt"), out var attemptId))
            {
                foreign++;
                continue;
            }

            if (session.PaymentStatus == SessionPaymentStatuses.Paid && session.PaymentIntent.Id is { } intentId
                && await database.ReadAsync(db => PaymentRow.FindAsync(db, intentId), cancel) is null)
            {
                await settle.RunAsync(attemptId, new StripeHint(SessionId: session.Id), cancel);
            }
        }

        return (seen, foreign);
    }

    /// <summary>What was put off after a failure is tried at once: the operator asks because the cause is mended.</summary>
    private Task MakeDueAsync(CancellationToken cancel) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "UPDATE inbox SET state = 'waiting', due_at = @now WHERE state = 'dead' OR (state = 'waiting' AND due_at > @now)", new { now = time.Now() }),
        cancel);

    private Task<Counts> CountAsync(CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<Counts>(
            """
            SELECT (SELECT COUNT(*) FROM orders WHERE state = 'paid') AS paid,
                   (SELECT COUNT(*) FROM refunds WHERE state = 'succeeded') AS refunds,
                   (SELECT COUNT(*) FROM payment_attempts WHERE state IN ('creating', 'open')) AS live,
                   (SELECT COUNT(*) FROM inbox WHERE state IN ('waiting', 'dead')) AS waiting,
                   (SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL) AS attention,
                   (SELECT COUNT(*) FROM orders o WHERE o.state = 'paid'
                        AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.role = 'order'))
                 + (SELECT COUNT(*) FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.role = 'order' AND o.state <> 'paid')
                     AS imbalance
            """),
        cancel);

    private sealed record Counts(long Paid, long Refunds, long Live, long Waiting, long Attention, long Imbalance);
}

/// <summary>What a reconciliation found and did.</summary>
/// <param name="Imbalance">Paid orders without a payment and payments without a paid order. Always zero, or the shop has a bug.</param>
internal sealed record ReconcileReport(
    int EventsFetched, int AttemptsAsked, int SessionsSeen, int ForeignSessions, long OrdersHealed, long RefundsHealed, long AttemptsOpen,
    long EventsWaiting, long AttentionOpen, long Imbalance)
{
    /// <summary>Whether a person has something to decide.</summary>
    public bool NeedsAttention => AttentionOpen > 0 || EventsWaiting > 0 || Imbalance > 0;
}

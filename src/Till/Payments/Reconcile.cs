using Dapper;
using Till.Checkout;
using Till.Core;
using Till.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Compares what Stripe holds with the shop's books and heals what is certain: fetches missed events, asks about every attempt
/// that is still open, and walks Stripe's own list of payments, since an event can be lost for ever.
/// </summary>
internal sealed class Reconcile(
    Database database, StripeClient stripe, PullEvents pull, InboxWorker inbox, Settle settle, OpenAttempt openAttempt, CloseAttempt closeAttempt,
    ReconcileMemberships memberships, ReconcileDisputes disputes, TimeProvider time)
{
    /// <summary>What is paid by lives a day at most; two look back far enough, also over a clock that is off.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromDays(2);

    /// <summary>Long enough that a buyer's own request, which is asking Stripe just now, is not run into.</summary>
    private static readonly TimeSpan Creating = TimeSpan.FromMinutes(2);

    /// <param name="since">From when on Stripe's payments are walked; null: two days back.</param>
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
        progress("Asking about memberships …");
        var joins = await memberships.SettleJoinsAsync(cancel);
        var asked = await memberships.SettleDueAsync(cancel);
        var from = since ?? time.GetUtcNow() - Span;
        progress("Walking Stripe's subscriptions …");
        var (subscriptions, foreignSubscriptions) = await memberships.WalkAsync(from, cancel);
        progress("Walking Stripe's payments …");
        var (payments, foreign) = await WalkPaymentsAsync(from, cancel);
        progress("Asking about disputes …");
        await disputes.RunAsync(from, cancel);
        var after = await CountAsync(cancel);
        return new ReconcileReport(
            events, attempts, payments, foreign, after.Paid - before.Paid, after.Refunds - before.Refunds, joins, asked, subscriptions,
            foreignSubscriptions, after.Changes - before.Changes, after.Live, after.Waiting, after.Attention, after.Imbalance);
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
            if (attempt.ExpiresAt <= time.Now())
            {
                await closeAttempt.RunAsync(attempt, cancel);
            }
            else if (attempt is not { StripeSessionId: null, StripePaymentIntentId: null })
            {
                await settle.RunAsync(attempt.Id, StripeHint.None, cancel);
            }
            else if (time.Now() - attempt.CreatedAt > Creating)
            {
                // The reply to the creation was lost. The same call with the same key finds out.
                await openAttempt.RunAsync(attempt, cancel);
            }
        }

        return asked;
    }

    /// <summary>Every payment of ours that Stripe took must be a payment here, of an order or of an invoice.</summary>
    private async Task<(int Seen, int Foreign)> WalkPaymentsAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var (seen, foreign) = (0, 0);
        var options = new PaymentIntentListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = since } };
        await foreach (var intent in stripe.PaymentIntents.ListAutoPagingAsync(options, cancel))
        {
            seen++;
            if (!Guid.TryParse(intent.Metadata.GetValueOrDefault("attempt"), out var attemptId))
            {
                foreign += await memberships.SettlePaymentAsync(intent, cancel) ? 0 : 1;
                continue;
            }

            if (intent.Status == PaymentIntentStatuses.Succeeded
                && await database.ReadAsync(db => PaymentRow.FindAsync(db, intent.Id), cancel) is null)
            {
                await settle.RunAsync(attemptId, new StripeHint(PaymentIntentId: intent.Id), cancel);
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
                   (SELECT COUNT(*) FROM membership_changes) AS changes,
                   (SELECT COUNT(*) FROM payment_attempts WHERE state IN ('creating', 'open'))
                 + (SELECT COUNT(*) FROM join_attempts WHERE state IN ('creating', 'open')) AS live,
                   (SELECT COUNT(*) FROM inbox WHERE state IN ('waiting', 'dead')) AS waiting,
                   (SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL) AS attention,
                   (SELECT COUNT(*) FROM orders o WHERE o.state = 'paid' AND o.total_minor > 0
                        AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.role = 'order'))
                 + (SELECT COUNT(*) FROM payments p JOIN orders o ON o.id = p.order_id WHERE p.role = 'order' AND o.state <> 'paid')
                 + (SELECT COUNT(*) FROM membership_invoices i
                    WHERE i.paid_minor <> (SELECT COALESCE(SUM(p.amount_minor), 0) FROM payments p WHERE p.invoice_id = i.id))
                     AS imbalance
            """),
        cancel);

    private sealed record Counts(long Paid, long Refunds, long Changes, long Live, long Waiting, long Attention, long Imbalance);
}

/// <summary>What a reconciliation found and did.</summary>
/// <param name="MembershipChanges">Changes of memberships that nothing had told of before.</param>
/// <param name="Imbalance">
/// Paid orders without a payment, payments without a paid order, invoices whose payments are not what was paid for them. Always zero, or the shop
/// has a bug.
/// </param>
internal sealed record ReconcileReport(
    int EventsFetched, int AttemptsAsked, int PaymentsSeen, int ForeignPayments, long OrdersHealed, long RefundsHealed, int JoinsAsked,
    int MembershipsAsked, int SubscriptionsSeen, int ForeignSubscriptions, long MembershipChanges, long AttemptsOpen, long EventsWaiting,
    long AttentionOpen, long Imbalance)
{
    /// <summary>Whether a person has something to decide.</summary>
    public bool NeedsAttention => AttentionOpen > 0 || EventsWaiting > 0 || Imbalance > 0;
}

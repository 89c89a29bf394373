using System.Globalization;
using Dapper;
using Till.Checkout;
using Till.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Compares what Stripe holds with the shop's books and heals what is certain: fetches missed events, asks about every attempt
/// that is still open, and walks Stripe's own lists, since an event can be lost for ever.
/// </summary>
internal sealed class Reconcile(
    Database database, PullEvents pull, InboxWorker inbox, Settle settle, OpenAttempt openAttempt, CloseAttempt closeAttempt, WalkTime walk,
    ReconcilePayments payments, ReconcileMemberships memberships, ReconcileRefunds refunds, ReconcileDisputes disputes, ReconcilePayouts payouts,
    Gently gently, TimeProvider time)
{
    /// <summary>What is paid by lives a day at most; two look back far enough, also over a clock that is off.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(2);

    /// <summary>
    /// Stripe keeps events for thirty days. A shop that was away for nearly so long may have missed some for ever, and then looks as far back as
    /// what they were about may have been made.
    /// </summary>
    private static readonly TimeSpan Away = TimeSpan.FromDays(25);

    private static readonly TimeSpan BeforeAway = TimeSpan.FromDays(35);

    /// <summary>Long enough that a buyer's own request, which is asking Stripe just now, is not run into.</summary>
    private static readonly TimeSpan Creating = TimeSpan.FromMinutes(2);

    /// <summary>Of a report that a person reads; all of them are counted.</summary>
    private const int MostDifferences = 500;

    /// <param name="since">
    /// From when on Stripe's lists are walked; null: two days back, or as far as the backup is from which the shop was restored, or as the shop was
    /// away.
    /// </param>
    /// <param name="progress">One line for a person, now and then.</param>
    /// <param name="cancel">Not wanted any more; what was asked since then goes on where it was.</param>
    /// <exception cref="StripeException">Stripe cannot be asked; what was healed until then stays healed.</exception>
    public async Task<ReconcileReport> RunAsync(DateTimeOffset? since, Action<string> progress, CancellationToken cancel)
    {
        var (before, started) = (await CountAsync(cancel), time.Now());
        progress("Fetching events from Stripe …");
        var events = await gently.AskAsync(() => pull.RunAsync(cancel), cancel);
        await MakeDueAsync(cancel);
        while (await inbox.DrainAsync(cancel) > 0)
        {
            // Until nothing is due.
        }

        progress("Asking about open attempts …");
        var attempts = await SettleLiveAsync(cancel);
        progress("Asking about memberships …");
        var joins = await memberships.SettleJoinsAsync(cancel);
        var lost = await LostTime.FindAsync(database, cancel);
        var from = await StartAsync(since, lost, cancel);
        var isLong = since is not null || from < started - Span;
        var asked = await memberships.SettleDueAsync(isLong, cancel);
        progress("Asking about disputes …");
        await disputes.AskOpenAsync(cancel);
        var found = new Found(Heals: true);
        await walk.RunAsync(from, isLong, created => LookAsync(created, lost, found, cancel), progress, cancel);
        if (lost is { Searched: false } && from <= lost.Since)
        {
            await database.WriteAsync(transaction => (lost with { Searched = true }).PutAsync(transaction), cancel);
        }

        progress("Tying payouts to orders …");
        var paidOut = await gently.AskAsync(() => payouts.RunAsync(isLong ? from : null, cancel), cancel);
        if (since is null)
        {
            await Settings.PutAsync(database, Settings.ReconciledAt, TypeHandlers.Stamp(started), cancel);
        }

        return Report(before, await CountAsync(cancel), from, found) with
        {
            PayoutsSeen = paidOut,
            EventsFetched = events,
            AttemptsAsked = attempts,
            JoinsAsked = joins,
            MembershipsAsked = asked,
        };
    }

    /// <summary>Says what <see cref="RunAsync"/> would heal of what Stripe lists, and changes nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<ReconcileReport> CompareAsync(DateTimeOffset? since, Action<string> progress, CancellationToken cancel)
    {
        var lost = await LostTime.FindAsync(database, cancel);
        var from = await StartAsync(since, lost, cancel);
        var found = new Found(Heals: false);
        await walk.RunAsync(from, keepsPlace: false, created => LookAsync(created, lost, found, cancel), progress, cancel);
        var counts = await CountAsync(cancel);
        return Report(counts, counts, from, found);
    }

    /// <summary>From when on Stripe's lists are walked.</summary>
    private async Task<DateTimeOffset> StartAsync(DateTimeOffset? since, LostTime? lost, CancellationToken cancel)
    {
        if (since is not null || lost is { Searched: false })
        {
            return since ?? lost!.Since;
        }

        var now = time.GetUtcNow();
        return await Settings.FindAsync(database, Settings.ReconciledAt, cancel) is { } stamp
            && DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture) is var last && now - last > Away
            ? last - BeforeAway
            : now - Span;
    }

    /// <summary>Payments before what hangs on them.</summary>
    private async Task<int> LookAsync(DateRangeOptions created, LostTime? lost, Found found, CancellationToken cancel)
    {
        var (subscriptions, foreign) = await memberships.WalkAsync(created, found.Add, cancel);
        var walked = await payments.WalkAsync(created, lost, found.Add, cancel);
        var others = await refunds.WalkAsync(created, found.Add, cancel) + await disputes.WalkAsync(created, found.Add, cancel);
        found.Subscriptions += subscriptions;
        found.ForeignSubscriptions += foreign;
        found.Payments += walked;
        return subscriptions + walked.Seen + others;
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
                await gently.AskAsync(() => settle.RunAsync(attempt.Id, StripeHint.None, cancel), cancel);
            }
            else if (time.Now() - attempt.CreatedAt > Creating)
            {
                // The reply to the creation was lost. The same call with the same key finds out.
                await openAttempt.RunAsync(attempt, cancel);
            }
        }

        return asked;
    }

    /// <summary>What was put off after a failure is tried at once: the operator asks because the cause is mended.</summary>
    private Task MakeDueAsync(CancellationToken cancel) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "UPDATE inbox SET state = 'waiting', due_at = @now WHERE state = 'dead' OR (state = 'waiting' AND due_at > @now)", new { now = time.Now() }),
        cancel);

    private static ReconcileReport Report(Counts before, Counts after, DateTimeOffset from, Found found) => new()
    {
        Since = from,
        DryRun = !found.Heals,
        PaymentsSeen = found.Payments.Seen,
        ForeignPayments = found.Payments.Foreign,
        OrdersHealed = after.Paid - before.Paid,
        OrdersRemade = found.Payments.Remade,
        RefundsHealed = after.Refunds - before.Refunds,
        SubscriptionsSeen = found.Subscriptions,
        ForeignSubscriptions = found.ForeignSubscriptions,
        MembershipChanges = after.Changes - before.Changes,
        AttemptsOpen = after.Live,
        EventsWaiting = after.Waiting,
        AttentionOpen = after.Attention,
        Imbalance = after.Imbalance,
        DifferencesFound = found.Count,
        Differences = found.Differences,
    };

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

    /// <param name="Heals">What is found is put right, and not only told.</param>
    private sealed record Found(bool Heals)
    {
        private readonly List<Difference> differences = [];

        public IReadOnlyList<Difference> Differences => differences;

        public long Count { get; private set; }

        public int Subscriptions { get; set; }

        public int ForeignSubscriptions { get; set; }

        public ReconcilePayments.Walked Payments { get; set; } = new(0, 0, 0);

        /// <returns>Whether it is to be healed.</returns>
        public bool Add(Difference difference)
        {
            Count++;
            if (differences.Count < MostDifferences)
            {
                differences.Add(difference);
            }

            return Heals;
        }
    }

    private sealed record Counts(long Paid, long Refunds, long Changes, long Live, long Waiting, long Attention, long Imbalance);
}

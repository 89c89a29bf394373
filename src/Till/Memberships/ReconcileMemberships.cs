using Dapper;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Memberships;

/// <summary>
/// Heals what no event told of: asks about attempts to join that live, about every membership that can still change and was not asked about for an
/// hour, and walks Stripe's own list of subscriptions.
/// </summary>
internal sealed class ReconcileMemberships(
    Database database, StripeClient stripe, SettleMembership settle, CancelSubscription cancelSubscription, MembershipEvents events, Gently gently, TimeProvider time)
{
    /// <summary>Stripe is asked gently: what is due takes its turn in the next round.</summary>
    private const int AtATime = 200;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromHours(1);

    /// <summary>Long enough that a member's own request, which is asking Stripe just now, is not run into.</summary>
    private static readonly TimeSpan Creating = TimeSpan.FromMinutes(2);

    /// <returns>How many were asked about.</returns>
    public async Task<int> SettleJoinsAsync(CancellationToken cancel)
    {
        var now = time.Now();
        var live = (await database.ReadAsync(
            db => db.QueryAsync<JoinAttemptRow>($"SELECT {JoinAttemptRow.Columns} FROM join_attempts WHERE state IN ('creating', 'open') ORDER BY created_at"),
            cancel)).AsList();
        foreach (var attempt in live)
        {
            if (attempt.ExpiresAt <= now)
            {
                await settle.CloseAttemptAsync(attempt, cancel);
            }
            else if (attempt.StripeSessionId is not null || now - attempt.CreatedAt > Creating)
            {
                await settle.AttemptAsync(attempt, cancel);
            }
        }

        return live.Count;
    }

    /// <param name="all">Until none is due; else as many as take their turn.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>How many were asked about.</returns>
    public async Task<int> SettleDueAsync(bool all, CancellationToken cancel)
    {
        var asked = 0;
        // Whatever is due now: who was asked about meanwhile is so no more, and the walk comes to an end.
        var before = time.Now() - AskAgainAfter;
        while (true)
        {
            var due = await DueAsync(before, cancel);
            foreach (var one in due)
            {
                await gently.AskAsync(() => SettleAsync(one, cancel), cancel);
            }

            asked += due.Count;
            // Where asking leaves one as it was, it is due for ever.
            if (!all || due.Count < AtATime || (await DueAsync(before, cancel)).SequenceEqual(due))
            {
                return asked;
            }
        }
    }

    /// <summary>Every subscription of ours at Stripe must be known here.</summary>
    /// <param name="created">Those that began then.</param>
    /// <param name="found">Told of each that is not, before it is healed; nothing is healed where it says so.</param>
    /// <param name="cancel">Not wanted any more.</param>
    public async Task<(int Seen, int Foreign)> WalkAsync(DateRangeOptions created, Func<Difference, bool> found, CancellationToken cancel)
    {
        var (seen, foreign) = (0, 0);
        var pages = gently.PagesAsync(
            after => stripe.Subscriptions.ListAsync(
                new SubscriptionListOptions { Status = "all", Created = created, Limit = Gently.PageSize, StartingAfter = after }, cancel),
            cancel);
        await foreach (var page in pages)
        {
            seen += page.Count;
            foreach (var subscription in page)
            {
                if (await database.ReadAsync(db => MembershipRow.FindAsync(db, subscription.Id), cancel) is not null)
                {
                    continue;
                }

                if (!await events.IsOursAsync(subscription, cancel))
                {
                    foreign++;
                }
                else if (found(new Difference("subscription", subscription.Id, subscription.Created, $"It is {subscription.Status} at Stripe and unknown here."))
                    && await gently.AskAsync(() => settle.RunAsync(subscription.Id, StripeHint.None, cancel), cancel) is not SettleMembership.Outcome.Settled)
                {
                    foreign++;
                }
            }
        }

        return (seen, foreign);
    }

    /// <summary>Whether a payment at Stripe that no order asked for is an invoice's that nobody told of.</summary>
    public async Task<bool> IsOursAsync(PaymentIntent intent, CancellationToken cancel) =>
        intent.Customer.Id is { } customerId && await events.FindPaymentAsync(intent.Id, customerId, cancel) is not null;

    /// <summary>Settles the invoice that it paid.</summary>
    /// <returns>Whether it paid one of ours.</returns>
    public async Task<bool> SettlePaymentAsync(PaymentIntent intent, CancellationToken cancel) =>
        intent.Customer.Id is { } customerId
        && await events.FindPaymentAsync(intent.Id, customerId, cancel) is { } about
        && await events.SettleAsync(about, StripeHint.None, cancel);

    private Task<List<Due>> DueAsync(DateTimeOffset before, CancellationToken cancel) => database.ReadAsync(
        async db => (await db.QueryAsync<Due>(
            """
            SELECT stripe_subscription_id, role FROM memberships
            WHERE status NOT IN ('canceled', 'incomplete_expired') AND checked_at <= @before
            ORDER BY checked_at, stripe_subscription_id LIMIT @AtATime
            """,
            new { before, AtATime })).AsList(),
        cancel);

    private async Task<bool> SettleAsync(Due one, CancellationToken cancel)
    {
        if (one.Role == "surplus")
        {
            await cancelSubscription.RunAsync(one.StripeSubscriptionId, cancel);
        }
        else
        {
            await settle.RunAsync(one.StripeSubscriptionId, StripeHint.None, cancel);
        }

        return true;
    }

    private sealed record Due(string StripeSubscriptionId, string Role);
}

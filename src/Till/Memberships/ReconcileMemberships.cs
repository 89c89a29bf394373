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
    Database database, StripeClient stripe, SettleMembership settle, CancelSubscription cancelSubscription, MembershipEvents events, TimeProvider time)
{
    /// <summary>Stripe is asked gently: what is due takes its turn in the next run.</summary>
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

    /// <returns>How many were asked about.</returns>
    public async Task<int> SettleDueAsync(CancellationToken cancel)
    {
        var due = (await database.ReadAsync(
            db => db.QueryAsync<Due>(
                """
                SELECT stripe_subscription_id, role FROM memberships
                WHERE status NOT IN ('canceled', 'incomplete_expired') AND checked_at <= @before
                ORDER BY checked_at LIMIT @AtATime
                """,
                new { before = time.Now() - AskAgainAfter, AtATime }),
            cancel)).AsList();
        foreach (var one in due)
        {
            if (one.Role == "surplus")
            {
                await cancelSubscription.RunAsync(one.StripeSubscriptionId, cancel);
            }
            else
            {
                await settle.RunAsync(one.StripeSubscriptionId, StripeHint.None, cancel);
            }
        }

        return due.Count;
    }

    /// <summary>Every subscription of ours at Stripe must be known here.</summary>
    public async Task<(int Seen, int Foreign)> WalkAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var (seen, foreign) = (0, 0);
        var options = new SubscriptionListOptions { Status = "all", Created = new DateRangeOptions { GreaterThanOrEqual = since } };
        await foreach (var subscription in stripe.Subscriptions.ListAutoPagingAsync(options, cancel))
        {
            seen++;
            if (await database.ReadAsync(db => MembershipRow.FindAsync(db, subscription.Id), cancel) is null
                && !(await events.IsOursAsync(subscription, cancel)
                    && await settle.RunAsync(subscription.Id, StripeHint.None, cancel) is SettleMembership.Outcome.Settled))
            {
                foreign++;
            }
        }

        return (seen, foreign);
    }

    /// <summary>A payment at Stripe that no order asked for may be an invoice's that nobody told of.</summary>
    /// <returns>Whether it is.</returns>
    public async Task<bool> SettlePaymentAsync(PaymentIntent intent, CancellationToken cancel)
    {
        if (await database.ReadAsync(db => PaymentRow.FindAsync(db, intent.Id), cancel) is not null)
        {
            return true;
        }

        return intent is { Status: PaymentIntentStatuses.Succeeded, Customer.Id: { } customerId }
            && await events.FindPaymentAsync(intent.Id, customerId, cancel) is { } about
            && await events.SettleAsync(about, StripeHint.None, cancel);
    }

    private sealed record Due(string StripeSubscriptionId, string Role);
}

using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>From the wish to pay for a bag to something to pay with: a page of Stripe's, or a secret for the fields on our own.</summary>
internal sealed class StartPayment(
    Database database, Freeze freeze, FreezeByLink freezeByLink, OpenAttempt openAttempt, CloseAttempt closeAttempt, Settle settle)
{
    /// <summary>Each round ends in an answer or changes what the next one finds; more than a few means that something is wrong.</summary>
    private const int MaxRounds = 4;

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="Handle">The session's address, or the intent's client secret.</param>
        /// <param name="OrderPath">Where the buyer comes back to.</param>
        public sealed record Pay(string Handle, string OrderPath, Money Total) : Outcome
        {
            /// <summary>Shows no secret.</summary>
            public override string ToString() => $"{nameof(Pay)} {Total}";
        }

        /// <summary>Paid already, or being paid, or nothing is left to pay: the order's page tells.</summary>
        public sealed record AlreadyPaid(string OrderPath) : Outcome;

        /// <summary>The bag is not what the buyer was shown, or cannot be bought as it stands. Nothing was charged.</summary>
        /// <param name="Why">In words for the buyer.</param>
        public sealed record Changed(string Why) : Outcome;

        public sealed record NotDeliverable : Outcome;

        public sealed record OutsideLimits(Money Total) : Outcome;

        /// <summary>Too many cards were declined from there; Stripe was not asked.</summary>
        public sealed record Throttled(TimeSpan RetryAfter) : Outcome;

        /// <summary>Stripe refused or did not answer; nothing was charged.</summary>
        public sealed record NotNow : Outcome;
    }

    public Task<Outcome> RunAsync(PaymentRequest request, CancellationToken cancel) => RunAsync(() => freeze.RunAsync(request, cancel), cancel);

    /// <summary>For an order that the shop has made for somebody, as it was made.</summary>
    public Task<Outcome> RunAsync(Guid orderId, PaymentRequest request, CancellationToken cancel) =>
        RunAsync(() => freezeByLink.RunAsync(orderId, request, cancel), cancel);

    private async Task<Outcome> RunAsync(Func<Task<Freeze.Outcome>> look, CancellationToken cancel)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var step = await look() switch
            {
                Freeze.Outcome.Changed changed => new Outcome.Changed(changed.Why),
                Freeze.Outcome.NotDeliverable => new Outcome.NotDeliverable(),
                Freeze.Outcome.OutsideLimits limits => new Outcome.OutsideLimits(limits.Total),
                Freeze.Outcome.Throttled => new Outcome.Throttled(DeclineLimit.Window),
                Freeze.Outcome.Paid paid => new Outcome.AlreadyPaid(paid.OrderPath),
                Freeze.Outcome.Stale stale => await RetireAsync(stale, cancel),
                Freeze.Outcome.Ended ended => await CloseAsync(ended.Draft, ended.Attempt, cancel),
                Freeze.Outcome.Ready ready => await OpenAsync(ready, cancel),
                var other => throw new InvalidOperationException($"Unknown outcome {other}."),
            };
            if (step is not null)
            {
                return step;
            }
        }

        return new Outcome.NotNow();
    }

    private async Task<Outcome?> OpenAsync(Freeze.Outcome.Ready ready, CancellationToken cancel)
    {
        var (draft, attempt) = (ready.Draft, ready.Attempt);
        if (!ready.Fresh && attempt is not { StripeSessionId: null, StripePaymentIntentId: null })
        {
            // It may have been paid, or have expired, since it was shown last.
            switch (await settle.TryAsync(attempt.Id, cancel))
            {
                case Settle.Outcome.Paid or Settle.Outcome.Waiting { Submitted: true }:
                    return new Outcome.AlreadyPaid(draft.Path);
                case Settle.Outcome.Waiting:
                    break;
                case null:
                    return new Outcome.NotNow();
                default:
                    return null;
            }
        }

        // Asked again with the same key, Stripe gives the same session, or the same intent with its secret, which is kept nowhere here.
        return attempt.SessionUrl is { } url ? new Outcome.Pay(url, draft.Path, draft.Total)
            : await openAttempt.RunAsync(attempt, cancel) is OpenAttempt.Outcome.Open open ? new Outcome.Pay(open.Handle, draft.Path, draft.Total)
            : new Outcome.NotNow();
    }

    /// <returns>Null: it is closed, unpaid.</returns>
    private async Task<Outcome?> CloseAsync(Draft draft, AttemptRow attempt, CancellationToken cancel) => await closeAttempt.RunAsync(attempt, cancel) switch
    {
        Settle.Outcome.Paid or Settle.Outcome.Waiting { Submitted: true } => new Outcome.AlreadyPaid(draft.Path),
        Settle.Outcome.Ended => null,
        _ => new Outcome.NotNow(),
    };

    /// <summary>Closes the old draft's attempt at Stripe before anything new can be paid, and asks whether it was paid meanwhile.</summary>
    private async Task<Outcome?> RetireAsync(Freeze.Outcome.Stale stale, CancellationToken cancel)
    {
        if (stale.Attempt is { } attempt && await CloseAsync(stale.Draft, attempt, cancel) is { } answer)
        {
            return answer;
        }

        await database.WriteAsync(
            async transaction =>
            {
                var order = await OrderRow.LockAsync(transaction, stale.Draft.Id);
                if (order.Status == OrderState.Draft)
                {
                    await transaction.Db.ExecuteAsync("UPDATE orders SET state = 'retired' WHERE id = @Id", order);
                    await transaction.Db.ExecuteAsync(
                        "UPDATE bags SET version = version + 1 WHERE id = @BagId AND version = @BagVersion", order);
                }
            },
            cancel);
        return null;
    }
}

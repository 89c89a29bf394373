using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>From the wish to buy to a page to pay on.</summary>
internal sealed class StartCheckout(
    Database database, Freeze freeze, OpenAttempt openAttempt, CloseAttempt closeAttempt, Settle settle)
{
    /// <summary>Each round ends in an answer or changes what the next one finds; more than a few means that something is wrong.</summary>
    private const int MaxRounds = 4;

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Pay(string Url) : Outcome;

        public sealed record AlreadyPaid(string OrderPath) : Outcome;

        public sealed record NotForSale : Outcome;

        public sealed record OutsideLimits(Money Total) : Outcome;

        /// <summary>Stripe refused or did not answer; nothing was charged.</summary>
        public sealed record NotNow : Outcome;
    }

    public async Task<Outcome> RunAsync(BuyRequest request, CancellationToken cancel)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var step = await freeze.RunAsync(request, cancel) switch
            {
                Freeze.Outcome.NotForSale => new Outcome.NotForSale(),
                Freeze.Outcome.OutsideLimits limits => new Outcome.OutsideLimits(limits.Total),
                Freeze.Outcome.Stale stale => await RetireAsync(stale, cancel),
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
        var attempt = ready.Attempt;
        if (!ready.Fresh && attempt.StripeSessionId is not null)
        {
            // It may have been paid, or have expired, since it was shown last.
            switch (await settle.TryAsync(attempt.Id, cancel))
            {
                case Settle.Outcome.Paid or Settle.Outcome.Waiting { Submitted: true }:
                    return new Outcome.AlreadyPaid(await OrderPathAsync(attempt.OrderId, cancel));
                case Settle.Outcome.Waiting when attempt.SessionUrl is { } url:
                    return new Outcome.Pay(url);
                case null:
                    return new Outcome.NotNow();
                default:
                    return null;
            }
        }

        return await openAttempt.RunAsync(attempt, cancel) is OpenAttempt.Outcome.Open open
            ? new Outcome.Pay(open.Handle)
            : new Outcome.NotNow();
    }

    /// <summary>Closes the old draft's attempt at Stripe before anything new can be paid, and asks whether it was paid meanwhile.</summary>
    private async Task<Outcome?> RetireAsync(Freeze.Outcome.Stale stale, CancellationToken cancel)
    {
        if (stale.Attempt is { } attempt)
        {
            switch (await closeAttempt.RunAsync(attempt, cancel))
            {
                case Settle.Outcome.Paid or Settle.Outcome.Waiting { Submitted: true }:
                    return new Outcome.AlreadyPaid(await OrderPathAsync(stale.OrderId, cancel));
                case not Settle.Outcome.Ended:
                    return new Outcome.NotNow();
            }
        }

        await database.WriteAsync(
            async transaction =>
            {
                var order = await OrderRow.LockAsync(transaction, stale.OrderId);
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

    private Task<string> OrderPathAsync(Guid orderId, CancellationToken cancel) => database.ReadAsync(
        async db => $"/orders/{orderId}/{await db.QuerySingleAsync<string>("SELECT link_key FROM orders WHERE id = @orderId", new { orderId })}",
        cancel);
}

using System.Collections.Concurrent;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// The one door through which money changes an order. The inbox worker, the return page, the reconciler and the owner's button
/// all come here. It asks Stripe what is so, decides, and writes everything that follows in one transaction; it can run any
/// number of times, also at the same moment in two processes.
/// </summary>
internal sealed class Settle(
    Database database, StripeClient stripe, Booking booking, RefundSettlement refunds, DisputeSettlement disputes, ILogger<Settle> logger)
{
    private readonly ConcurrentDictionary<Guid, Task<Outcome>> underWay = new();

    /// <summary>Where the order stands afterwards.</summary>
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Paid : Outcome;

        /// <summary>Not paid yet. <paramref name="Decline"/> is why the last try failed, if one did.</summary>
        public sealed record Waiting(bool Submitted, string? Decline) : Outcome;

        /// <summary>This attempt ended unpaid.</summary>
        public sealed record Ended(string? Decline) : Outcome;

        /// <summary>Money came in that the order must not take.</summary>
        public sealed record Held : Outcome;

        /// <summary>Nothing at Stripe, or nothing of ours.</summary>
        public sealed record Nothing : Outcome;
    }

    /// <summary>
    /// For a buyer's return, which comes just when the webhook is being handled: waits for that and asks by itself only if it did not
    /// find the order paid.
    /// </summary>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    private async Task<Outcome> JoinAsync(Guid attemptId, CancellationToken cancel)
    {
        if (underWay.TryGetValue(attemptId, out var other))
        {
            // Its failure is its caller's own; this one then asks for itself.
            await ((Task)other).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
            if (other.IsCompletedSuccessfully && await other is Outcome.Paid paid)
            {
                return paid;
            }
        }

        return await RunAsync(attemptId, StripeHint.None, cancel);
    }

    /// <summary>For a page, which goes on without an answer.</summary>
    /// <returns>Null where Stripe could not be asked: unknown, not failed.</returns>
    public async Task<Outcome?> TryAsync(Guid attemptId, CancellationToken cancel)
    {
        try
        {
            return await JoinAsync(attemptId, cancel);
        }
        catch (StripeException exception)
        {
            Log.SettleLater(logger, exception, attemptId);
            return null;
        }
    }

    /// <param name="hint">What an event said of where to look; used where the attempt itself does not know yet.</param>
    /// <exception cref="StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<Outcome> RunAsync(Guid attemptId, StripeHint hint, CancellationToken cancel)
    {
        var run = RunOnceAsync(attemptId, hint, cancel);
        underWay.TryAdd(attemptId, run);
        try
        {
            return await run;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(attemptId, run));
        }
    }

    private async Task<Outcome> RunOnceAsync(Guid attemptId, StripeHint hint, CancellationToken cancel)
    {
        var attempt = await database.ReadAsync(db => AttemptRow.FindAsync(db, attemptId), cancel);
        if (attempt is null)
        {
            return new Outcome.Nothing();
        }

        var reading = await StripeReading.FetchAsync(
            stripe, attempt.StripeSessionId ?? hint.SessionId, attempt.StripePaymentIntentId ?? hint.PaymentIntentId, cancel);
        if (reading is null || reading.Metadata.GetValueOrDefault("attempt") != attemptId.ToString())
        {
            // A claim on our attempt by an object that does not bear its name changes nothing.
            return new Outcome.Nothing();
        }

        var stripeRefunds = await refunds.FetchAsync(reading, hint.IsRefund, cancel);
        var stripeDisputes = await disputes.FetchAsync(reading, hint.IsDispute, cancel);
        var decision = await database.WriteAsync(
            async transaction =>
            {
                var decided = await booking.WriteAsync(transaction, attemptId, reading);
                await refunds.WriteAsync(transaction, reading.PaymentIntentId, stripeRefunds);
                await disputes.WriteAsync(transaction, reading.PaymentIntentId, stripeDisputes);
                return decided;
            },
            cancel);
        Tell(attempt.OrderId, decision);
        return decision switch
        {
            SettlementDecision.Pay or SettlementDecision.AlreadyPaid => new Outcome.Paid(),
            SettlementDecision.Hold or SettlementDecision.AlreadyHeld => new Outcome.Held(),
            SettlementDecision.CloseAttempt close => new Outcome.Ended(close.Decline),
            SettlementDecision.Wait { Attempt: AttemptState.Succeeded } => new Outcome.Paid(),
            SettlementDecision.Wait wait => new Outcome.Waiting(reading.Fact is StripeFact.Processing, wait.Decline),
            _ => throw new InvalidOperationException($"Unknown decision {decision}."),
        };
    }

    private void Tell(Guid orderId, SettlementDecision decision)
    {
        switch (decision)
        {
            case SettlementDecision.Pay pay:
                Log.OrderPaid(logger, orderId, pay.PaymentIntentId, pay.Amount);
                break;
            case SettlementDecision.Hold hold:
                Log.PaymentHeld(logger, hold.PaymentIntentId, hold.Amount, hold.Reason, orderId);
                break;
        }
    }
}

/// <summary>Where an event says that something happened.</summary>
internal sealed record StripeHint(string? SessionId = null, string? PaymentIntentId = null, bool IsRefund = false, bool IsDispute = false)
{
    public static StripeHint None { get; } = new();

    public static StripeHint Merge(StripeHint one, StripeHint other) => new(
        one.SessionId ?? other.SessionId, one.PaymentIntentId ?? other.PaymentIntentId, one.IsRefund || other.IsRefund,
        one.IsDispute || other.IsDispute);
}

using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
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
    private readonly ConcurrentDictionary<Guid, Lazy<Task<Outcome>>> underWay = new();

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
    /// A buyer's return and the webhooks come at the same moment. Whoever is later waits for what the other finds: where the order is
    /// paid by it, Stripe need not be asked again.
    /// </summary>
    /// <returns>Whether one was under way that has found the order paid.</returns>
    public async Task<bool> WasJustPaidAsync(Guid attemptId, CancellationToken cancel)
    {
        if (!underWay.TryGetValue(attemptId, out var other))
        {
            return false;
        }

        // Its failure is its caller's own; this one then asks for itself.
        await ((Task)other.Value).WaitAsync(cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancel.ThrowIfCancellationRequested();
        return other.Value.IsCompletedSuccessfully && await other.Value is Outcome.Paid;
    }

    /// <summary>For a page, which goes on without an answer.</summary>
    /// <returns>Null where Stripe could not be asked: unknown, not failed.</returns>
    public async Task<Outcome?> TryAsync(Guid attemptId, CancellationToken cancel)
    {
        try
        {
            return await WasJustPaidAsync(attemptId, cancel) ? new Outcome.Paid() : await RunAsync(attemptId, StripeHint.None, cancel);
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
        // To be seen by others before it begins.
        var run = new Lazy<Task<Outcome>>(() => RunOnceAsync(attemptId, hint, cancel));
        underWay.TryAdd(attemptId, run);
        try
        {
            return await run.Value;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(attemptId, run));
        }
    }

    private async Task<Outcome> RunOnceAsync(Guid attemptId, StripeHint hint, CancellationToken cancel)
    {
        var (attempt, hasRefunds) = await database.ReadAsync(db => FindAsync(db, attemptId), cancel);
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

        var stripeRefunds = await refunds.FetchAsync(reading, hint.IsRefund || hasRefunds, cancel);
        var stripeDisputes = await disputes.FetchAsync(reading, hint.IsDispute, cancel);
        var decision = await database.WriteAsync(
            async transaction =>
            {
                var decided = await booking.WriteAsync(transaction, attempt.OrderId, attemptId, reading);
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

    /// <returns>The attempt, and whether any of what it paid was given back, or is to be.</returns>
    private static async Task<(AttemptRow? Attempt, bool HasRefunds)> FindAsync(DbConnection db, Guid attemptId)
    {
        await using var rows = await db.QueryMultipleAsync(
            $"""
            SELECT {AttemptRow.Columns} FROM payment_attempts WHERE id = @attemptId;
            SELECT EXISTS (SELECT 1 FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.attempt_id = @attemptId)
            """,
            new { attemptId });
        return (await rows.ReadSingleOrDefaultAsync<AttemptRow?>(), await rows.ReadSingleAsync<bool>());
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

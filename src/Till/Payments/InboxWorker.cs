using System.Collections.Concurrent;
using Till.Memberships;
using Till.Storage;

namespace Till.Payments;

/// <summary>Handles events as they come in, a few at a time, and those that are put off when they fall due.</summary>
internal sealed class InboxWorker(
    Database database, Inbox inbox, HandleEvent handle, Settle settle, CloseAttempt closeAttempt, MembershipEvents memberships, ReconcilePayouts payouts,
    Signals signals, TimeProvider time, ILogger<InboxWorker> logger) : BackgroundService
{
    private const int Batch = 32;
    private const int AtOnce = 8;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DrainAsync(stoppingToken) == 0)
                {
                    await signals.WaitAsync(Signals.Inbox, LookAgain, time, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.InboxUnreadable(logger, exception);
                await Task.Delay(LookAgain, time, stoppingToken);
            }
        }
    }

    /// <summary>Handles what is due now.</summary>
    /// <returns>How many events were taken.</returns>
    public async Task<int> DrainAsync(CancellationToken cancel)
    {
        var batch = await inbox.ClaimAsync(Batch, Lease, cancel);
        if (batch.Count == 0)
        {
            return 0;
        }

        var handled = new List<(string EventId, bool Ours)>(batch.Count);
        var toSettle = new List<Question>(batch.Count);
        foreach (var waiting in batch)
        {
            await TryAsync([waiting], async () =>
            {
                switch (await handle.ReadAsync(waiting, cancel))
                {
                    case HandleEvent.Meaning.Settle asks:
                        toSettle.Add(new Question(waiting, asks.AttemptId, asks.Hint));
                        break;
                    case HandleEvent.Meaning.SettleMembership asks:
                        toSettle.Add(new Question(waiting, asks.About, asks.Hint));
                        break;
                    case HandleEvent.Meaning.SettlePayout asks:
                        toSettle.Add(new Question(waiting, asks, StripeHint.None));
                        break;
                    case var meaning:
                        handled.Add((waiting.EventId, meaning is not HandleEvent.Meaning.Foreign));
                        break;
                }
            });
        }

        // Several events of one attempt or membership that are here already are answered by asking Stripe once. Hints at two of its
        // payments are two questions.
        var questions = new ConcurrentQueue<IReadOnlyList<Question>>(
            toSettle.GroupBy(one => (one.About, Payment: one.About is Guid ? null : one.Hint.PaymentIntentId)).Select(group => group.ToList()));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, questions.Count)).Select(_ => AskAsync(questions, handled, cancel)));
        await inbox.CloseAsync(handled, cancel);
        return batch.Count;
    }

    private async Task AskAsync(ConcurrentQueue<IReadOnlyList<Question>> questions, List<(string EventId, bool Ours)> handled, CancellationToken cancel)
    {
        while (questions.TryDequeue(out var group))
        {
            var (about, events) = (group[0].About, group.Select(one => one.Waiting).ToList());
            await TryAsync(events, async () =>
            {
                var ours = await IsOldNewsByNowAsync(about, events, cancel)
                    || await SettleAsync(about, group.Select(one => one.Hint).Aggregate(StripeHint.Merge), cancel);
                lock (handled)
                {
                    handled.AddRange(events.Select(waiting => (waiting.EventId, ours)));
                }
            });
        }
    }

    /// <summary>The buyer, coming back at this moment, may be settling the same attempt: then what there is to learn is learnt.</summary>
    private async Task<bool> IsOldNewsByNowAsync(object about, IReadOnlyList<Inbox.Waiting> events, CancellationToken cancel)
    {
        if (about is not Guid attemptId || !await settle.WasJustPaidAsync(attemptId, cancel))
        {
            return false;
        }

        foreach (var waiting in events)
        {
            if (await handle.ReadAsync(waiting, cancel) is not HandleEvent.Meaning.OldNews)
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>Whether it was ours.</returns>
    private async Task<bool> SettleAsync(object about, StripeHint hint, CancellationToken cancel)
    {
        if (about is MembershipEvents.About membership)
        {
            return await memberships.SettleAsync(membership, hint, cancel);
        }

        if (about is HandleEvent.Meaning.SettlePayout { PayoutId: var payoutId })
        {
            return await payouts.SettleAsync(payoutId, cancel);
        }

        var attemptId = (Guid)about;
        if (await settle.RunAsync(attemptId, hint, cancel) is Settle.Outcome.Waiting { Decline: not null })
        {
            await StopGuessingAsync(attemptId, cancel);
        }

        return true;
    }

    /// <summary>Whoever has an intent's secret can try cards on it without asking the shop, so an intent takes only so many.</summary>
    private async Task StopGuessingAsync(Guid attemptId, CancellationToken cancel)
    {
        var guessed = await database.ReadAsync(
            async db => await AttemptRow.FindAsync(db, attemptId) is { IsLive: true, StripePaymentIntentId: { } intentId } attempt
                && await DeclineLimit.IsReachedAsync(db, intentId) ? attempt : null,
            cancel);
        if (guessed is not null)
        {
            await closeAttempt.RunAsync(guessed, cancel);
        }
    }

    private async Task TryAsync(IReadOnlyList<Inbox.Waiting> events, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            foreach (var waiting in events)
            {
                Log.EventFailed(logger, exception, waiting.EventId, waiting.Tries + 1);
                await inbox.FailAsync(waiting, exception, CancellationToken.None);
            }
        }
    }

    /// <param name="About">An attempt's id, a membership or a payout.</param>
    private sealed record Question(Inbox.Waiting Waiting, object About, StripeHint Hint);
}

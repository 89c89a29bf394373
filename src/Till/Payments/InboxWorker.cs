using Till.Storage;

namespace Till.Payments;

/// <summary>Handles events as they come in, a few at a time, and those that are put off when they fall due.</summary>
internal sealed class InboxWorker(Inbox inbox, HandleEvent handle, Settle settle, Signals signals, TimeProvider time, ILogger<InboxWorker> logger)
    : BackgroundService
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
            catch (Exception exception) when (exception is not OperationCanceledException)
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
        var toSettle = new List<(Inbox.Waiting Waiting, HandleEvent.Meaning.Settle Meaning)>(batch.Count);
        foreach (var waiting in batch)
        {
            await TryAsync([waiting], async () =>
            {
                var meaning = await handle.ReadAsync(waiting, cancel);
                if (meaning is HandleEvent.Meaning.Settle asks)
                {
                    toSettle.Add((waiting, asks));
                }
                else
                {
                    handled.Add((waiting.EventId, meaning is not HandleEvent.Meaning.Foreign));
                }
            });
        }

        // Several events of one attempt that are here already are answered by asking Stripe once.
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(toSettle.GroupBy(one => one.Meaning.AttemptId), options, async (attempt, token) =>
        {
            var events = attempt.Select(one => one.Waiting).ToList();
            await TryAsync(events, async () =>
            {
                await settle.RunAsync(attempt.Key, attempt.Select(one => one.Meaning.Hint).Aggregate(StripeHint.Merge), token);
                lock (handled)
                {
                    handled.AddRange(events.Select(waiting => (waiting.EventId, true)));
                }
            });
        });
        await inbox.CloseAsync(handled, cancel);
        return batch.Count;
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
}

using Till.Storage;

namespace Till.Payments;

/// <summary>Handles events as they come in, a few at a time, and those that are put off when they fall due.</summary>
internal sealed class InboxWorker(Inbox inbox, HandleEvent handle, Signals signals, TimeProvider time, ILogger<InboxWorker> logger)
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

        var handled = new List<(string, bool)>(batch.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(batch, options, async (waiting, token) =>
        {
            try
            {
                var ours = await handle.RunAsync(waiting, token);
                lock (handled)
                {
                    handled.Add((waiting.EventId, ours));
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.EventFailed(logger, exception, waiting.EventId, waiting.Tries + 1);
                await inbox.FailAsync(waiting, exception, token);
            }
        });
        await inbox.CloseAsync(handled, cancel);
        return batch.Count;
    }
}

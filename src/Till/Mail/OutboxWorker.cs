using Till.Storage;

namespace Till.Mail;

/// <summary>
/// Carries out the outbox: claims what is due, runs several at once, notes what became of them. A claim is a lease, so the rows
/// of a process that was killed come back by themselves and two processes never carry out the same row at once. What was carried
/// out but not yet noted when the process died is carried out again.
/// </summary>
internal sealed class OutboxWorker(
    OutboxStore store, IEnumerable<OutboxHandler> handlers, IServiceScopeFactory scopes, Signals signals, TimeProvider time,
    ILogger<OutboxWorker> logger) : BackgroundService
{
    /// <summary>How many run at once. Enough to keep a mail server busy, few enough not to crowd out sales.</summary>
    private const int Slots = 32;

    /// <summary>Longer than any mail server thinks about a mail, short enough that a slot is not lost for good.</summary>
    private static readonly TimeSpan HandlerTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, OutboxHandler> handlers = handlers.ToDictionary(handler => handler.Kind);
    private readonly SemaphoreSlim slots = new(Slots, Slots);

    /// <summary>Carries out everything that is due now, and returns when nothing is: for commands and tests.</summary>
    /// <returns>How many rows were begun.</returns>
    public async Task<int> DrainAsync(CancellationToken cancel)
    {
        var begun = 0;
        while (await store.ClaimAsync(Slots, cancel) is { Count: > 0 } rows)
        {
            await Task.WhenAll(rows.Select(RunAsync));
            begun += rows.Count;
        }

        return begun;
    }

    public override void Dispose()
    {
        base.Dispose();
        slots.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await FillSlotsAsync(stoppingToken))
                {
                    await signals.WaitAsync(Signals.Outbox, await store.UntilNextAsync(LookAgainAfter, stoppingToken), time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                // The database is away, most likely. Nothing is lost: the rows wait.
                Log.OutboxStopped(logger, exception);
                await Task.Delay(TimeSpan.FromSeconds(2), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // What is under way ends, and is noted, before the process does.
        for (var i = 0; i < Slots; i++)
        {
            await slots.WaitAsync(CancellationToken.None);
        }
    }

    /// <summary>Starts as many rows as there are slots for.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> FillSlotsAsync(CancellationToken cancel)
    {
        await slots.WaitAsync(cancel);
        var free = 1;
        while (free < Slots && await slots.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            free++;
        }

        IReadOnlyList<OutboxRow> rows = [];
        try
        {
            rows = await store.ClaimAsync(free, cancel);
        }
        finally
        {
            if (free > rows.Count)
            {
                slots.Release(free - rows.Count);
            }
        }

        foreach (var row in rows)
        {
            _ = RunInSlotAsync(row);
        }

        return rows.Count == free;
    }

    private async Task RunInSlotAsync(OutboxRow row)
    {
        // Leaves the claiming loop at once; a handler may compute for a while before it first waits.
        await Task.Yield();
        try
        {
            await RunAsync(row);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task RunAsync(OutboxRow row)
    {
        try
        {
            var failure = await TryAsync(row);
            if (failure is not null)
            {
                Log.EffectFailed(logger, row.Kind, row.Subject, row.Tries, failure);
            }

            await store.NoteAsync(row, failure);
        }
        catch (Exception exception)
        {
            // Not noted: the lease runs out and the row is carried out again.
            Log.EffectNotNoted(logger, row.Kind, row.Subject, exception);
        }
    }

    /// <returns>Why it failed, or null.</returns>
    private async Task<Exception?> TryAsync(OutboxRow row)
    {
        try
        {
            if (!handlers.TryGetValue(row.Kind, out var handler))
            {
                throw new InvalidOperationException($"This version of Till does not know how to carry out “{row.Kind}”.");
            }

            await using var scope = scopes.CreateAsyncScope();
            using var limit = new CancellationTokenSource(HandlerTimeout, time);
            await KeepLeasedAsync(row, handler.RunAsync(scope.ServiceProvider, row, limit.Token));
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private async Task KeepLeasedAsync(OutboxRow row, Task work)
    {
        while (true)
        {
            try
            {
                await work.WaitAsync(OutboxStore.RenewAfter, time);
                return;
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                await store.RenewAsync(row);
            }
        }
    }
}

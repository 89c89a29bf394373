using System.Collections.Concurrent;

namespace Till.Storage;

/// <summary>Wakes workers when there is something for them to do. A signal given while nobody waits is kept.</summary>
internal sealed class Signals : IDisposable
{
    public const string Channel = "till";
    public const string Inbox = "inbox";
    public const string Outbox = "outbox";

    /// <summary>What the shop's pages say of how many there are has changed.</summary>
    public const string Shelf = "shelf";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> queues = new();

    public void Wake(string queue)
    {
        var signal = Get(queue);
        lock (signal)
        {
            if (signal.CurrentCount == 0)
            {
                signal.Release();
            }
        }
    }

    /// <summary>Returns when the queue is woken, or after <paramref name="atMost"/> for work that falls due by the clock.</summary>
    public async Task WaitAsync(string queue, TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            await Get(queue).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is up: look for what has fallen due.
        }
    }

    public void Dispose()
    {
        foreach (var signal in queues.Values)
        {
            signal.Dispose();
        }
    }

    private SemaphoreSlim Get(string queue) => queues.GetOrAdd(queue, _ => new SemaphoreSlim(0));
}

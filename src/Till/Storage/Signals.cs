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

    /// <summary>The owner has set something of the shop.</summary>
    public const string Settings = "settings";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> queues = new();
    private readonly string origin = Chance.Secure.NewKey();

    /// <summary>What the other processes are told: the queue, and by whom, since this one hears it too.</summary>
    public string MessageOf(string queue) => $"{queue} {origin}";

    /// <summary>Wakes what another process tells of; what this one has told is awake already.</summary>
    public void Hear(string message)
    {
        if (message.Split(' ') is [var queue, ..] words && (words.Length == 1 || words[1] != origin))
        {
            Wake(queue);
        }
    }

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

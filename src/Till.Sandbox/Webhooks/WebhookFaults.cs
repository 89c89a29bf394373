namespace Till.Sandbox.Webhooks;

/// <summary>How many deliveries each fault is still to meet.</summary>
/// <param name="DelayMs">How long one is held back, in milliseconds.</param>
internal sealed record WebhookFaultCounts(int Drop, int Repeat, int Delay, int DelayMs, int Reorder);

/// <summary>What tests put in the way of deliveries: the next so many are dropped, sent twice, sent late, or sent in reverse.</summary>
internal sealed class WebhookFaults
{
    /// <summary>In milliseconds: so far apart are deliveries that are sent in reverse.</summary>
    private const int Step = 200;

    private readonly Lock _gate = new();
    private WebhookFaultCounts _coming = new(0, 0, 0, 0, 0);

    public WebhookFaultCounts Coming()
    {
        lock (_gate)
        {
            return _coming;
        }
    }

    public void Set(int? drop = null, int? repeat = null, int? delay = null, int? delayMs = null, int? reorder = null)
    {
        lock (_gate)
        {
            _coming = new WebhookFaultCounts(
                drop ?? _coming.Drop, repeat ?? _coming.Repeat, delay ?? _coming.Delay, delayMs ?? _coming.DelayMs, reorder ?? _coming.Reorder);
        }
    }

    public void Clear() => Set(0, 0, 0, 0, 0);

    /// <summary>How often the next delivery is sent: 0 for never, 2 for twice. Waits when it is to be late, so that others overtake it.</summary>
    public async Task<int> Copies(TimeProvider time, CancellationToken stop)
    {
        int copies = 1, wait = 0;
        lock (_gate)
        {
            var coming = _coming;
            if (coming.Drop > 0)
            {
                _coming = coming with { Drop = coming.Drop - 1 };
                return 0;
            }
            if (coming.Repeat > 0)
            {
                coming = coming with { Repeat = coming.Repeat - 1 };
                copies = 2;
            }
            if (coming.Delay > 0)
            {
                coming = coming with { Delay = coming.Delay - 1 };
                wait = coming.DelayMs;
            }
            if (coming.Reorder > 0)
            {
                // The first waits longest and the last not at all.
                coming = coming with { Reorder = coming.Reorder - 1 };
                wait += coming.Reorder * Step;
            }
            _coming = coming;
        }
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, stop);
        }
        return copies;
    }
}

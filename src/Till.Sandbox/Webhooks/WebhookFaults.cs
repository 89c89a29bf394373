namespace Till.Sandbox.Webhooks;

/// <summary>What tests put in the way of deliveries: the next so many are dropped, sent twice, or sent late.</summary>
internal sealed class WebhookFaults
{
    private readonly Lock _gate = new();
    private int _drop;
    private int _repeat;
    private int _delay;
    private int _delayMs;

    public void Set(int? drop, int? repeat, int? delay, int? delayMs)
    {
        lock (_gate)
        {
            _drop = drop ?? _drop;
            _repeat = repeat ?? _repeat;
            _delay = delay ?? _delay;
            _delayMs = delayMs ?? _delayMs;
        }
    }

    public void Clear() => Set(0, 0, 0, 0);

    /// <summary>How often the next delivery is sent: 0 for never, 2 for twice. Waits when it is to be late, so that others overtake it.</summary>
    public async Task<int> Copies(TimeProvider time, CancellationToken stop)
    {
        int copies = 1, wait = 0;
        lock (_gate)
        {
            if (_drop > 0)
            {
                _drop--;
                return 0;
            }
            if (_repeat > 0)
            {
                _repeat--;
                copies = 2;
            }
            if (_delay > 0)
            {
                _delay--;
                wait = _delayMs;
            }
        }
        if (wait > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, stop);
        }
        return copies;
    }
}

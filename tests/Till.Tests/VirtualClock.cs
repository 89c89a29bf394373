namespace Till.Tests;

/// <summary>
/// Time that stands still until a test moves it. Timers fire in the order they are due, those due at the same
/// moment in the order they were set, and while one fires the clock shows the moment it was due.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<VirtualTimer> timers = [];
    private TaskCompletionSource changed = NewSignal();
    private DateTimeOffset now;
    private long sequence;

    public VirtualClock(DateTimeOffset? start = null) => now = start ?? new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on and fires what falls due, also what those timers set anew within the span.</summary>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var end = GetUtcNow() + span;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            now = end > now ? end : now;
        }
    }

    /// <summary>Sets the clock, as a machine's operator or its time service does; timers don't notice.</summary>
    public void Jump(DateTimeOffset to)
    {
        lock (gate)
        {
            var shift = to - now;
            now = to;
            foreach (var timer in timers)
            {
                timer.Due += shift;
            }
        }
    }

    /// <summary>
    /// Waits for a task, moving on to the next timer whenever nothing else can happen. Timers further away than
    /// the patience are left alone, so that a long timeout doesn't fire while its work is still going on.
    /// </summary>
    public async Task RunAsync(Task task, TimeSpan patience)
    {
        while (!task.IsCompleted)
        {
            Task signal;
            DateTimeOffset? next;
            lock (gate)
            {
                signal = changed.Task;
                next = timers.Count > 0 ? timers.Min(timer => timer.Due) : null;
            }

            if (next is { } due && due - GetUtcNow() <= patience)
            {
                Advance(due - GetUtcNow());
            }
            else
            {
                await Task.WhenAny(task, signal);
            }
        }

        await task;
    }

    /// <inheritdoc cref="RunAsync(Task, TimeSpan)"/>
    public async Task<T> RunAsync<T>(Task<T> task, TimeSpan patience)
    {
        await RunAsync((Task)task, patience);
        return await task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private VirtualTimer? TakeDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => (timer.Due, timer.Sequence));
            if (next is null)
            {
                return null;
            }

            now = next.Due > now ? next.Due : now;
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
                next.Sequence = ++sequence;
            }
            else
            {
                timers.Remove(next);
            }

            return next;
        }
    }

    private void Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = now + dueTime;
                timer.Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                timer.Sequence = ++sequence;
                timers.Add(timer);
            }

            var signal = changed;
            changed = NewSignal();
            signal.TrySetResult();
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, Action fire) : ITimer
    {
        private bool disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public long Sequence { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (disposed)
            {
                return false;
            }

            clock.Set(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            disposed = true;
            clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

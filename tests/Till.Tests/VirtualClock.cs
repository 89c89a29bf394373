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
    private DateTimeOffset start;
    private TimeSpan elapsed;
    private long sequence;

    public VirtualClock(DateTimeOffset? start = null) => this.start = start ?? new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return start + elapsed;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return elapsed.Ticks;
        }
    }

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
        TimeSpan end;
        lock (gate)
        {
            end = elapsed + span;
        }

        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (gate)
        {
            elapsed = end > elapsed ? end : elapsed;
        }
    }

    /// <summary>Sets the clock, as a machine's operator or its time service does; timers don't notice.</summary>
    public void Jump(DateTimeOffset to)
    {
        lock (gate)
        {
            start = to - elapsed;
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
            TimeSpan? wait;
            lock (gate)
            {
                signal = changed.Task;
                wait = timers.Count > 0 ? timers.Min(timer => timer.Due) - elapsed : null;
            }

            if (wait is { } span && span <= patience)
            {
                Advance(span > TimeSpan.Zero ? span : TimeSpan.Zero);
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

    private VirtualTimer? TakeDue(TimeSpan end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => (timer.Due, timer.Sequence));
            if (next is null)
            {
                return null;
            }

            elapsed = next.Due > elapsed ? next.Due : elapsed;
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
                timer.Due = elapsed + dueTime;
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

        public TimeSpan Due { get; set; }

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

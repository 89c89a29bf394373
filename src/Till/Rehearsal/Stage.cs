using System.Runtime.CompilerServices;

namespace Till.Rehearsal;

/// <summary>Something that runs until it is ended from outside, such as a process: what waits on its behalf then never goes on.</summary>
internal sealed class Life
{
    public bool HasEnded { get; private set; }

    /// <summary>How far its clock is off.</summary>
    public TimeSpan Skew { get; set; }

    public void End() => HasEnded = true;
}

/// <summary>
/// One thread and one clock for all that happens in a history. Whatever waits, waits here and goes on when its time has come; between two such
/// moments nothing else runs, so that the same choices make the same history. Only PostgreSQL answers from outside, and while it works
/// everything waits for it.
/// </summary>
internal sealed class Stage(DateTimeOffset start) : SynchronizationContext
{
    /// <summary>More than any history needs: one that goes round in circles is a finding too.</summary>
    private const int MostSteps = 3_000_000;

    private readonly PriorityQueue<Entry, (long Due, long Order)> entries = new();
    private readonly Queue<(SendOrPostCallback Run, object? State)> ready = new();
    private readonly AsyncLocal<bool> isUsing = new();
    private long order;
    private int underWay;
    private int steps;
    private int thread;
    private string? stray;

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>How many things have happened.</summary>
    public int Steps => steps;

    /// <summary>Goes on after so long, unless its life has ended by then.</summary>
    /// <param name="bare">Outside of this context, as what a library awaits must be.</param>
    public Pause Delay(Life life, TimeSpan time, bool bare = false, CancellationToken cancel = default) => new(this, life, time, bare, cancel);

    /// <summary>A clock of one life, with its timers.</summary>
    public TimeProvider ClockOf(Life life) => new Clock(this, life);

    /// <summary>The database is asked: nobody else goes on before it has answered.</summary>
    public async Task<T> UseAsync<T>(Func<Task<T>> use)
    {
        isUsing.Value = true;
        Interlocked.Increment(ref underWay);
        try
        {
            return await use();
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
            isUsing.Value = false;
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        NoteStray();
        lock (ready)
        {
            ready.Enqueue((d, state));
            Monitor.Pulse(ready);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody waits for this thread.");

    /// <summary>Runs a piece of the history on this thread, with all that goes on meanwhile, until it is over.</summary>
    public void Run(Func<Task> piece)
    {
        var before = Current;
        try
        {
            SetSynchronizationContext(this);
            thread = Environment.CurrentManagedThreadId;
            var task = piece();
            while (!task.IsCompleted)
            {
                Step();
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    internal Entry At(DateTimeOffset due, Life life, bool bare, Action run)
    {
        NoteStray();
        var entry = new Entry(due < Now ? Now : due, life, bare, run);
        entries.Enqueue(entry, (entry.Due.Ticks, ++order));
        return entry;
    }

    /// <summary>Something of the shop went on elsewhere, so that nobody knows any more what came before what.</summary>
    private void NoteStray()
    {
        if (Environment.CurrentManagedThreadId != thread && Volatile.Read(ref underWay) <= 0)
        {
            Interlocked.CompareExchange(ref stray, Environment.StackTrace, null);
        }
    }

    private void Step()
    {
        if (Volatile.Read(ref stray) is { } where)
        {
            throw new HistoryException($"The shop went on on another thread: {where}");
        }

        while (TakeReady() is var (run, state))
        {
            SetSynchronizationContext(this);
            run(state);
        }

        if (Volatile.Read(ref underWay) > 0)
        {
            AwaitPost();
            return;
        }

        if (entries.Count == 0)
        {
            throw new HistoryException("Everything waits for something that never comes.");
        }

        var entry = entries.Dequeue();
        if (entry.IsCancelled || entry.Life.HasEnded)
        {
            return;
        }

        if (++steps > MostSteps)
        {
            throw new HistoryException($"The history goes round in circles: {MostSteps} steps.");
        }

        Now = entry.Due;
        entry.IsCancelled = true;
        SetSynchronizationContext(entry.Bare ? null : this);
        entry.Run();
    }

    private (SendOrPostCallback Run, object? State)? TakeReady()
    {
        lock (ready)
        {
            return ready.TryDequeue(out var one) ? one : null;
        }
    }

    private void AwaitPost()
    {
        lock (ready)
        {
            while (ready.Count == 0 && Volatile.Read(ref underWay) > 0)
            {
                // What is under way posts when it has ended; a use that ends without waking anybody is seen a moment later.
                Monitor.Wait(ready, TimeSpan.FromMilliseconds(20));
            }
        }
    }

    internal sealed class Entry(DateTimeOffset due, Life life, bool bare, Action run)
    {
        public DateTimeOffset Due => due;

        public Life Life => life;

        public bool Bare => bare;

        public Action Run => run;

        public bool IsCancelled { get; set; }
    }

    /// <summary>What is awaited to let time pass.</summary>
    internal sealed class Pause(Stage stage, Life life, TimeSpan time, bool bare, CancellationToken cancel) : ICriticalNotifyCompletion
    {
        private CancellationTokenRegistration registration;

        public bool IsCompleted => false;

        public Pause GetAwaiter() => this;

        public void GetResult()
        {
            registration.Dispose();
            cancel.ThrowIfCancellationRequested();
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            var entry = stage.At(stage.Now + time, life, bare, continuation);
            registration = cancel.UnsafeRegister(
                _ =>
                {
                    if (!entry.IsCancelled)
                    {
                        entry.IsCancelled = true;
                        stage.At(stage.Now, life, bare, continuation);
                    }
                },
                null);
        }
    }

    private sealed class Clock(Stage stage, Life life) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => stage.Now + life.Skew;

        public override long GetTimestamp() => stage.Now.UtcTicks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(stage, life, () => callback(state), dueTime, period);
    }

    private sealed class Timer : ITimer
    {
        private readonly Stage stage;
        private readonly Life life;
        private readonly Action callback;

        /// <summary>A pause of the database's own, before it tries again: until then it is not being asked.</summary>
        private readonly bool isOfUse;

        private Entry? entry;
        private TimeSpan period;

        public Timer(Stage stage, Life life, Action callback, TimeSpan dueTime, TimeSpan period)
        {
            (this.stage, this.life, this.callback, isOfUse) = (stage, life, callback, stage.isUsing.Value);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Stop();
            this.period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                entry = stage.At(stage.Now + dueTime, life, bare: true, Fire);
                Interlocked.Add(ref stage.underWay, isOfUse ? -1 : 0);
            }

            return true;
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Stop()
        {
            if (entry is { IsCancelled: false })
            {
                entry.IsCancelled = true;
                Interlocked.Add(ref stage.underWay, isOfUse ? 1 : 0);
            }

            entry = null;
        }

        private void Fire()
        {
            entry = null;
            Interlocked.Add(ref stage.underWay, isOfUse ? 1 : 0);
            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }

            callback();
        }
    }
}

/// <summary>The history itself could not go on.</summary>
internal sealed class HistoryException(string message) : Exception(message);

namespace Till.Tests.Memberships;

/// <summary>
/// Time that stands still until a test moves it, while timers run by the real one: the pause before a call is tried again is waited for, a month
/// is not.
/// </summary>
internal sealed class StandingClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);
}

namespace Till.Sandbox.Tests.Pages;

/// <summary>A clock that runs as the system's does, and can be set forward. Timers run in real time.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void Forward(TimeSpan span) => _ahead += span;
}

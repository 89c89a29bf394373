using Till.Sandbox.Storage;

namespace Till.Sandbox.Tests.Storage;

/// <summary>What happens by itself, and what becomes of it when it cannot.</summary>
public sealed class ScheduleFacts : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("till-sandbox-");
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly List<string> _happened = [];
    private readonly List<string> _alarms = [];

    [Fact]
    public void An_action_that_fails_fails_once_loudly_and_keeps_nobody_else_from_going_on()
    {
        using var store = Open();
        store.Run(static unit =>
        {
            unit.Later(unit.Now + 10, "good", "one");
            unit.Later(unit.Now + 20, "bad", "two");
            unit.Later(unit.Now + 30, "good", "three");
            return true;
        });
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, store.Run(static _ => 1));
        Assert.Equal(2, store.Run(static _ => 2));

        Assert.Equal(["one", "three"], _happened.Distinct());
        var alarm = Assert.Single(_alarms);
        Assert.Contains("bad of two", alarm);
        Assert.Contains("It broke.", alarm);
        Assert.Equal(long.MaxValue, store.NextDue);
        Assert.Equal(1L, store.Run(static unit => unit.Database.Scalar("SELECT count(*) FROM set_aside WHERE subject = 'two' AND error LIKE '%It broke.%'")));
    }

    [Fact]
    public void What_becomes_of_a_subscription_after_the_last_retry_is_kept_over_a_restart()
    {
        using (var store = Open())
        {
            Assert.Equal(Store.UsualEnd, store.AfterRetries);
            store.UseAfterRetries("unpaid");
        }

        using var again = Open();
        Assert.Equal("unpaid", again.AfterRetries);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Store Open() => new(Path.Combine(_folder.FullName, "sandbox.db"), _clock, 7, new Schedule(Happen, static (_, _, _) => { }), _alarms.Add);

    private void Happen(Unit unit, string action, string subject)
    {
        if (action == "bad")
        {
            throw new InvalidOperationException("It broke.");
        }

        _happened.Add(subject);
    }
}

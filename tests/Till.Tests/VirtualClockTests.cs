namespace Till.Tests;

public sealed class VirtualClockTests
{
    private readonly VirtualClock clock = new();
    private readonly List<string> fired = [];

    [Fact]
    public void Timers_fire_when_due_in_order_and_ties_in_the_order_they_were_set()
    {
        var start = clock.GetUtcNow();
        using var late = After(3, "late");
        using var early = After(1, "early");
        using var tie = After(3, "tie");
        using var never = After(9, "never");

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["early@1", "late@3", "tie@3"], fired);
        Assert.Equal(start.AddSeconds(5), clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_set_by_a_timer_fires_within_the_same_span()
    {
        ITimer? second = null;
        using var first = clock.CreateTimer(_ => second = After(1, "second"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["second@2"], fired);
        second!.Dispose();
    }

    [Fact]
    public void A_periodic_timer_fires_each_time_until_it_is_stopped()
    {
        using var timer = clock.CreateTimer(_ => Note("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["tick@1", "tick@3", "tick@5"], fired);
    }

    [Fact]
    public void A_clock_that_is_set_anew_does_not_move_its_timers()
    {
        using var timer = After(10, "timer");
        var before = clock.GetTimestamp();
        clock.Jump(clock.GetUtcNow().AddDays(-1));
        Assert.Equal(TimeSpan.Zero, clock.GetElapsedTime(before));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(fired);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(fired);
    }

    [Fact]
    public async Task Work_that_waits_is_run_to_its_end_without_waiting()
    {
        async Task<int> Work()
        {
            await Task.Delay(TimeSpan.FromSeconds(30), clock, TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(30), clock, TestContext.Current.CancellationToken);
            return 7;
        }

        using var timeout = After(600, "timeout");
        var start = clock.GetUtcNow();
        Assert.Equal(7, await clock.RunAsync(Work(), TimeSpan.FromSeconds(60)));
        Assert.Equal(start.AddSeconds(60), clock.GetUtcNow());
        Assert.Empty(fired);
    }

    private ITimer After(int seconds, string name) =>
        clock.CreateTimer(_ => Note(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private void Note(string name) => fired.Add($"{name}@{clock.GetElapsedTime(0).TotalSeconds}");
}

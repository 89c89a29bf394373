using Till.Rehearsal;

namespace Till.Simulation;

/// <summary>
/// Whatever crashes, repeats or never arrives: made-up histories of the shop, each judged at its end against both stores. Thousands more:
/// <c>till rehearse</c>. That a fault would be found is shown by <c>tests/Till.Planted</c>.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_same_choices_make_the_same_history()
    {
        await using var grounds = await Grounds.OpenAsync(null);
        foreach (var seed in Enumerable.Range(1, 10))
        {
            var first = History.Play(grounds, new Choices(seed));
            var again = History.Play(grounds, new Choices(first.Choices));

            Assert.Equal(first.Words, again.Words);
            Assert.Equal(first.Choices, again.Choices);
        }
    }

    [Fact]
    public async Task A_history_without_any_choice_is_one_in_which_nothing_goes_wrong()
    {
        await using var grounds = await Grounds.OpenAsync(null);

        var history = History.Play(grounds, new Choices([]));

        Assert.Empty(history.Broken);
        Assert.Equal(1, history.Counts["paid orders"]);
        Assert.DoesNotContain(Thrown.All.Except([Thrown.Webhooks]), thrown => history.Counts.ContainsKey(thrown));
    }

    [Fact]
    public async Task Five_hundred_histories_hold_on_SQLite() => await PlayAsync(null, 500);

    [Fact]
    public async Task Forty_histories_hold_on_PostgreSQL() => await PlayAsync(await PostgresServer.ServerAsync(), 40);

    private async Task PlayAsync(string? postgres, int histories)
    {
        await using var grounds = await Grounds.OpenAsync(postgres);

        var report = new RehearsalRun(grounds).Play(1, histories, stopAtFirst: true, static _ => { }, TestContext.Current.CancellationToken);

        output.WriteLine(RehearsalText.Of(report));
        Assert.True(report.Held, RehearsalText.Of(report));
        Assert.Equal(histories, report.Histories);
        // They held something: whatever is thrown at the shop was thrown, and its people did all that they do. That somebody calls Stripe
        // just when it is away is rarer than the rest.
        Assert.All(histories < 100 ? Thrown.All.Except([Thrown.Unreachable]) : Thrown.All, thrown => Assert.True(report.Counts.GetValueOrDefault(thrown) > 0, thrown));
        Assert.All(["paid orders", "refunds", "disputes", "parcels", "memberships"], done => Assert.True(report.Counts[done] > 0, done));
    }
}

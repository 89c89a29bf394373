using System.Text.Json;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.CommandLine;

/// <summary><c>till reconcile</c>, as an operator types it and as a script reads it.</summary>
public sealed class ReconcileCommandTests
{
    [Fact]
    public async Task It_goes_back_as_far_as_is_asked_says_how_far_it_is_and_prints_a_report_for_a_script()
    {
        using var folder = new TemporaryFolder();

        var told = await TillProcess.RunAsync(["reconcile", "--data", folder.Path, "--since", "2026-01-01"]);
        Assert.Equal((int)ExitCode.Done, told.Code);
        Assert.Contains("Walking Stripe's lists from 2026-01-01 00:00", told.Output);
        Assert.Contains("Orders found paid and settled         0 (made again: 0)", told.Output);

        var json = await TillProcess.RunAsync(["reconcile", "--data", folder.Path, "--since", "2026-01-01T18:30", "--dry-run", "--json"]);
        Assert.Equal((int)ExitCode.Done, json.Code);
        var report = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal((true, 0L), (report.GetProperty("dryRun").GetBoolean(), report.GetProperty("differencesFound").GetInt64()));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 18, 30, 0, TimeSpan.Zero), report.GetProperty("since").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("--since", "--since", "yesterday")]
    [InlineData("--since", "--since", "2999-01-01")]
    [InlineData("--days", "--days", "0")]
    [InlineData("give one of them", "--days", "3", "--since", "2026-01-01")]
    public async Task What_is_not_understood_is_refused(string named, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        var ended = await TillProcess.RunAsync(["reconcile", "--data", folder.Path, .. arguments]);

        Assert.Equal((int)ExitCode.Usage, ended.Code);
        Assert.Contains(named, ended.Error);
    }
}

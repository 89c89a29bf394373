using System.Text.Json;
using Till.Commands;
using Till.Tests.Harness;

namespace Till.Tests.Checkup;

/// <summary><c>till doctor</c>, as an operator or a script reads it.</summary>
public sealed class DoctorCommandTests
{
    [Fact]
    public async Task It_says_line_by_line_what_is_well_and_what_to_do_and_ends_with_a_telling_code()
    {
        using var folder = new TemporaryFolder();
        var empty = await TillProcess.RunAsync(["doctor", "--data", folder.Path]);
        Assert.Equal((int)ExitCode.Attention, empty.Code);
        Assert.Contains("migrations have not run", empty.Output);
        Assert.Contains("→ Run ./till migrate", empty.Output);

        await TillProcess.RunAsync(["admin", "create", "--email", "owner@till.example", "--data", folder.Path]);
        var well = await TillProcess.RunAsync(["doctor", "--json", "--data", folder.Path]);
        Assert.Equal((int)ExitCode.Done, well.Code);
        var report = JsonDocument.Parse(well.Output).RootElement;
        Assert.True(report.GetProperty("well").GetBoolean());
        Assert.Contains(
            report.GetProperty("findings").EnumerateArray(),
            one => one.GetProperty("area").GetString() == "Stripe" && one.GetProperty("verdict").GetString() == "good");
    }
}

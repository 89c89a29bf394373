using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Till.Bench;

/// <summary>What wrk measured at one address.</summary>
/// <param name="PerSecond">Requests answered in a second.</param>
/// <param name="Errors">Answers other than 2xx and 3xx, and sockets that failed.</param>
internal sealed record PageFigures(double PerSecond, string Median, string Percentile99, long Errors);

/// <summary>Asks for one address as fast as it is answered, by 16 connections.</summary>
internal static partial class PageLoad
{
    private const int Connections = 16;

    public static async Task<PageFigures> RunAsync(Uri address, TimeSpan warmUp, TimeSpan time, CancellationToken cancel)
    {
        await WrkAsync(address, warmUp, cancel);
        var output = await WrkAsync(address, time, cancel);
        var errors = ErrorLines().Matches(output).Sum(line => Numbers().Matches(line.Value).Sum(number => long.Parse(number.Value)));
        return new PageFigures(
            double.Parse(Rate().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture), Latency(output, "50%"), Latency(output, "99%"), errors);
    }

    private static string Latency(string output, string percentile) =>
        output.Split('\n').First(line => line.TrimStart().StartsWith(percentile, StringComparison.Ordinal)).Split('%')[1].Trim();

    private static async Task<string> WrkAsync(Uri address, TimeSpan time, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-t1", $"-c{Connections}", $"-d{time.TotalSeconds:0}s", "--latency", address.ToString()])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync(cancel);
        await wrk.WaitForExitAsync(cancel);
        return wrk.ExitCode == 0 ? output : throw new BenchException($"wrk failed on {address}: {output}");
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex("(Non-2xx or 3xx responses|Socket errors).*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ErrorLines();

    // Of the counts, and not of the words "2xx or 3xx".
    [GeneratedRegex(@"(?<![\dx])\d+(?!\d*xx)", RegexOptions.None, 1000)]
    private static partial Regex Numbers();
}

using System.Runtime.InteropServices;
using System.Text;

namespace Till.Bench;

/// <summary>The figures in the order they were taken, and whether anything failed on the way.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Figure, string Beside)> rows = [];
    private readonly List<string> failures = [];

    public int Failures => failures.Count;

    /// <param name="beside">What the figure is to be compared with; empty for nothing.</param>
    public void Add(string what, string figure, string beside = "")
    {
        rows.Add((what, figure, beside));
        Console.WriteLine($"  {what}: {figure}{(beside.Length > 0 ? $" ({beside})" : "")}");
    }

    public void Fail(string what)
    {
        failures.Add(what);
        Console.WriteLine("  FAILED: " + what);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder("| what | figure | beside it |\n|---|---|---|\n");
        foreach (var (what, figure, beside) in rows)
        {
            text.Append($"| {what} | {figure} | {beside} |\n");
        }

        text.Append($"\n{Machine()} Errors: {failures.Count}.\n");
        foreach (var failure in failures.Distinct().Take(10))
        {
            text.Append($"- {failure}\n");
        }

        return text.ToString();
    }

    private static string Machine()
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var load = File.ReadAllText("/proc/loadavg").Split(' ');
        return $"{Environment.ProcessorCount} processors ({cpu ?? RuntimeInformation.OSArchitecture.ToString()}), {memory:0} GB, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}; load generator on the same machine; load average at the end {load[0]}, {load[1]}, {load[2]} "
            + "(1, 5, 15 minutes).";
    }
}

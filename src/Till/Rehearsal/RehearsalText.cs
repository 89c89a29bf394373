using System.Globalization;
using System.Net;
using System.Text;

namespace Till.Rehearsal;

/// <summary>The report of a rehearsal, for a person.</summary>
internal static class RehearsalText
{
    /// <summary>Lines of a history that does not hold: its end is what matters.</summary>
    private const int MostLines = 120;

    public static string Of(RehearsalReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"\n{Summary(report)}\n");
        text.AppendLine("Thrown at the shop");
        Append(text, report, Thrown.All);
        text.AppendLine("\nWhat its people did meanwhile");
        Append(text, report, People(report));
        text.AppendLine(report.Held ? "\nHeld in every history" : "\nLooked at in every history");
        foreach (var rule in RehearsalReport.Rules)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {rule}");
        }

        foreach (var finding in report.Findings)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\nHistory {finding.Seed} did not hold:");
            finding.History.Broken.ToList().ForEach(broken => text.AppendLine(CultureInfo.InvariantCulture, $"  ! {broken}"));
            text.AppendLine(CultureInfo.InvariantCulture, $"  Again: ./till rehearse --seed {finding.Seed} --histories 1. At its plainest:");
            foreach (var line in finding.Shortened.Words.TakeLast(MostLines))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"    {line}");
            }
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>One file, without script.</summary>
    public static string PageOf(RehearsalReport report) =>
        $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Rehearsal</title>
        <style>
        :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
        body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; }
        th, td { padding: .2rem 1.5rem .2rem 0; text-align: left; }
        td { font-variant-numeric: tabular-nums; text-align: right; }
        pre { overflow-x: auto; }
        </style>
        </head>
        <body>
        <main>
        <h1>Rehearsal</h1>
        <p>{{WebUtility.HtmlEncode(Summary(report))}}</p>
        <h2>Thrown at the shop</h2>
        {{Table(report, Thrown.All)}}
        <h2>What its people did meanwhile</h2>
        {{Table(report, People(report))}}
        <h2>{{(report.Held ? "Held in every history" : "Looked at in every history")}}</h2>
        <ul>
        {{string.Concat(RehearsalReport.Rules.Select(rule => $"<li>{WebUtility.HtmlEncode(rule)}</li>\n"))}}</ul>
        {{string.Concat(report.Findings.Select(Section))}}</main>
        </body>
        </html>

        """;

    private static string Summary(RehearsalReport report)
    {
        var rate = report.Histories / Math.Max(report.Took.TotalSeconds, 0.001);
        var end = report.Held ? "All of them held." : report.Findings.Count == 1 ? "One of them did not hold." : $"{report.Findings.Count} of them did not hold.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Histories} histories on {report.Engine}, from seed {report.FirstSeed}, in {report.Took.TotalSeconds:0} seconds ({rate:0.0} a second). {end}");
    }

    private static IReadOnlyList<string> People(RehearsalReport report) => [.. report.Counts.Keys.Except(Thrown.All)];

    private static void Append(StringBuilder text, RehearsalReport report, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {report.Counts.GetValueOrDefault(name),10} {name}");
        }
    }

    private static string Table(RehearsalReport report, IEnumerable<string> names) =>
        $"<table>\n{string.Concat(names.Select(name => $"<tr><th scope=\"row\">{WebUtility.HtmlEncode(name)}</th><td>{report.Counts.GetValueOrDefault(name)}</td></tr>\n"))}</table>";

    private static string Section(Finding finding) =>
        $"""
        <h2>History {finding.Seed} did not hold</h2>
        <ul>{string.Concat(finding.History.Broken.Select(broken => $"<li>{WebUtility.HtmlEncode(broken)}</li>"))}</ul>
        <pre>{WebUtility.HtmlEncode(string.Join('\n', finding.Shortened.Words.TakeLast(MostLines)))}</pre>

        """;
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Till.Rehearsal;

namespace Till.Commands;

/// <summary><c>till rehearse</c>: plays made-up histories of the shop, in which everything goes wrong that can, and tells what held.</summary>
internal static class RehearseCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int> Histories = new("--histories")
    {
        Description = "How many histories to play.",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The first history's; each of the others has the next one. The same seed is the same history.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "A server of PostgreSQL on which databases may be made and removed, as a connection string. Without it, SQLite.",
    };

    private static readonly Option<bool> StopAtFirst = new("--stop-at-first") { Description = "Ends with the first history that does not hold." };

    private static readonly Option<int> Shorten = new("--shorten")
    {
        Description = "How many histories may be played to make one that does not hold plainer; 0: none.",
        DefaultValueFactory = _ => RehearsalRun.UsualTries,
    };

    private static readonly Option<bool> Tell = new("--tell") { Description = "Tells what happened in each history, line by line. For one or a few of them." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints the report as JSON." };

    private static readonly Option<FileInfo?> Page = new("--page") { Description = "Writes the report as a web page to this file." };

    public static Command Create()
    {
        Histories.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000_000)
            {
                result.AddError("--histories takes a number from 1 to 10000000.");
            }
        });
        Seed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1_000_000_000)
            {
                result.AddError("--seed takes a number from 1 to 1000000000.");
            }
        });
        Shorten.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100_000)
            {
                result.AddError("--shorten takes a number from 0 to 100000.");
            }
        });
        var command = new Command(
            "rehearse",
            "Plays made-up histories of a shop with crashes, lost calls, outages and thieves, and checks after each that no payment is without its order "
            + "and no order without its payment. Touches nothing of yours. Ends with 0 when all held, 1 when something did not.")
        {
            Histories, Seed, Postgres, StopAtFirst, Shorten, Tell, Json, Page,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (first, count, json) = (parsed.GetRequiredValue(Seed), parsed.GetRequiredValue(Histories), parsed.GetValue(Json));
        await using var grounds = await Grounds.OpenAsync(parsed.GetValue(Postgres));
        if (parsed.GetValue(Tell))
        {
            for (var seed = first; seed < first + count && !cancel.IsCancellationRequested; seed++)
            {
                Console.WriteLine($"History {seed}\n{string.Join('\n', History.Play(grounds, new Choices(seed)).Words)}\n");
            }
        }

        var report = new RehearsalRun(grounds, parsed.GetRequiredValue(Shorten)).Play(
            first, count, parsed.GetValue(StopAtFirst), json ? static _ => { } : played => Show(played, count), cancel);
        Console.WriteLine(json ? JsonSerializer.Serialize(Document(report), Indented) : RehearsalText.Of(report));
        if (parsed.GetValue(Page) is { } file)
        {
            await File.WriteAllTextAsync(file.FullName, RehearsalText.PageOf(report), cancel);
        }

        return report.Held ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Show(int played, int count)
    {
        if (!Console.IsErrorRedirected && (played % 10 == 0 || played == count))
        {
            var done = (int)(30L * played / count);
            Console.Error.Write(string.Create(
                CultureInfo.InvariantCulture, $"\r[{new string('#', done)}{new string('.', 30 - done)}] {played} of {count}{(played == count ? "\n" : "")}"));
        }
    }

    private static object Document(RehearsalReport report) => new
    {
        report.Engine,
        report.FirstSeed,
        report.Histories,
        Seconds = Math.Round(report.Took.TotalSeconds, 1),
        report.Held,
        report.Counts,
        RehearsalReport.Rules,
        Findings = report.Findings.Select(finding => new { finding.Seed, finding.History.Broken, Shortened = finding.Shortened.Words, finding.Shortened.Choices }),
    };
}

using System.Diagnostics;
using System.Globalization;
using Till.Planted;

// Proves that a rehearsal finds what it is for: plants bugs into a copy of the sources, one switched on at a time, and looks after how many
// histories each is found. Ends with 0 when all were, within the number given (2000 where none is).
var most = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 2000;
var root = Run("git", ["rev-parse", "--show-toplevel"], ".").Output.Trim();
var copy = Directory.CreateTempSubdirectory("till-planted-").FullName;
try
{
    foreach (var file in Run("git", ["ls-files", "--cached", "--others", "--exclude-standard"], root).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
    {
        if (file.StartsWith("src/", StringComparison.Ordinal) || !file.Contains('/', StringComparison.Ordinal))
        {
            var to = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(root, file), to);
        }
    }

    for (var number = 0; number < PlantedBug.All.Count; number++)
    {
        Plant(PlantedBug.All[number], number + 1);
    }

    File.WriteAllText(
        Path.Combine(copy, "src/Till.Core/PlantedBugs.cs"),
        "namespace Till.Core;\n\npublic static class PlantedBugs\n{\n    private static readonly string Switch = System.Environment.GetEnvironmentVariable(\"TILL_PLANTED\") ?? \"\";\n\n"
        + "    public static bool Has(int number) => Switch == number.ToString(System.Globalization.CultureInfo.InvariantCulture);\n}\n");
    // The copy is no repository, and what is planted need not please the analyzers.
    var built = Run("dotnet", ["build", "src/Till/Till.csproj", "-c", "Release", "-nologo", "-v", "quiet", "-p:RunAnalyzers=false"], copy);
    if (built.Code != 0)
    {
        Console.Error.WriteLine(built.Output);
        return 2;
    }

    return Look() ? 0 : 1;
}
finally
{
    Directory.Delete(copy, recursive: true);
}

void Plant(PlantedBug bug, int number)
{
    var path = Path.Combine(copy, "src", bug.File);
    var text = File.ReadAllText(path);
    var at = text.IndexOf(bug.Good, StringComparison.Ordinal);
    if (at < 0 || text.IndexOf(bug.Good, at + 1, StringComparison.Ordinal) >= 0)
    {
        throw new InvalidOperationException($"“{bug.Name}”: its place is not in {bug.File}, or more than once.");
    }

    var switched = bug.Bad.Replace("PLANTED", $"Till.Core.PlantedBugs.Has({number})", StringComparison.Ordinal);
    File.WriteAllText(path, string.Concat(text.AsSpan(0, at), switched, text.AsSpan(at + bug.Good.Length)));
}

bool Look()
{
    var all = true;
    Console.WriteLine("| planted | found in history | because |\n|---|---|---|");
    for (var number = 0; number <= PlantedBug.All.Count; number++)
    {
        var start = Started("dotnet", ["artifacts/bin/Till/release/Till.dll", "rehearse", "--histories", $"{(number == 0 ? most / 10 : most)}", "--stop-at-first", "--shorten", "0", "--json"], copy);
        start.Environment["TILL_PLANTED"] = $"{number}";
        var (code, output) = Finish(start);
        using var report = System.Text.Json.JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        var findings = report.RootElement.GetProperty("findings");
        var found = findings.GetArrayLength() > 0;
        if (number == 0)
        {
            // Nothing is switched on, and nothing may be found.
            all &= !found && code == 0;
            Console.WriteLine($"| nothing | {(found ? $"{findings[0].GetProperty("seed")}" : "none")} | {(found ? findings[0].GetProperty("broken")[0] : "")} |");
            continue;
        }

        all &= found;
        Console.WriteLine(
            $"| {PlantedBug.All[number - 1].Name} | {(found ? $"{findings[0].GetProperty("seed")}" : $"none of {most}")} | {(found ? FirstLine(findings[0].GetProperty("broken")[0].GetString()!) : "")} |");
    }

    return all;
}

static string FirstLine(string text) => text.Split('\n')[0] is { Length: > 120 } line ? $"{line[..120]}…" : text.Split('\n')[0];

static (int Code, string Output) Run(string program, string[] arguments, string folder) => Finish(Started(program, arguments, folder));

static ProcessStartInfo Started(string program, string[] arguments, string folder) =>
    new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };

static (int Code, string Output) Finish(ProcessStartInfo start)
{
    using var process = Process.Start(start)!;
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output);
}

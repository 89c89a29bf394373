using System.CommandLine;
using System.Text.Json;
using Till.Checkup;

namespace Till.Commands;

/// <summary><c>till doctor</c>: looks at everything that the shop needs, and says what is wrong and what to do.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        var command = new Command("doctor", "Looks at database, Stripe, webhooks, backups, mail and disk, and says what is wrong and what to do. Ends with 0 when all is well, 10 when something needs you.")
        {
            CommonOptions.Data, CommonOptions.Environment, Json,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = new ShopOptions
        {
            DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
            Environment = parsed.GetRequiredValue(CommonOptions.Environment),
            Workers = false,
        };
        await using var stripe = await LocalStripe.FindOrStartAsync(options, cancel);
        await using var app = Shop.Build(options with { Overrides = stripe.Settings });
        var findings = await app.Services.GetRequiredService<Doctor>().LookAsync(cancel);
        var well = findings.All(finding => finding.Verdict != Verdict.Bad);
        Console.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(new { well, findings = findings.Select(one => new { one.Area, verdict = Word(one.Verdict), one.Says, one.ToDo }) }, Indented)
            : string.Join('\n', findings.Select(Line)));
        return well ? ExitCode.Done : ExitCode.Attention;
    }

    private static string Line(Finding one) =>
        $"{Word(one.Verdict),-5} {one.Area,-10} {one.Says}{(one.ToDo.Length > 0 ? $"\n{"",-17}→ {one.ToDo}" : "")}";

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Good => "good",
        Verdict.Note => "note",
        _ => "bad",
    };
}

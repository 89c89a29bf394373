using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Commands;

/// <summary><c>till reconcile</c>: compares Stripe with the books, heals what is certain, and says what is left.</summary>
internal static class ReconcileCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    private static readonly Option<int?> Days = new("--days") { Description = "How many days of Stripe's lists to walk; without it, two, or since the backup that the shop was restored from." };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = "From when on, such as 2026-11-01 or 2026-11-01T18:30 (UTC). What is broken off goes on where it was when the same is asked again.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only says what it would heal." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints the report as JSON." };

    public static Command Create()
    {
        Days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 3650)
            {
                result.AddError("--days takes a number from 1 to 3650.");
            }
        });
        Since.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && (!TryDate(text, out var at) || at > TimeProvider.System.GetUtcNow()))
            {
                result.AddError($"--since takes a day that was, such as 2026-11-01, or a moment such as 2026-11-01T18:30, not “{text}”.");
            }
        });
        var command = new Command(
            "reconcile",
            "Compares what Stripe holds with the shop's books and heals what is certain. Ends with 0 when all is well, 10 when something is left to decide.")
        {
            CommonOptions.Data, CommonOptions.Environment, Since, Days, DryRun, Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Since) is not null && result.GetValue(Days) is not null)
            {
                result.AddError("--since and --days say the same: give one of them.");
            }
        });
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
        StripeKeys.Check(Shop.ReadSettings(options).Stripe, options.Environment);
        await using var stripe = await LocalStripe.FindOrStartAsync(options, cancel);
        await using var app = Shop.Build(options with { Overrides = stripe.Settings });
        if (!app.Services.GetRequiredService<ShopSettings>().Stripe.HasKeys)
        {
            await Console.Error.WriteLineAsync("No Stripe keys are set, so there is nothing to compare with.");
            return ExitCode.StripeKeys;
        }

        await Shop.PrepareAsync(app.Services, cancel);
        var json = parsed.GetValue(Json);
        ReconcileReport report;
        try
        {
            var (reconcile, since, progress) = (app.Services.GetRequiredService<Reconcile>(), From(parsed), json ? static _ => { } : (Action<string>)Console.WriteLine);
            report = parsed.GetValue(DryRun) ? await reconcile.CompareAsync(since, progress, cancel) : await reconcile.RunAsync(since, progress, cancel);
        }
        catch (StripeException exception)
        {
            await Console.Error.WriteLineAsync($"Stripe could not be asked: {exception.Message} What was healed until then stays healed.");
            return ExitCode.StripeUnreachable;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. What was healed until then stays healed; the same command goes on where it was.");
            return ExitCode.Failed;
        }

        var cases = await AttentionCase.OpenAsync(app.Services.GetRequiredService<Database>(), cancel);
        Console.WriteLine(json ? Document(report, cases) : Describe(report, cases));
        return report.NeedsAttention ? ExitCode.Attention : ExitCode.Done;
    }

    private static bool TryDate(string text, out DateTimeOffset at) => DateTimeOffset.TryParseExact(
        text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);

    private static DateTimeOffset? From(ParseResult parsed) =>
        parsed.GetValue(Since) is { } text && TryDate(text, out var at) ? at
        : parsed.GetValue(Days) is { } days ? new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-days)
        : null;

    private static string Document(ReconcileReport report, IReadOnlyList<AttentionCase> cases)
    {
        var document = JsonSerializer.SerializeToNode(report, Indented)!.AsObject();
        document["cases"] = JsonSerializer.SerializeToNode(cases.Select(AttentionCommand.Row), Indented);
        return document.ToJsonString(Indented);
    }

    private static string Describe(ReconcileReport report, IReadOnlyList<AttentionCase> cases) =>
        $"""

        Since                                 {report.Since:yyyy-MM-dd HH:mm} UTC
        {(report.DryRun ? "" : Healed(report))}Payments compared                     {report.PaymentsSeen} (of others: {report.ForeignPayments})
        Subscriptions compared                {report.SubscriptionsSeen} (of others: {report.ForeignSubscriptions})
        {(report.DryRun ? "Would be healed                      " : "Differences found                    ")} {report.DifferencesFound}

        Attempts still open                   {report.AttemptsOpen}
        Events waiting                        {report.EventsWaiting}
        Payments apart from what they paid    {report.Imbalance}
        Cases for your attention              {cases.Count}
        {Listed(report.Differences)}{string.Concat(cases.Select(one => $"\n{AttentionCommand.Sheet(one)}\n"))}{(cases.Count > 0 ? "\nWhen one is dealt with: ./till attention done and its name." : "")}
        """.TrimEnd();

    private static string Listed(IReadOnlyList<Difference> differences) => differences.Count == 0 ? "" : $"""

        {string.Join('\n', differences.Select(one => $"{one.At:yyyy-MM-dd HH:mm}  {one.Kind} {one.StripeId}: {one.Says}"))}

        """;

    private static string Healed(ReconcileReport report) =>
        $"""
        Events fetched that had not arrived   {report.EventsFetched}
        Open attempts asked about             {report.AttemptsAsked}
        Orders found paid and settled         {report.OrdersHealed} (made again: {report.OrdersRemade})
        Refunds found and booked              {report.RefundsHealed}
        Attempts to join asked about          {report.JoinsAsked}
        Memberships asked about               {report.MembershipsAsked}
        Changes of memberships found          {report.MembershipChanges}
        Payouts tied to orders                {report.PayoutsSeen?.ToString(CultureInfo.InvariantCulture) ?? "the key may not read payouts"}

        """;
}

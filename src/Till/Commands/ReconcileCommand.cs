using System.CommandLine;
using System.Text.Json;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Commands;

/// <summary><c>till reconcile</c>: compares Stripe with the books, heals what is certain, and says what is left.</summary>
internal static class ReconcileCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int> Days = new("--days")
    {
        Description = "How many days of Stripe's payments to walk.",
        DefaultValueFactory = _ => 2,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints the report as JSON." };

    public static Command Create()
    {
        Days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 3650)
            {
                result.AddError("--days takes a number from 1 to 3650.");
            }
        });
        var command = new Command(
            "reconcile",
            "Compares what Stripe holds with the shop's books and heals what is certain. Ends with 0 when all is well, 10 when something is left to decide.")
        {
            CommonOptions.Data, CommonOptions.Environment, Days, Json,
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
        var since = TimeProvider.System.GetUtcNow().AddDays(-parsed.GetRequiredValue(Days));
        ReconcileReport report;
        try
        {
            report = await app.Services.GetRequiredService<Reconcile>().RunAsync(since, json ? static _ => { } : Console.WriteLine, cancel);
        }
        catch (StripeException exception)
        {
            await Console.Error.WriteLineAsync($"Stripe could not be asked: {exception.Message} What was healed until then stays healed.");
            return ExitCode.StripeUnreachable;
        }

        var cases = await AttentionCase.OpenAsync(app.Services.GetRequiredService<Database>(), cancel);
        Console.WriteLine(json ? Document(report, cases) : Describe(report, cases));
        return report.NeedsAttention ? ExitCode.Attention : ExitCode.Done;
    }

    private static string Document(ReconcileReport report, IReadOnlyList<AttentionCase> cases)
    {
        var document = JsonSerializer.SerializeToNode(report, Indented)!.AsObject();
        document["cases"] = JsonSerializer.SerializeToNode(cases.Select(AttentionCommand.Row), Indented);
        return document.ToJsonString(Indented);
    }

    private static string Describe(ReconcileReport report, IReadOnlyList<AttentionCase> cases) =>
        $"""

        Events fetched that had not arrived   {report.EventsFetched}
        Open attempts asked about             {report.AttemptsAsked}
        Payments compared                     {report.PaymentsSeen} (of others: {report.ForeignPayments})
        Orders found paid and settled         {report.OrdersHealed}
        Refunds found and booked              {report.RefundsHealed}
        Attempts to join asked about          {report.JoinsAsked}
        Memberships asked about               {report.MembershipsAsked}
        Subscriptions compared                {report.SubscriptionsSeen} (of others: {report.ForeignSubscriptions})
        Changes of memberships found          {report.MembershipChanges}

        Attempts still open                   {report.AttemptsOpen}
        Events waiting                        {report.EventsWaiting}
        Payments apart from what they paid    {report.Imbalance}
        Cases for your attention              {cases.Count}
        {string.Concat(cases.Select(one => $"\n{AttentionCommand.Sheet(one)}\n"))}{(cases.Count > 0 ? "\nWhen one is dealt with: ./till attention done and its name." : "")}
        """.TrimEnd();
}

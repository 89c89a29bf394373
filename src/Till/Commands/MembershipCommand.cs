using System.CommandLine;
using System.Text.Json;
using Till.Core.Memberships;
using Till.Memberships;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Commands;

/// <summary><c>till membership</c>: who is a member, what has happened, and one membership settled anew by asking Stripe.</summary>
internal static class MembershipCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Which = new("which") { Description = "The member's e-mail address, or the subscription's id at Stripe." };

    private static readonly Option<string?> State = new("--state")
    {
        Description = "Only those whose access stands so: confirming, trial, active, grace or ended.",
    };

    private static readonly Option<int> Most = new("--most") { Description = "How many to show, newest first.", DefaultValueFactory = _ => 50 };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        State.AcceptOnlyFromAmong([.. Enum.GetValues<AccessState>().Where(one => one != AccessState.None).Select(Words.Of)]);
        Most.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--most takes a number from 1 to 10000.");
            }
        });
        var list = new Command("list", "Lists memberships, newest first, with what each member may now.") { State, Most, Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RunAsync(parsed, services => ListAsync(services, parsed, cancel), cancel));
        var show = new Command("show", "Shows what a member may and why: invoices, and every change with its cause.") { Which, Json, CommonOptions.Data };
        show.SetAction((parsed, cancel) => RunAsync(parsed, services => ShowAsync(services, parsed, cancel), cancel));
        var settle = new Command("settle", "Asks Stripe about a membership, and brings the shop's record in step.") { Which, Json, CommonOptions.Data, CommonOptions.Environment };
        settle.SetAction((parsed, cancel) => Guard.RunAsync(() => SettleAsync(parsed, cancel)));
        return new Command("membership", "Memberships: list, show, settle.") { list, show, settle };
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<IServiceProvider, Task<ExitCode>> command, CancellationToken cancel) =>
        Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            return await command(app.Services);
        });

    private static async Task<ExitCode> ListAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var rows = await MembershipList.FindAsync(
            services.GetRequiredService<Database>(), services.GetRequiredService<ShopSettings>().Access, TimeProvider.System.Now(), parsed.GetValue(State),
            parsed.GetRequiredValue(Most), cancel);
        Console.WriteLine(parsed.GetValue(Json) ? JsonSerializer.Serialize(rows.Select(MembershipPrint.Row), Indented) : MembershipPrint.Table(rows));
        return ExitCode.Done;
    }

    private static async Task<ExitCode> ShowAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        if (await FindAsync(services, parsed, cancel) is not { } row)
        {
            return await NoSuchMembershipAsync(parsed);
        }

        var database = services.GetRequiredService<Database>();
        var access = Access.Decide(row.Facts, services.GetRequiredService<ShopSettings>().Access, TimeProvider.System.Now());
        Console.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(
                new
                {
                    Access = Words.Of(access.State),
                    access.Until,
                    Ended = access.Ended is { } why ? Words.Of(why) : null,
                    Membership = await database.ReadAsync(db => MembershipDocument.ReadAsync(db, row), cancel),
                },
                Indented)
            : await database.ReadAsync(db => MembershipPrint.SheetAsync(db, row, access), cancel));
        return ExitCode.Done;
    }

    private static async Task<ExitCode> SettleAsync(ParseResult parsed, CancellationToken cancel)
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
            await Console.Error.WriteLineAsync("No Stripe keys are set, so there is nobody to ask.");
            return ExitCode.StripeKeys;
        }

        await Shop.PrepareAsync(app.Services, cancel);
        if (await FindAsync(app.Services, parsed, cancel) is not { } row)
        {
            return await NoSuchMembershipAsync(parsed);
        }

        try
        {
            var outcome = await app.Services.GetRequiredService<SettleMembership>().RunAsync(row.StripeSubscriptionId, StripeHint.None, cancel);
            if (outcome is not SettleMembership.Outcome.Settled settled)
            {
                await Console.Error.WriteLineAsync($"Stripe has no subscription {row.StripeSubscriptionId}. The record stays as it is.");
                return ExitCode.Failed;
            }

            Console.WriteLine(parsed.GetValue(Json)
                ? JsonSerializer.Serialize(new { Changes = settled.Decision.Causes.Select(Words.Of), Access = Words.Of(settled.Decision.Access.State), settled.Decision.Access.Until }, Indented)
                : MembershipPrint.Settled(settled.Decision));
            return ExitCode.Done;
        }
        catch (StripeException exception)
        {
            await Console.Error.WriteLineAsync($"Stripe could not be asked: {exception.Message} The record stays as it is.");
            return ExitCode.StripeUnreachable;
        }
    }

    private static Task<MembershipRow?> FindAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel) =>
        services.GetRequiredService<Database>().ReadAsync(
            db => MembershipList.FindOneAsync(
                db, parsed.GetRequiredValue(Which), services.GetRequiredService<ShopSettings>().Access, TimeProvider.System.Now()),
            cancel);

    private static async Task<ExitCode> NoSuchMembershipAsync(ParseResult parsed)
    {
        await Console.Error.WriteLineAsync($"There is no membership of {parsed.GetRequiredValue(Which)}. ./till membership list shows those there are.");
        return ExitCode.Failed;
    }
}

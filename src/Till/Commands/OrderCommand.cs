using System.CommandLine;
using System.Text.Json;
using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Commands;

/// <summary><c>till order</c>: what the owner does with orders.</summary>
internal static class OrderCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> Number = new("number") { Description = "The order's number, as on its receipt." };

    private static readonly Option<string?> State = new("--state") { Description = "Only those that stand so: paid, preparing, shipped, completed, cancelled, refunded, draft or retired." };

    private static readonly Option<int> Most = new("--most") { Description = "How many to show, newest first.", DefaultValueFactory = _ => 50 };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<string?> Carrier = new("--carrier") { Description = "Who carries the parcel, such as DHL." };

    private static readonly Option<string?> Tracking = new("--tracking") { Description = "The parcel's number, or an address to follow it at." };

    private static readonly Option<string?> Amount = new("--amount") { Description = "How much, such as 5.00; without it, all that is left." };

    public static Command Create()
    {
        State.AcceptOnlyFromAmong(OrderList.States);
        Most.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--most takes a number from 1 to 10000.");
            }
        });
        foreach (var option in new[] { Carrier, Tracking })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string?>() is { } text && (text.Trim().Length is 0 or > ShipOrder.MaxLength || text.Any(char.IsControl)))
                {
                    result.AddError($"{option.Name} takes a text of 1 to {ShipOrder.MaxLength} characters on one line.");
                }
            });
        }

        var list = new Command("list", "Lists orders, newest first; without --state, all that were paid.") { State, Most, Json, CommonOptions.Data };
        list.SetAction((parsed, cancel) => RunAsync(parsed, services => ListAsync(services, parsed, cancel), cancel));
        var show = new Command("show", "Shows one order: what was bought, by whom, where it goes, how it was paid.") { Number, Json, CommonOptions.Data };
        show.SetAction((parsed, cancel) => RunAsync(parsed, services => ShowAsync(services, parsed, cancel), cancel));
        var prepare = new Command("prepare", "Notes that an order is being packed, and writes to the buyer.") { Number, CommonOptions.Data };
        prepare.SetAction((parsed, cancel) => RunAsync(parsed, services => PrepareAsync(services, parsed, cancel), cancel));
        var ship = new Command("ship", "Notes that an order has left, or the rest of one, and writes to the buyer.") { Number, Carrier, Tracking, CommonOptions.Data };
        ship.SetAction((parsed, cancel) => RunAsync(parsed, services => ShipAsync(services, parsed, cancel), cancel));
        var refund = new Command("refund", "Gives a payment back, all of it or a part.") { Number, Amount, CommonOptions.Data, CommonOptions.Environment };
        refund.SetAction((parsed, cancel) => Guard.RunAsync(() => RefundAsync(parsed, cancel)));
        return new Command("order", "Orders: list, show, prepare, ship, refund.") { list, show, prepare, ship, refund };
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
        var rows = await OrderList.FindAsync(
            services.GetRequiredService<Database>(), parsed.GetValue(State), parsed.GetRequiredValue(Most), cancel);
        Console.WriteLine(parsed.GetValue(Json) ? JsonSerializer.Serialize(rows.Select(OrderPrint.Row), Indented) : OrderPrint.Table(rows));
        return ExitCode.Done;
    }

    private static async Task<ExitCode> ShowAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        var database = services.GetRequiredService<Database>();
        var id = await FindAsync(services, parsed, cancel);
        if (id is null || await OrderView.FindAsync(database, id.Value, cancel) is not { } order)
        {
            return await NoSuchOrderAsync(parsed);
        }

        var disputes = await database.ReadAsync(db => DisputeRow.ListAsync(db, order.Head.Id), cancel);
        Console.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(OrderPrint.Document(order, disputes), Indented)
            : OrderPrint.Sheet(order, disputes));
        return ExitCode.Done;
    }

    private static async Task<ExitCode> PrepareAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel) =>
        await FindAsync(services, parsed, cancel) is { } id
            ? await SayAsync(await services.GetRequiredService<PrepareOrder>().RunAsync(id, Actor.CommandLine, cancel), parsed, "is being prepared; the buyer is written to")
            : await NoSuchOrderAsync(parsed);

    private static async Task<ExitCode> ShipAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel)
    {
        if (await FindAsync(services, parsed, cancel) is not { } id)
        {
            return await NoSuchOrderAsync(parsed);
        }

        var outcome = await services.GetRequiredService<ShipOrder>().RunAsync(
            id, parsed.GetValue(Carrier)?.Trim(), parsed.GetValue(Tracking)?.Trim(), Actor.CommandLine, cancel);
        return await SayAsync(outcome, parsed, "has left; the buyer is written to");
    }

    private static Task<ExitCode> SayAsync(DeskOutcome outcome, ParseResult parsed, string done) => outcome switch
    {
        DeskOutcome.Done one => TellAsync($"Order {one.Number} {done}."),
        DeskOutcome.NotFound => NoSuchOrderAsync(parsed),
        DeskOutcome.NotPaid => RefuseAsync("This order is not paid, so nothing may leave."),
        DeskOutcome.Refunded one => RefuseAsync($"Order {one.Number} was refunded in full."),
        DeskOutcome.Cancelled one => RefuseAsync($"Order {one.Number} is cancelled."),
        DeskOutcome.NothingToSend one => RefuseAsync($"Nothing in order {one.Number} is still to go by post."),
        DeskOutcome.PreparingAlready one => RefuseAsync($"Order {one.Number} is being prepared already, since {one.Since:yyyy-MM-dd HH:mm} UTC."),
        DeskOutcome.ShippedAlready one => RefuseAsync($"Order {one.Number} has left already, on {one.At:yyyy-MM-dd HH:mm} UTC."),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static async Task<ExitCode> RefundAsync(ParseResult parsed, CancellationToken cancel)
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
            await Console.Error.WriteLineAsync("No Stripe keys are set, so nothing can be given back.");
            return ExitCode.StripeKeys;
        }

        await Shop.PrepareAsync(app.Services, cancel);
        if (await FindAsync(app.Services, parsed, cancel) is not { } id)
        {
            return await NoSuchOrderAsync(parsed);
        }

        Func<Currency, Money>? amount = null;
        if (parsed.GetValue(Amount) is { } typed)
        {
            amount = currency => Money.TryParse(typed, currency, out var money) ? money : Money.Zero(currency);
        }

        return await app.Services.GetRequiredService<StartRefund>().RunAsync(id, new RefundWish.Amount(amount), Actor.CommandLine, cancel) switch
        {
            StartRefund.Outcome.Started started => await CarryOutAsync(app.Services, started, cancel),
            StartRefund.Outcome.NotPaid => await RefuseAsync("This order is not paid, so there is nothing to give back."),
            StartRefund.Outcome.TooMuch { Left.IsZero: true } one => await RefuseAsync($"All of order {one.Number} has been given back already."),
            StartRefund.Outcome.TooMuch one => await RefuseAsync(
                $"--amount takes an amount such as 5.00, of at most {one.Left}: so much of order {one.Number} is left."),
            _ => await NoSuchOrderAsync(parsed),
        };
    }

    /// <summary>The row is written, so whatever happens here, the shop goes on with it.</summary>
    private static async Task<ExitCode> CarryOutAsync(IServiceProvider services, StartRefund.Outcome.Started started, CancellationToken cancel)
    {
        try
        {
            await services.GetRequiredService<MakeRefund>().RunAsync(new RefundOrder(started.RefundId), cancel);
        }
        catch (StripeException exception)
        {
            await Console.Error.WriteLineAsync(
                $"The refund of {started.Amount} is noted, and Stripe has not made it yet: {exception.Message} The shop goes on trying, and says so under Attention if it gives up.");
            return ExitCode.StripeUnreachable;
        }

        var state = await MakeRefund.StateAsync(services.GetRequiredService<Database>(), started.RefundId, cancel);
        return state is RefundState.Failed
            ? await RefuseAsync($"Stripe refused to give {started.Amount} of order {started.Number} back. The reason is under Attention.")
            : await TellAsync(
                $"{started.Amount} of order {started.Number} {(state == RefundState.Succeeded ? "went back to the buyer" : "is on its way back to the buyer")}.");
    }

    private static Task<Guid?> FindAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel) =>
        services.GetRequiredService<Database>().ReadAsync(db => OrderDesk.FindAsync(db, parsed.GetRequiredValue(Number)), cancel);

    private static Task<ExitCode> NoSuchOrderAsync(ParseResult parsed) =>
        RefuseAsync($"There is no order {parsed.GetRequiredValue(Number)}. ./till order list shows those there are.");

    private static async Task<ExitCode> TellAsync(string done)
    {
        await Console.Out.WriteLineAsync(done);
        return ExitCode.Done;
    }

    private static async Task<ExitCode> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCode.Failed;
    }
}

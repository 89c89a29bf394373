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

    private static readonly Option<string[]> Pieces = new("--pieces")
    {
        Description = "What goes back, by its code: SKU-1 for all that are left of it, SKU-1=2 for two. Once for each line.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Delivery = new("--delivery") { Description = "With the pieces, what is left of the delivery goes back." };

    private static readonly Option<bool> Restocked = new("--restock") { Description = "The pieces are on the shelf again." };

    private static readonly Option<string?> Downloads = new("--downloads") { Description = "close or keep; without it they close when all of the payment has gone back." };

    public static Command Create()
    {
        Downloads.AcceptOnlyFromAmong("close", "keep");
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
        var complete = new Command("complete", "Notes that what has left has arrived.") { Number, CommonOptions.Data };
        complete.SetAction((parsed, cancel) => RunAsync(parsed, services => CompleteAsync(services, parsed, cancel), cancel));
        var refund = new Command("refund", "Gives a payment back: all of it, an amount, or pieces of what was bought.")
        {
            Number, Amount, Pieces, Delivery, Restocked, Downloads, CommonOptions.Data, CommonOptions.Environment,
        };
        refund.Validators.Add(result =>
        {
            var byPiece = result.GetValue(Pieces) is { Length: > 0 } || result.GetValue(Delivery);
            if (byPiece && result.GetValue(Amount) is not null)
            {
                result.AddError("--amount gives back an amount, --pieces and --delivery what they are worth: choose one.");
            }

            if (result.GetValue(Restocked) && result.GetValue(Pieces) is not { Length: > 0 })
            {
                result.AddError("--restock says what becomes of --pieces: name them.");
            }
        });
        refund.SetAction((parsed, cancel) => Guard.RunAsync(() => RefundAsync(parsed, cancel)));
        return new Command("order", "Orders: list, show, prepare, ship, complete, refund.") { list, show, prepare, ship, complete, refund };
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

    private static async Task<ExitCode> CompleteAsync(IServiceProvider services, ParseResult parsed, CancellationToken cancel) =>
        await FindAsync(services, parsed, cancel) is { } id
            ? await SayAsync(await services.GetRequiredService<CompleteOrder>().RunAsync(id, Actor.CommandLine, cancel), parsed, "is completed")
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
        DeskOutcome.NotShipped one => RefuseAsync($"Not all of order {one.Number} has left, so it cannot have arrived."),
        DeskOutcome.CompletedAlready one => RefuseAsync($"Order {one.Number} counts as arrived already, since {one.Since:yyyy-MM-dd HH:mm} UTC."),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    /// <returns>What is to go back; or why that cannot be read.</returns>
    private static async Task<(RefundWish? Wish, string? Wrong)> ReadWishAsync(IServiceProvider services, Guid id, ParseResult parsed, CancellationToken cancel)
    {
        var access = parsed.GetValue(Downloads) switch { "close" => RefundAccess.Close, "keep" => RefundAccess.Keep, _ => RefundAccess.Follow };
        var (typed, codes) = (parsed.GetValue(Amount), parsed.GetValue(Pieces) ?? []);
        if (codes.Length == 0 && !parsed.GetValue(Delivery))
        {
            return (new RefundWish.Amount(typed is null ? null : currency => Money.TryParse(typed, currency, out var money) ? money : Money.Zero(currency)) { Access = access }, null);
        }

        var order = (await OrderView.FindAsync(services.GetRequiredService<Database>(), id, cancel))!;
        var pieces = new Dictionary<int, int>();
        foreach (var code in codes)
        {
            var (sku, count) = code.LastIndexOf('=') is > 0 and var at ? (code[..at], code[(at + 1)..]) : (code, null);
            if (order.Lines.FirstOrDefault(line => string.Equals(line.Sku, sku, StringComparison.OrdinalIgnoreCase)) is not { } line)
            {
                return (null, $"Nothing in order {order.Head.Number} has the code {sku}. ./till order show {order.Head.Number} tells those that there are.");
            }

            var number = line.Left;
            if (count is not null && (!int.TryParse(count, System.Globalization.NumberStyles.None, null, out number) || number < 1))
            {
                return (null, $"--pieces takes a code, or a code and a number of pieces such as {line.Sku}=1.");
            }

            if (!pieces.TryAdd(line.Position, number))
            {
                return (null, $"--pieces names {line.Sku} twice.");
            }
        }

        return (new RefundWish.ByLine(pieces, parsed.GetValue(Delivery), parsed.GetValue(Restocked), null) { Access = access }, null);
    }

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

        var (wish, wrong) = await ReadWishAsync(app.Services, id, parsed, cancel);
        if (wish is null)
        {
            return await RefuseAsync(wrong!);
        }

        return await app.Services.GetRequiredService<StartRefund>().RunAsync(id, wish, Actor.CommandLine, cancel) switch
        {
            StartRefund.Outcome.NotSoMany one => await RefuseAsync($"Not so many are left of order {one.Number}. ./till order show {one.Number} says what is."),
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

using Dapper;
using Till.Admin;
using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Api;

/// <summary>Paid orders in the order in which they were paid, so that a program can go on where it stopped.</summary>
internal static class OrderRoutes
{
    public static void MapOrders(this RouteGroupBuilder api)
    {
        api.MapGet("/orders", ListAsync).Reads(ApiScopes.OrdersRead)
            .Tells("ListOrders", "Paid orders, in the order in which they were paid.", Examples.Page(Examples.OrderRow));
        api.MapGet("/orders/{id:guid}", GetAsync).Reads(ApiScopes.OrdersRead)
            .Tells("GetOrder", "One order with its lines, payments, refunds and shipments.", Examples.Order, ofOne: true);
        api.MapPost("/orders/{id:guid}/prepare", PrepareAsync).Makes(ApiScopes.OrdersWrite)
            .Does<ApiOrder>("PrepareOrder", "Begins to prepare an order; the buyer is written to.", Examples.Order, StatusCodes.Status200OK);
        api.MapPost("/orders/{id:guid}/ship", ShipAsync).Makes(ApiScopes.OrdersWrite)
            .Takes<ApiParcel, ApiOrder>("ShipOrder", "Ships all that is still to go; the buyer is written to.", Examples.Parcel, Examples.Order, StatusCodes.Status200OK)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/orders/{id:guid}/notes", NoteAsync).Makes(ApiScopes.OrdersWrite)
            .Takes<ApiNewNote, ApiOrder>("NoteOrder", "Keeps a note, which the buyer never sees.", Examples.NewNote, Examples.Order, StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/orders/{id:guid}/refunds", RefundAsync).Makes(ApiScopes.RefundsWrite)
            .Takes<ApiNewRefund, ApiOrder>("RefundOrder", "Gives money back; refunds of the answer tell how it stands.", Examples.NewRefund, Examples.Order, StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        Database database, string? state, string? since, string? after, string? limit, CancellationToken cancel)
    {
        if (ApiRoutes.LimitOf(limit) is not { } most)
        {
            return ApiRoutes.WrongLimit();
        }

        if (!ApiRoutes.IsMoment(since, out var from))
        {
            return ApiRoutes.WrongMoment("since");
        }

        var states = DeskOrders.States.Select(one => one.Value).Where(value => value.Length > 0 && value != DeskOrders.ByLink).ToList();
        if (state is not null && !states.Contains(state))
        {
            return ApiAnswer.Wrong("state", $"This is one of {string.Join(", ", states)}.");
        }

        // In the same words as a place in the list of customers: a moment and an id.
        var place = CustomerPlace.Read(after);
        if (after is not null && place is null)
        {
            return ApiRoutes.WrongAfter();
        }

        var rows = await database.ReadAsync(
            async db => (await db.QueryAsync<OrderListRow>(
                $"""
                {OrderList.Rows}
                WHERE o.state = 'paid' AND {DeskOrders.Of(state ?? "")} {(from is null ? "" : "AND o.paid_at >= @from")}
                {(place is null ? "" : "AND (o.paid_at, o.id) > (@At, @Id)")}
                ORDER BY o.paid_at, o.id LIMIT @take
                """,
                new { from, place?.At, place?.Id, take = most + 1 })).AsList(),
            cancel);
        var page = rows.Take(most).ToList();
        return ApiAnswer.Ok(new ApiPage<ApiOrderRow>(
            [.. page.Select(ApiDocuments.Of)], rows.Count > most ? new CustomerPlace(page[^1].PaidAt!.Value, page[^1].Id).ToString() : null));
    }

    private static async Task<IResult> GetAsync(Guid id, ApiDocuments documents, CancellationToken cancel) =>
        await documents.OrderAsync(id, cancel) is { } order ? ApiAnswer.Ok(order) : ApiAnswer.NotFound("order");

    private static async Task<IResult> PrepareAsync(
        Guid id, HttpContext context, PrepareOrder prepare, ApiDocuments documents, CancellationToken cancel) =>
        await AnswerAsync(await prepare.RunAsync(id, context.ApiActor(), cancel), id, documents, cancel);

    private static async Task<IResult> ShipAsync(Guid id, HttpContext context, ShipOrder ship, ApiDocuments documents, CancellationToken cancel)
    {
        var (parcel, wrong) = context.Body<ApiParcel>();
        if (parcel is null)
        {
            return wrong!;
        }

        var errors = new Dictionary<string, string[]>();
        var typed = ApiRoutes.NewTyped(errors);
        var carrier = typed.Line(nameof(parcel.Carrier), parcel.Carrier, "A carrier", ShipOrder.MaxLength, required: false);
        var tracking = typed.Line(nameof(parcel.Tracking), parcel.Tracking, "A tracking number", ShipOrder.MaxLength, required: false);
        return typed.IsSound
            ? await AnswerAsync(await ship.RunAsync(id, NullIfEmpty(carrier), NullIfEmpty(tracking), context.ApiActor(), cancel), id, documents, cancel)
            : ApiAnswer.Wrong(errors);
    }

    private static async Task<IResult> NoteAsync(Guid id, HttpContext context, NoteOrder note, ApiDocuments documents, CancellationToken cancel)
    {
        var (sent, wrong) = context.Body<ApiNewNote>();
        if (sent is null)
        {
            return wrong!;
        }

        return NoteOrder.Read(sent.Text) is not { } text ? ApiAnswer.Wrong("text", $"A note has from 1 to {NoteOrder.MaxLength} characters that can be seen.")
            : await note.RunAsync(id, text, context.ApiActor(), cancel) ? await ShowAsync(StatusCodes.Status201Created, id, documents, cancel)
            : ApiAnswer.NotFound("order");
    }

    /// <returns>What is to go back; or what is wrong with how it was asked for.</returns>
    private static async Task<(RefundWish? Wish, IResult? Wrong)> ReadWishAsync(Guid id, ApiNewRefund refund, Database database, CancellationToken cancel)
    {
        if (refund.Downloads is not (null or "close" or "keep"))
        {
            return (null, ApiAnswer.Wrong("downloads", "This is close or keep; left out, they close when all of the payment has gone back."));
        }

        var access = refund.Downloads switch { "close" => RefundAccess.Close, "keep" => RefundAccess.Keep, _ => RefundAccess.Follow };
        if (refund.Lines is null && refund.Delivery is not true)
        {
            return refund.Restock is true
                ? (null, ApiAnswer.Wrong("restock", "This says what becomes of pieces: name them in lines."))
                : (new RefundWish.Amount(refund.Amount is { } minor ? currency => new Money(minor, currency) : null) { Access = access }, null);
        }

        if (refund.Amount is not null)
        {
            return (null, ApiAnswer.Wrong("amount", "An amount goes back, or pieces and delivery for what they are worth: send one."));
        }

        if (await OrderView.FindAsync(database, id, cancel) is not { } order)
        {
            return (null, ApiAnswer.NotFound("order"));
        }

        var pieces = new Dictionary<int, int>();
        foreach (var one in refund.Lines ?? [])
        {
            if (order.Lines.FirstOrDefault(line => line.VariantId == one.VariantId) is not { } line || one.Quantity is < 1 or > 99 || !pieces.TryAdd(line.Position, one.Quantity))
            {
                return (null, ApiAnswer.Wrong("lines", "Each names a variant_id of the order once, with a quantity from 1 on."));
            }
        }

        return (new RefundWish.ByLine(pieces, refund.Delivery is true, refund.Restock is true, null) { Access = access }, null);
    }

    private static async Task<IResult> RefundAsync(
        Guid id, HttpContext context, StartRefund start, ShopSettings settings, IServiceProvider services, ApiDocuments documents, CancellationToken cancel)
    {
        var (refund, wrong) = context.Body<ApiNewRefund>();
        if (refund is null)
        {
            return wrong!;
        }

        if (!settings.Stripe.HasKeys)
        {
            return ApiAnswer.Conflict("No Stripe keys are set, so nothing can be given back.");
        }

        var reason = refund.Reason is null ? null : NoteOrder.Read(refund.Reason);
        if (refund.Reason is not null && reason is null)
        {
            return ApiAnswer.Wrong("reason", $"A reason has from 1 to {NoteOrder.MaxLength} characters that can be seen, or is left out.");
        }

        if (refund.Amount <= 0)
        {
            return ApiAnswer.Wrong("amount", "This is a whole number of minor units above 0; left out, it is all that is left.");
        }

        var (wish, unclear) = await ReadWishAsync(id, refund, services.GetRequiredService<Database>(), cancel);
        if (wish is null)
        {
            return unclear!;
        }

        var by = context.ApiActor();
        var outcome = await start.RunAsync(id, wish, by, cancel);
        switch (outcome)
        {
            case StartRefund.Outcome.NotFound:
                return ApiAnswer.NotFound("order");
            case StartRefund.Outcome.NotPaid:
                return ApiAnswer.Conflict("This order is not paid, so there is nothing to give back.");
            case StartRefund.Outcome.TooMuch { Left.IsZero: true }:
                return ApiAnswer.Conflict("All of it has been given back already.");
            case StartRefund.Outcome.NotSoMany:
                return ApiAnswer.Wrong("lines", "Not so many pieces are left, or they are worth nothing.");
            case StartRefund.Outcome.TooMuch tooMuch:
                return ApiAnswer.Wrong("amount", $"At most {tooMuch.Left.Minor} can go back: so much is left.");
            case StartRefund.Outcome.Started started:
                if (reason is not null)
                {
                    // Beside the refund, not with it: a note that is lost costs nobody money.
                    await services.GetRequiredService<NoteOrder>().RunAsync(id, $"Refund of {started.Amount}: {reason}", by with { Request = null }, cancel);
                }

                await services.GetRequiredService<MakeRefund>().TryAsync(new RefundOrder(started.RefundId), cancel);
                return await ShowAsync(StatusCodes.Status201Created, id, documents, cancel);
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }
    }

    private static async Task<IResult> AnswerAsync(DeskOutcome outcome, Guid id, ApiDocuments documents, CancellationToken cancel) => outcome switch
    {
        DeskOutcome.Done => await ShowAsync(StatusCodes.Status200OK, id, documents, cancel),
        DeskOutcome.NotFound => ApiAnswer.NotFound("order"),
        DeskOutcome.NotPaid => ApiAnswer.Conflict("This order is not paid, so nothing may leave."),
        DeskOutcome.Cancelled => ApiAnswer.Conflict("This order is cancelled."),
        DeskOutcome.Refunded => ApiAnswer.Conflict("This order was refunded in full."),
        DeskOutcome.NothingToSend => ApiAnswer.Conflict("Nothing in this order goes by post."),
        DeskOutcome.PreparingAlready one => ApiAnswer.Conflict($"It is being prepared already, since {OrderView.Stamp(one.Since)}."),
        DeskOutcome.ShippedAlready one => ApiAnswer.Conflict($"It has left already, at {OrderView.Stamp(one.At)}."),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static async Task<ApiAnswer> ShowAsync(int status, Guid id, ApiDocuments documents, CancellationToken cancel) =>
        ApiAnswer.Of(status, (await documents.OrderAsync(id, cancel))!);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

/// <summary>What leaves the shop: all that is still to go.</summary>
internal sealed record ApiParcel
{
    public string? Carrier { get; init; }

    /// <summary>The parcel's number, or an address to follow it at.</summary>
    public string? Tracking { get; init; }
}

internal sealed record ApiNewNote
{
    public required string Text { get; init; }
}

internal sealed record ApiNewRefund
{
    /// <summary>In minor units of the order's currency; left out: all that is left, or what the lines are worth.</summary>
    public long? Amount { get; init; }

    /// <summary>Pieces that go back for their share of what was paid, in place of an amount.</summary>
    public IReadOnlyList<ApiRefundLine>? Lines { get; init; }

    /// <summary>With them, what is left of the delivery goes back.</summary>
    public bool? Delivery { get; init; }

    /// <summary>The pieces are on the shelf again.</summary>
    public bool? Restock { get; init; }

    /// <summary>close or keep; left out, they close when all of the payment has gone back.</summary>
    public string? Downloads { get; init; }

    /// <summary>Why, for those who work in the shop: kept as a note on the order.</summary>
    public string? Reason { get; init; }
}

/// <summary>So many pieces of one line of an order.</summary>
internal sealed record ApiRefundLine
{
    public required Guid VariantId { get; init; }

    public required int Quantity { get; init; }
}

using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Admin;

/// <summary>One order as the owner sees it: what was bought, what has become of it, what can be done with it.</summary>
[Needs(Right.SeeOrders)]
internal sealed class OrderSheetModel(IServiceProvider services, Database database, TimeProvider time, Chance chance) : AdminPage
{
    public const int MaxNoteLength = 2000;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Carrier { get; set; }

    [BindProperty]
    public string? Tracking { get; set; }

    [BindProperty]
    public string? Amount { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public OrderView Order { get; private set; } = null!;

    public IReadOnlyList<Moment> Moments { get; private set; } = [];

    /// <summary>What the buyer has asked back by their bank.</summary>
    public IReadOnlyList<DisputeRow> Disputes { get; private set; } = [];

    /// <summary>What was paid and not given back.</summary>
    public Money Left => Order.In(Order.Head.TotalMinor - Order.Head.RefundedMinor);

    public string Stage => OrderDocument.Standing(Order);

    public bool CanPrepare => User.May(Right.SendOrders) && Order is { IsPaid: true, IsRefunded: false, IsDelivered: true, Shipment: null, Head.PreparingAt: null };

    public bool CanShip => User.May(Right.SendOrders) && Order is { IsPaid: true, IsRefunded: false, IsDelivered: true, Shipment: null };

    public bool CanGiveBack => User.May(Right.Own) && Order.IsPaid && Left.Minor > 0 && Order.Head.StripePaymentIntentId is not null;

    public string? Message => Done switch
    {
        "prepared" => "The order is being prepared. The buyer is written to.",
        "shipped" => "The order has left. The buyer is written to.",
        "refunded" => "The money went back.",
        "refunding" => "The refund is under way. This page tells how it ends.",
        "noted" => "The note is kept.",
        "receipt" => "The receipt is on its way to the buyer.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await ShowAsync(cancel);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostPrepareAsync(CancellationToken cancel) =>
        await AnswerAsync(await services.GetRequiredService<PrepareOrder>().RunAsync(Id, Me, cancel), "prepared", cancel);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostShipAsync(CancellationToken cancel)
    {
        var carrier = ReadLine(Carrier, nameof(Carrier), "carrier");
        var tracking = ReadLine(Tracking, nameof(Tracking), "tracking number");
        return ModelState.IsValid
            ? await AnswerAsync(await services.GetRequiredService<ShipOrder>().RunAsync(Id, carrier, tracking, Me, cancel), "shipped", cancel)
            : await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostRefundAsync(CancellationToken cancel)
    {
        if (!services.GetRequiredService<ShopSettings>().Stripe.HasKeys)
        {
            return await RefuseAsync("", "No Stripe keys are set, so nothing can be given back.", cancel);
        }

        var typed = (Amount ?? "").Trim();
        return await services.GetRequiredService<StartRefund>().RunAsync(
            Id, currency => Money.TryParse(typed, currency, out var money) ? money : Money.Zero(currency), Me, cancel) switch
        {
            StartRefund.Outcome.Started started => SeeSheet(await CarryOutAsync(started.RefundId, cancel)),
            StartRefund.Outcome.TooMuch { Left.IsZero: true } => await RefuseAsync(nameof(Amount), "All of it has been given back already.", cancel),
            StartRefund.Outcome.TooMuch one => await RefuseAsync(nameof(Amount), $"Type an amount such as 5.00, of at most {one.Left}: so much is left.", cancel),
            StartRefund.Outcome.NotPaid => await RefuseAsync(nameof(Amount), "This order is not paid, so there is nothing to give back.", cancel),
            _ => NotFound(),
        };
    }

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostNoteAsync(CancellationToken cancel)
    {
        var text = (Note ?? "").ReplaceLineEndings("\n").Trim();
        if (text.Length is 0 or > MaxNoteLength || text.Any(one => char.IsControl(one) && one != '\n'))
        {
            return await RefuseAsync(nameof(Note), $"Type a note of up to {MaxNoteLength} characters.", cancel);
        }

        var now = time.Now();
        var kept = await database.WriteAsync(
            async transaction =>
            {
                if (await OrderDesk.LockAsync(transaction, Id) is not { } order)
                {
                    return false;
                }

                await transaction.Db.ExecuteAsync(
                    "INSERT INTO order_notes (id, order_id, actor, text, at) VALUES (@noteId, @Id, @Name, @text, @now)",
                    new { noteId = chance.NewId(now), order.Id, Me.Name, text, now });
                await Audit.AddAsync(transaction, chance, Me, Audit.OrderNoted, $"order:{order.Id}", $"Order {order.Number}", now);
                return true;
            },
            cancel);
        return kept ? SeeSheet("noted") : NotFound();
    }

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostReceiptAsync(CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, Id, cancel) is not { } order)
        {
            return NotFound();
        }

        if (order is not { IsPaid: true, Head.Email: not null })
        {
            return await RefuseAsync("", "There is nobody to write to, or nothing was paid.", cancel);
        }

        await services.GetRequiredService<OrderMails>().SendAgainAsync(order, cancel);
        await database.WriteAsync(
            transaction => Audit.AddAsync(transaction, chance, Me, Audit.ReceiptResent, $"order:{Id}", $"Order {order.Head.Number}", time.Now()), cancel);
        return SeeSheet("receipt");
    }

    /// <summary>The row is written, so whatever happens here, the shop goes on with it.</summary>
    private async Task<string> CarryOutAsync(Guid refundId, CancellationToken cancel)
    {
        try
        {
            await services.GetRequiredService<MakeRefund>().RunAsync(new RefundOrder(refundId), cancel);
        }
        catch (StripeException)
        {
            return "refunding";
        }

        return await MakeRefund.StateAsync(database, refundId, cancel) == RefundState.Succeeded ? "refunded" : "refunding";
    }

    private async Task<IActionResult> AnswerAsync(DeskOutcome outcome, string done, CancellationToken cancel) => outcome switch
    {
        DeskOutcome.Done => SeeSheet(done),
        DeskOutcome.NotFound => NotFound(),
        DeskOutcome.NotPaid => await RefuseAsync("", "This order is not paid, so nothing may leave.", cancel),
        DeskOutcome.Refunded => await RefuseAsync("", "This order was refunded in full.", cancel),
        DeskOutcome.NothingToSend => await RefuseAsync("", "Nothing in this order goes by post.", cancel),
        DeskOutcome.PreparingAlready one => await RefuseAsync("", $"It is being prepared already, since {one.Since:d MMMM, HH:mm} UTC.", cancel),
        DeskOutcome.ShippedAlready one => await RefuseAsync("", $"It has left already, on {one.At:d MMMM, HH:mm} UTC.", cancel),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private string? ReadLine(string? typed, string field, string name)
    {
        var text = typed?.Trim();
        if (text is { Length: > ShipOrder.MaxLength } || text?.Any(char.IsControl) == true)
        {
            ModelState.AddModelError(field, $"A {name} has at most {ShipOrder.MaxLength} characters, on one line.");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private RedirectResult SeeSheet(string done) => Redirect($"/admin/orders/{Id}?done={done}");

    private async Task<IActionResult> RefuseAsync(string field, string why, CancellationToken cancel)
    {
        ModelState.AddModelError(field, why);
        return await ShowAsync(cancel);
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, Id, cancel) is not { } order)
        {
            return NotFound();
        }

        (Order, Disputes, Moments) = await database.ReadAsync(
            async db =>
            {
                var disputes = await DisputeRow.ListAsync(db, Id);
                return (order, disputes, await TimeLine.ReadAsync(db, database.Engine, Id, disputes, fees: User.May(Right.SeeMoney)));
            },
            cancel);
        Amount ??= Left.ToPlainString();
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}

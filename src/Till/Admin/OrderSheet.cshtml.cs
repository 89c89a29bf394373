using Microsoft.AspNetCore.Mvc;
using Till.Checkout;
using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Admin;

/// <summary>One order as the owner sees it: what was bought, what has become of it, what can be done with it.</summary>
[Needs(Right.SeeOrders)]
internal sealed partial class OrderSheetModel(IServiceProvider services, Database database, TimeProvider time, Chance chance) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    public OrderView Order { get; private set; } = null!;

    public IReadOnlyList<Moment> Moments { get; private set; } = [];

    /// <summary>What the buyer has asked back by their bank.</summary>
    public IReadOnlyList<DisputeRow> Disputes { get; private set; } = [];

    /// <summary>What the buyer was sent, without what was sent again.</summary>
    public IReadOnlyList<OrderLetter> Letters { get; private set; } = [];

    public string Stage => OrderDocument.Standing(Order);

    public string StageInWords => this switch
    {
        { Order: { IsByLink: true, IsRetired: true } } => "withdrawn",
        { Order: { IsByLink: true, IsPaid: false } } => Order.Head.PayUntil <= time.GetUtcNow() ? "expired" : "waits for payment",
        _ => OrderWords.State(Stage),
    };

    /// <summary>Where the order's tax was reckoned for, if it goes elsewhere now.</summary>
    public string? TaxedFor => Order.Head.TaxCountry is { } code ? Countries.Find(code)?.Name ?? code : null;

    public string? Message => Done switch
    {
        "prepared" => "The order is being prepared. The buyer is written to.",
        "shipped" => Order.IsShipped ? "The order has left. The buyer is written to." : "The parcel has left. The buyer is written to.",
        "completed" => "The order is completed.",
        "refunded" => "The money went back.",
        "refunding" => "The refund is under way. This page tells how it ends.",
        "cancelled" => "The order is cancelled. The buyer is written to, and the money goes back.",
        "addressed" => "The order goes to another address. The buyer is written to.",
        "noted" => "The note is kept.",
        "receipt" => "The receipt is on its way to the buyer.",
        "mailed" => "The mail is on its way to the buyer once more.",
        "made" => "The order is made. The link is on its way to the buyer.",
        "withdrawn" => "The link leads to nothing any more.",
        _ => null,
    };

    public bool Fits(OrderLetter letter) => letter.Fits(Order, time.GetUtcNow());

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await ShowAsync(cancel);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostPrepareAsync(CancellationToken cancel) =>
        await AnswerAsync(await services.GetRequiredService<PrepareOrder>().RunAsync(Id, Me, cancel), "prepared", cancel);

    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostNoteAsync(CancellationToken cancel)
    {
        if (NoteOrder.Read(Note) is not { } text)
        {
            return await RefuseAsync(nameof(Note), $"Type a note of up to {NoteOrder.MaxLength} characters.", cancel);
        }

        return await services.GetRequiredService<NoteOrder>().RunAsync(Id, text, Me, cancel) ? SeeSheet("noted") : NotFound();
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

    /// <param name="letter">Of those that the page shows.</param>
    /// <param name="cancel">The page is not wanted any more.</param>
    [Needs(Right.SendOrders)]
    public async Task<IActionResult> OnPostMailAsync(Guid letter, CancellationToken cancel)
    {
        ModelState.Clear(); // an id that is none is one that does not exist
        return await OrderView.FindAsync(database, Id, cancel) is not { } order ? NotFound()
            : await services.GetRequiredService<OrderMailbox>().SendAgainAsync(order, letter, Me, cancel) ? SeeSheet("mailed")
            : await RefuseAsync("", "This mail is not sent again: there is nobody to write to, or what it says is not true any more.", cancel);
    }

    private async Task<IActionResult> AnswerAsync(DeskOutcome outcome, string done, CancellationToken cancel) => outcome switch
    {
        DeskOutcome.Done => SeeSheet(done),
        DeskOutcome.NotFound => NotFound(),
        DeskOutcome.TooMany one => await RefuseAsync($"Parcel[{one.Position}]", $"Of {one.Title}, {one.ToGo} are still to go.", cancel),
        _ => await RefuseAsync("", DeskWords.Refusal(outcome), cancel),
    };

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

        Order = order;
        (Disputes, Letters, Moments) = await database.ReadAsync(
            async db =>
            {
                var disputes = await DisputeRow.ListAsync(db, Id);
                var letters = await OrderMailbox.ListAsync(db, database.Engine, Id);
                return (disputes, letters, await TimeLine.ReadAsync(db, database.Engine, Id, disputes, fees: User.May(Right.SeeMoney)));
            },
            cancel);
        Letters = [.. Letters.Where(one => !one.IsRepeated)];
        Amount ??= order.Left.ToPlainString();
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }
}

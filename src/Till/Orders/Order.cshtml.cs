using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Checkout;
using Till.Core;
using Till.Downloads;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// An order's page, under a link that needs no cookie. It is also where Stripe sends the buyer back to, so it asks Stripe itself
/// when the order is not paid yet; the address the buyer comes with proves nothing.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class OrderModel(IServiceProvider services, Database database, SettleOrder settle, DownloadLinks links) : PageModel
{
    /// <summary>How often the page looks again by itself, every three seconds. A card is told of by then; what takes longer, takes days.</summary>
    private const int MostLooks = 6;

    internal OrderView Order { get; private set; } = null!;

    internal OrderStage Stage { get; private set; }

    internal IReadOnlyList<(OrderDownload File, string Url)> Downloads { get; private set; } = [];

    /// <summary>Why the last try to pay failed; null when none did.</summary>
    public string? Decline { get; private set; }

    /// <summary>Where the page looks again by itself, or null when it does not.</summary>
    public string? LookAgainAt { get; private set; }

    public bool Sent { get; private set; }

    /// <summary>Lines that were to be bought again and cannot be; null when it was not asked for.</summary>
    internal IReadOnlyList<OrderLine>? Gone { get; private set; }

    public bool NeedsForm => Stage is OrderStage.NotPaid or OrderStage.Failed && !Order.IsByLink;

    /// <summary>Why the payment was not begun; null where it was not tried.</summary>
    public string? Problem { get; private set; }

    /// <summary>A link that is over, or was taken back, pays nothing any more.</summary>
    public bool CanBePaidByLink => Order is { IsByLink: true, IsPaid: false, IsRetired: false } && Stage is OrderStage.NotPaid or OrderStage.Failed
        && Order.Head.PayUntil > services.GetRequiredService<TimeProvider>().GetUtcNow();

    public async Task<IActionResult> OnGetAsync(Guid id, string? key, bool sent, int look, string? gone, CancellationToken cancel)
    {
        if (key is null)
        {
            return await OpenOwnAsync(id, cancel);
        }

        if (await OrderView.FindAsync(database, id, key, cancel) is not { } order)
        {
            return NotFound();
        }

        if (!order.IsPaid)
        {
            var outcome = await settle.TryAsync(id, cancel);
            order = (await OrderView.FindAsync(database, id, cancel))!;
            Read(order, outcome, look);
        }
        else
        {
            Stage = StageOf(order);
        }

        Order = order;
        Sent = sent;
        Gone = gone is null ? null : [.. order.Lines.Where((_, i) => gone.Split('-').Contains(i.ToString()))];
        Downloads = await LinksAsync(order, cancel);
        return Page();
    }

    /// <summary>Sends the receipt with its links once more.</summary>
    public async Task<IActionResult> OnPostSendAsync(Guid id, string? key, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, key ?? "", cancel) is not { IsPaid: true } order)
        {
            return NotFound();
        }

        await services.GetRequiredService<OrderMails>().SendAgainAsync(order, cancel);
        return Redirect($"{order.Path}?sent=true");
    }

    /// <summary>Leads to Stripe's page, for an order that the shop has made for its buyer.</summary>
    public async Task<IActionResult> OnPostPayAsync(Guid id, string? key, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, key ?? "", cancel) is not { IsByLink: true } order)
        {
            return NotFound();
        }

        if (order.IsPaid)
        {
            return SeeOther(order.Path);
        }

        if (!services.GetRequiredService<ShopSettings>().Stripe.HasKeys)
        {
            return Refuse(order, StatusCodes.Status503ServiceUnavailable, "Paying is switched off: this shop has no payment provider set up yet.");
        }

        var request = new PaymentRequest(
            Guid.Empty, AttemptKind.Session, Shown: null, Details: null, AccountId: null, order.Head.Email,
            await services.GetRequiredService<Remotes>().OfAsync(HttpContext.Connection.RemoteIpAddress, cancel),
            services.GetRequiredService<ShopAddress>().Base) { ByLink = true };
        return await services.GetRequiredService<StartPayment>().RunAsync(id, request, cancel) switch
        {
            StartPayment.Outcome.Pay pay => SeeOther(pay.Handle),
            StartPayment.Outcome.AlreadyPaid paid => SeeOther(paid.OrderPath),
            StartPayment.Outcome.Changed changed => Refuse(order, StatusCodes.Status409Conflict, changed.Why),
            StartPayment.Outcome.Throttled => Refuse(
                order, StatusCodes.Status429TooManyRequests, "Too many payments were declined. Please try again in an hour, or write to us."),
            _ => Refuse(
                order, StatusCodes.Status503ServiceUnavailable, "Our payment provider did not answer. Nothing was charged. Please try again in a minute."),
        };
    }

    /// <summary>Puts into the bag what was bought, as far as it can still be had, at today's price.</summary>
    public async Task<IActionResult> OnPostBuyAgainAsync(Guid id, string? key, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, key ?? "", cancel) is not { IsPaid: true } order)
        {
            return NotFound();
        }

        var visitor = VisitorCookie.Ensure(HttpContext, services.GetRequiredService<Chance>(), services.GetRequiredService<TimeProvider>());
        var owner = BagOwner.Of(HttpContext) with { VisitorKey = visitor };
        var refused = new List<int>();
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            if (await services.GetRequiredService<ChangeBag>().AddAsync(owner, line.VariantId, line.Quantity, cancel) is not ChangeBag.Outcome.Done)
            {
                refused.Add(i);
            }
        }

        return Redirect(refused.Count == 0 ? "/bag" : $"{order.Path}?gone={string.Join('-', refused)}");
    }

    /// <summary>Without a key: for who is signed in and bought it.</summary>
    private async Task<IActionResult> OpenOwnAsync(Guid id, CancellationToken cancel)
    {
        if (User.AccountId() is not { } account)
        {
            return Challenge();
        }

        var order = await OrderView.FindAsync(database, id, cancel);
        return order?.Head.AccountId == account ? Redirect(order.Path) : NotFound();
    }

    private PageResult Refuse(OrderView order, int status, string why)
    {
        (Order, Stage, Problem, Response.StatusCode) = (order, order.IsRetired ? OrderStage.Replaced : OrderStage.NotPaid, why, status);
        return Page();
    }

    private StatusCodeResult SeeOther(string url)
    {
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private void Read(OrderView order, Settle.Outcome? outcome, int look)
    {
        (Stage, Decline) = outcome switch
        {
            Settle.Outcome.Held => (OrderStage.Held, null),
            Settle.Outcome.Paid when order.IsPaid => (StageOf(order), null),
            null => (OrderStage.Confirming, null),
            Settle.Outcome.Waiting { Submitted: true } => (look < MostLooks ? OrderStage.Confirming : OrderStage.Underway, null),
            Settle.Outcome.Waiting { Decline: { } why } => (OrderStage.Failed, why),
            Settle.Outcome.Ended { Decline: { } why } => (OrderStage.Failed, why),
            _ => (order.IsRetired ? OrderStage.Replaced : OrderStage.NotPaid, (string?)null),
        };
        if (order is { IsByLink: true, IsRetired: true } && Stage == OrderStage.Failed)
        {
            Stage = OrderStage.Replaced; // whatever its last try came to, it cannot be tried again
        }

        LookAgainAt = Stage == OrderStage.Confirming ? $"{order.Path}?look={Math.Clamp(look, 0, MostLooks) + 1}" : null;
    }

    private static OrderStage StageOf(OrderView order) => order switch
    {
        { IsCancelled: true } => OrderStage.Cancelled,
        { IsRefunded: true } => OrderStage.Refunded,
        { HasArrived: true } => OrderStage.Arrived,
        { IsShipped: true } => OrderStage.Shipped,
        { Shipment: not null } => OrderStage.ShippedInPart,
        { Head.PreparingAt: not null } => OrderStage.Preparing,
        _ => OrderStage.Paid,
    };

    private async Task<IReadOnlyList<(OrderDownload File, string Url)>> LinksAsync(OrderView order, CancellationToken cancel)
    {
        var made = new List<(OrderDownload, string)>();
        foreach (var download in order.Downloads)
        {
            made.Add((download, await links.MakeAsync(download, cancel)));
        }

        return made;
    }
}

/// <summary>Where an order stands, as its buyer is told.</summary>
internal enum OrderStage
{
    /// <summary>Nothing was charged, nothing was tried.</summary>
    NotPaid,

    /// <summary>A newer draft of the same bag has taken its place.</summary>
    Replaced,

    /// <summary>The last try to pay did not succeed.</summary>
    Failed,

    /// <summary>The payment was made or may have been; Stripe has not said yet.</summary>
    Confirming,

    /// <summary>Submitted by a way to pay that takes its time: a bank debit, a transfer.</summary>
    Underway,

    /// <summary>Money came in that is not this order's, and goes back.</summary>
    Held,
    Paid,
    Preparing,

    /// <summary>A parcel has left, and more is to go.</summary>
    ShippedInPart,
    Shipped,

    /// <summary>All that has left is there, or must be by now.</summary>
    Arrived,

    /// <summary>Called off by the shop.</summary>
    Cancelled,

    /// <summary>Paid back in full.</summary>
    Refunded,
}

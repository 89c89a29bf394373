using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
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

    public bool NeedsForm => Stage is OrderStage.NotPaid or OrderStage.Failed;

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
        LookAgainAt = Stage == OrderStage.Confirming ? $"{order.Path}?look={Math.Clamp(look, 0, MostLooks) + 1}" : null;
    }

    private static OrderStage StageOf(OrderView order) => order switch
    {
        { IsRefunded: true } => OrderStage.Refunded,
        { Shipment: not null } => OrderStage.Shipped,
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
    Shipped,

    /// <summary>Paid back in full.</summary>
    Refunded,
}

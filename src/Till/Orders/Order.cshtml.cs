using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Downloads;
using Till.Mail;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// An order's page, under a link that needs no cookie. It is also where Stripe sends the buyer back to, so it asks Stripe itself
/// when the order is not paid yet; the address the buyer comes with proves nothing.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class OrderModel(IServiceProvider services, Database database, DownloadLinks links) : PageModel
{
    internal OrderView Order { get; private set; } = null!;

    internal IReadOnlyList<(OrderDownload File, string Url)> Downloads { get; private set; } = [];

    /// <summary>The payment was made or may have been; Stripe has not said yet. The page asks again by itself.</summary>
    public bool Confirming { get; private set; }

    /// <summary>Money came in that is not this order's, and goes back.</summary>
    public bool Held { get; private set; }

    public bool Sent { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string key, bool sent, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, key, cancel) is not { } order)
        {
            return NotFound();
        }

        if (!order.IsPaid)
        {
            var outcome = await TrySettleAsync(id, cancel);
            Confirming = outcome is null or Settle.Outcome.Waiting { Submitted: true };
            Held = outcome is Settle.Outcome.Held;
            order = (await OrderView.FindAsync(database, id, cancel))!;
        }

        Order = order;
        Sent = sent;
        var made = new List<(OrderDownload, string)>();
        foreach (var download in order.Downloads)
        {
            made.Add((download, await links.MakeAsync(download, cancel)));
        }

        Downloads = made;
        return Page();
    }

    /// <summary>Sends the receipt with its links once more.</summary>
    public async Task<IActionResult> OnPostSendAsync(Guid id, string key, CancellationToken cancel)
    {
        if (await OrderView.FindAsync(database, id, key, cancel) is not { IsPaid: true } order)
        {
            return NotFound();
        }

        await services.GetRequiredService<ReceiptMails>().SendAgainAsync(order, cancel);
        return Redirect($"{order.Path}?sent=true");
    }

    private async Task<Settle.Outcome?> TrySettleAsync(Guid orderId, CancellationToken cancel)
    {
        var attempt = await database.ReadAsync(db => AttemptRow.FindLatestAsync(db, orderId), cancel);
        if (attempt is null || !services.GetRequiredService<ShopSettings>().Stripe.HasKeys)
        {
            return new Settle.Outcome.Nothing();
        }

        return await services.GetRequiredService<Settle>().TryAsync(attempt.Id, cancel);
    }
}

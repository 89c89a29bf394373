using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>Where a buyer lands who left the payment page: what happened, that nothing was charged, and a way to try again.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class CancelledModel(Database database, SettleOrder settle) : PageModel
{
    /// <summary>Why the last try failed; null if the buyer only left.</summary>
    public string? Reason { get; private set; }

    public bool Expired { get; private set; }

    internal OrderView Order { get; private set; } = null!;

    /// <summary>To be bought again with; null where the order holds more than the Buy button can repeat.</summary>
    public Guid? Variant { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, string key, CancellationToken cancel)
    {
        var order = await OrderView.FindAsync(database, id, key, cancel);
        if (order is null)
        {
            return NotFound();
        }

        var outcome = await settle.TryAsync(id, cancel);
        if (order.IsPaid || outcome is Settle.Outcome.Paid or Settle.Outcome.Held or Settle.Outcome.Waiting { Submitted: true })
        {
            // The buyer paid and then went back: what they want to see is the order.
            return Redirect(order.Path);
        }

        Order = order;
        (Reason, Expired) = outcome switch
        {
            Settle.Outcome.Waiting waiting => (waiting.Decline, false),
            Settle.Outcome.Ended ended => (ended.Decline, true),
            _ => (null, false),
        };
        Variant = order.Lines is [{ Kind: "album", Quantity: 1 } album] ? album.VariantId : null;
        return Page();
    }
}

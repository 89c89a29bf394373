using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Bags;
using Till.Orders;
using Till.Payments;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// Where a bank or a wallet sends the buyer back to. It needs no cookie, and believes nothing of what the address says: it asks
/// Stripe. Wherever it leads on to has none of the parameters that Stripe put into the address, the secret among them.
/// </summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class ReturnModel(Database database, SettleOrder settle) : PageModel
{
    /// <param name="orderPath">The order's own, which the buyer sees in the end.</param>
    public static string PathOf(string orderPath) => orderPath.Replace("/orders/", "/checkout/return/", StringComparison.Ordinal);

    public async Task<IActionResult> OnGetAsync(Guid id, string key, CancellationToken cancel)
    {
        var order = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Standing?>(
                """
                SELECT o.id, o.link_key, o.state,
                       (SELECT a.id FROM payment_attempts a WHERE a.order_id = o.id ORDER BY a.number DESC LIMIT 1) AS attempt_id
                FROM orders o WHERE o.id = @id
                """,
                new { id }),
            cancel);
        if (order is null || !OrderView.IsKey(order.LinkKey, key))
        {
            return NotFound();
        }

        var outcome = order.State == "paid" ? new Settle.Outcome.Paid() : await settle.AskAsync(order.AttemptId, cancel);
        return outcome is Settle.Outcome.Waiting { Submitted: false } or Settle.Outcome.Ended
            ? Redirect(await BackAsync(order, cancel))
            : Redirect($"/orders/{order.Id}/{order.LinkKey}");
    }

    /// <summary>To the checkout, which knows what was typed; from another browser, to a page that says what happened.</summary>
    private async Task<string> BackAsync(Standing order, CancellationToken cancel)
    {
        var owner = BagOwner.Of(HttpContext);
        var bag = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<OwnBag?>(
                """
                SELECT b.id, b.variant_id
                FROM bags b JOIN orders o ON o.bag_id = b.id
                WHERE o.id = @Id AND (b.account_id = @AccountId OR (b.account_id IS NULL AND b.visitor_key = @VisitorKey))
                """,
                new { order.Id, owner.AccountId, owner.VisitorKey }),
            cancel);
        return bag switch
        {
            null => $"/checkout/cancelled/{order.Id}/{order.LinkKey}",
            { VariantId: { } item } => $"{CheckoutModel.Path}?item={item}&{CheckoutModel.Returned}",
            _ => $"{CheckoutModel.Path}?{CheckoutModel.Returned}",
        };
    }

    /// <param name="AttemptId">The latest; null where there is none.</param>
    private sealed record Standing(Guid Id, string LinkKey, string State, Guid? AttemptId);

    private sealed record OwnBag(Guid Id, Guid? VariantId);
}

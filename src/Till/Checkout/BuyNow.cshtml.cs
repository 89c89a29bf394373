using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Core.Pricing;
using Till.Layout;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// A Buy button that leads to the checkout with one thing alone, and leaves the bag as it is. As with <see cref="BuyModel"/>, a post
/// without a valid token changes nothing and is asked to confirm.
/// </summary>
[IgnoreAntiforgeryToken] // Checked below, because the answer to a missing token is a question and not an error.
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class BuyNowModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    [BindProperty]
    public Guid Variant { get; set; }

    [BindProperty]
    public int Quantity { get; set; } = 1;

    internal BagItem Thing { get; private set; } = null!;

    /// <summary>Why it cannot be bought now; null if it can.</summary>
    public string? Obstacle { get; private set; }

    public IActionResult OnGet() => Redirect("/");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var thing = ModelState.GetFieldValidationState(nameof(Variant)) is Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid
            ? null
            : await database.ReadAsync(async db => await BagItem.FindAsync(db, Variant, await WhomAsync(db)), cancel);
        if (thing is null or { Published: false })
        {
            return NotFound();
        }

        Thing = thing;
        if (!ModelState.IsValid || Quantity is < 1 or > PriceLine.MaxQuantity)
        {
            return Refuse(StatusCodes.Status422UnprocessableEntity, $"Take between 1 and {PriceLine.MaxQuantity} of it.");
        }

        if (thing.Obstacle is { } obstacle)
        {
            return Refuse(StatusCodes.Status409Conflict, obstacle.Reason);
        }

        if (thing.Stock < Quantity)
        {
            return Refuse(StatusCodes.Status409Conflict, new BagProblem.FewerLeft(thing.Stock.Value).Reason);
        }

        if (!settings.Stripe.HasKeys)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "Buying is switched off: this shop has no payment provider set up yet.");
        }

        return await FormToken.IsValidAsync(HttpContext) ? await OpenAsync(cancel) : Page();
    }

    private async Task<IActionResult> OpenAsync(CancellationToken cancel)
    {
        var chance = services.GetRequiredService<Chance>();
        var visitor = VisitorCookie.Ensure(HttpContext, chance, time);
        await database.WriteAsync(
            async transaction =>
            {
                var bag = await Bag.OpenAloneAsync(transaction, visitor, Variant, await WhomAsync(transaction.Db), chance);
                var changed = bag is null ? 0 : await transaction.Db.ExecuteAsync(
                    "UPDATE bag_lines SET quantity = @Quantity WHERE bag_id = @Id AND quantity <> @Quantity", new { bag.Id, Quantity });
                if (changed > 0)
                {
                    await bag!.RaiseVersionAsync(transaction.Db, time.Now());
                }
            },
            cancel);
        Response.Headers.Location = $"{CheckoutModel.Path}?item={Variant}";
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private Task<ForWhom> WhomAsync(DbConnection db) => ForWhom.FindAsync(db, User.AccountId(), settings, time.Now());

    private PageResult Refuse(int status, string why)
    {
        Obstacle = why;
        Response.StatusCode = status;
        return Page();
    }
}

using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Core;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// The Buy button. Product pages are the same for everybody and carry no form token; our script adds one. A post without a valid
/// token changes nothing: it is answered with this page, which has one, so that buying works without script, with one click more.
/// </summary>
[IgnoreAntiforgeryToken] // Checked below, because the answer to a missing token is a question and not an error.
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class BuyModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    [BindProperty]
    public Guid Variant { get; set; }

    /// <summary>The buyer has been told that they own it, and wants it again.</summary>
    [BindProperty]
    public bool Again { get; set; }

    internal Offer? Offer { get; private set; }

    internal Money Price { get; private set; }

    public bool OwnsIt { get; private set; }

    /// <summary>Why it cannot be bought now; null if it can.</summary>
    public string? Obstacle { get; private set; }

    private Guid? AccountId => User.AccountId();

    public IActionResult OnGet() => Redirect("/albums");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Offer = ModelState.IsValid
            ? await database.ReadAsync(db => Offer.FindAsync(db, Variant, settings.Currency, time.Now()), cancel)
            : null;
        if (Offer is null)
        {
            return NotFound();
        }

        Price = Offer.Price(settings.Currency);
        if (!settings.Stripe.HasKeys)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "Buying is switched off: this shop has no payment provider set up yet.");
        }

        var visitor = VisitorCookie.Ensure(HttpContext, services.GetRequiredService<Chance>(), time);
        OwnsIt = !Again && await OwnsAsync(visitor, cancel);
        var sure = await services.GetRequiredService<IAntiforgery>().IsRequestValidAsync(HttpContext);
        return OwnsIt || !sure ? Page() : await StartAsync(visitor, cancel);
    }

    private async Task<IActionResult> StartAsync(string visitor, CancellationToken cancel)
    {
        var email = AccountId is null ? null : User.FindFirstValue(ClaimTypes.Email);
        var request = new BuyRequest(Variant, visitor, AccountId, email, services.GetRequiredService<ShopAddress>().Base);
        return await services.GetRequiredService<StartCheckout>().RunAsync(request, cancel) switch
        {
            StartCheckout.Outcome.Pay pay => SeeOther(pay.Url),
            StartCheckout.Outcome.AlreadyPaid paid => SeeOther(paid.OrderPath),
            StartCheckout.Outcome.NotForSale => NotFound(),
            StartCheckout.Outcome.OutsideLimits limits => Refuse(
                StatusCodes.Status409Conflict, $"{limits.Total} is outside what can be charged to a card, so this cannot be bought online."),
            _ => Refuse(
                StatusCodes.Status503ServiceUnavailable,
                "Our payment provider did not answer. Nothing was charged. Please try again in a minute."),
        };
    }

    /// <summary>By account, or by this browser's earlier purchase.</summary>
    private Task<bool> OwnsAsync(string visitor, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<bool>(
            """
            SELECT EXISTS (
                SELECT 1
                FROM entitlements e JOIN orders o ON o.id = e.order_id
                LEFT JOIN bags b ON b.id = o.bag_id
                WHERE e.product_id = @ProductId AND e.revoked_at IS NULL
                  AND (o.account_id = @AccountId OR b.visitor_key = @visitor))
            """,
            new { Offer!.ProductId, AccountId, visitor }),
        cancel);

    private StatusCodeResult SeeOther(string url)
    {
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    private PageResult Refuse(int status, string why)
    {
        Obstacle = why;
        Response.StatusCode = status;
        return Page();
    }
}

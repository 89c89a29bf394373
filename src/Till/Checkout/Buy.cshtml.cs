using System.Data.Common;
using System.Globalization;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Layout;
using Till.Payments;
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

    internal BagItem Item { get; private set; } = null!;

    public bool OwnsIt { get; private set; }

    /// <summary>Why it cannot be bought now; null if it can.</summary>
    public string? Obstacle { get; private set; }

    private Guid? AccountId => User.AccountId();

    public IActionResult OnGet() => Redirect("/albums");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        // Stripe's page delivers nothing by post: what does is bought on the shop's own.
        var item = ModelState.IsValid
            ? await database.ReadAsync(async db => await BagItem.FindAsync(db, Variant, await WhomAsync(db)), cancel)
            : null;
        if (item is not { Kind: "album", Obstacle: null or BagProblem.ForMembers or BagProblem.Included })
        {
            return NotFound();
        }

        Item = item;
        if (item.Obstacle is { } problem)
        {
            return Refuse(StatusCodes.Status409Conflict, problem.Reason);
        }

        if (!settings.Stripe.HasKeys)
        {
            return Refuse(StatusCodes.Status503ServiceUnavailable, "Buying is switched off: this shop has no payment provider set up yet.");
        }

        var visitor = VisitorCookie.Ensure(HttpContext, services.GetRequiredService<Chance>(), time);
        OwnsIt = !Again && await OwnsAsync(visitor, cancel);
        var sure = await FormToken.IsValidAsync(HttpContext);
        return OwnsIt || !sure ? Page() : await StartAsync(visitor, cancel);
    }

    private async Task<IActionResult> StartAsync(string visitor, CancellationToken cancel)
    {
        var bag = await database.WriteAsync(
            async transaction => await Bag.OpenAloneAsync(
                transaction, visitor, Variant, await WhomAsync(transaction.Db), services.GetRequiredService<Chance>()),
            cancel);
        if (bag is null)
        {
            return NotFound();
        }

        var request = new PaymentRequest(
            bag.Id,
            AttemptKind.Session,
            Shown: null,
            Details: null,
            AccountId,
            AccountId is null ? null : User.FindFirstValue(ClaimTypes.Email),
            await services.GetRequiredService<Remotes>().OfAsync(HttpContext.Connection.RemoteIpAddress, cancel),
            services.GetRequiredService<ShopAddress>().Base);
        return await services.GetRequiredService<StartPayment>().RunAsync(request, cancel) switch
        {
            StartPayment.Outcome.Pay pay => SeeOther(pay.Handle),
            StartPayment.Outcome.AlreadyPaid paid => SeeOther(paid.OrderPath),
            StartPayment.Outcome.Changed changed => Refuse(StatusCodes.Status409Conflict, changed.Why),
            StartPayment.Outcome.OutsideLimits limits => Refuse(
                StatusCodes.Status409Conflict, $"{limits.Total} is outside what can be charged to a card, so this cannot be bought online."),
            StartPayment.Outcome.Throttled throttled => Wait(throttled),
            _ => Refuse(
                StatusCodes.Status503ServiceUnavailable,
                "Our payment provider did not answer. Nothing was charged. Please try again in a minute."),
        };
    }

    private Task<ForWhom> WhomAsync(DbConnection db) => ForWhom.FindAsync(db, AccountId, settings, time.Now());

    private PageResult Wait(StartPayment.Outcome.Throttled throttled)
    {
        Response.Headers.RetryAfter = ((int)throttled.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Refuse(StatusCodes.Status429TooManyRequests, "Too many payments were declined. Please try again in an hour, or write to us.");
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
            new { Item.ProductId, AccountId, visitor }),
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

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Layout;
using Till.Storage;

namespace Till.Bags;

/// <summary>
/// The button that puts a thing into the bag. Product pages are the same for everybody and carry no form token; our script adds one.
/// A post without a valid token changes nothing: it is answered with this page, which has one, so that a bag can be filled without
/// script, with one click more.
/// </summary>
[IgnoreAntiforgeryToken] // Checked below, because the answer to a missing token is a question and not an error.
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class AddPageModel(IServiceProvider services, ShopSettings settings, TimeProvider time) : PageModel
{
    [BindProperty]
    public Guid Variant { get; set; }

    /// <summary>As typed: it is read here, so that what is wrong with it can be said in words.</summary>
    [BindProperty]
    public string? Quantity { get; set; }

    /// <summary>Sent by our script, which wants the drawer and not the page.</summary>
    [BindProperty]
    public bool Drawer { get; set; }

    internal BagItem Item { get; private set; } = null!;

    /// <summary>Why it cannot be put into the bag; null if it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>What is wrong with the quantity.</summary>
    public string? Fault { get; private set; }

    public IActionResult OnGet() => Redirect("/bag");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Quantity ??= ModelState.IsValid && Request.HasFormContentType && Request.Form.ContainsKey(nameof(Quantity)) ? "" : "1";
        var quantity = 0;
        var sound = ModelState.IsValid && Quantities.TryRead(Quantity, out quantity);
        var outcome = sound && await FormToken.IsValidAsync(HttpContext) ? await AddAsync(quantity, cancel) : null;
        if (outcome is ChangeBag.Outcome.Done done)
        {
            return BagAddress.SeeOther(Response, Drawer ? "/bag/drawer" : "/bag", done.News, Variant);
        }

        // Only a page that is shown needs to know what the thing is.
        var item = ModelState.IsValid
            ? await services.GetRequiredService<Database>().ReadAsync(
                async db => await BagItem.FindAsync(db, Variant, await ForWhom.FindAsync(db, User.AccountId(), settings, time.Now())), cancel)
            : null;
        if (item is null or { Published: false } || outcome is ChangeBag.Outcome.Unknown)
        {
            return NotFound();
        }

        Item = item;
        if (!sound)
        {
            Fault = Quantities.Fault;
            return Refuse(StatusCodes.Status400BadRequest);
        }

        return outcome is ChangeBag.Outcome.Refused refused ? Refuse(StatusCodes.Status409Conflict, refused.Reason)
            : item.Obstacle is { } obstacle ? Refuse(StatusCodes.Status409Conflict, obstacle.Reason)
            : Page();
    }

    private async Task<ChangeBag.Outcome> AddAsync(int quantity, CancellationToken cancel)
    {
        var visitor = VisitorCookie.Ensure(HttpContext, services.GetRequiredService<Chance>(), time);
        var owner = BagOwner.Of(HttpContext) with { VisitorKey = visitor };
        return await services.GetRequiredService<ChangeBag>().AddAsync(owner, Variant, quantity, cancel);
    }

    private PageResult Refuse(int status, string? obstacle = null)
    {
        Obstacle = obstacle;
        Response.StatusCode = status;
        return Page();
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Accounts;
using Till.Bags;
using Till.Core.Pricing;
using Till.Layout;
using Till.Storage;

namespace Till.Checkout;

/// <summary>
/// Who buys, where it goes, and how it is paid, on one page. Everything up to the payment works without script; the card's fields
/// are Stripe's, and so is the script that they need.
/// </summary>
[IgnoreAntiforgeryToken] // Checked in each handler, because the answer to a missing token is this page again, or JSON.
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed partial class CheckoutModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    public const string Path = "/checkout";

    /// <summary>The buyer comes back from a bank or a wallet where the payment did not go through.</summary>
    public const string Returned = "returned";

    [BindProperty]
    public CheckoutForm Form { get; set; } = new();

    /// <summary>The variant of a Buy button; null: the whole bag.</summary>
    [FromQuery]
    public Guid? Item { get; set; }

    internal CheckoutBag Bag { get; private set; } = null!;

    internal Quote Quote => Bag.Quote.Quote;

    public bool NeedsDelivery => Bag.Quote.Delivers;

    internal IReadOnlyList<SavedAddress> Saved => Bag.Saved;

    internal IReadOnlyList<Country> Deliverable => Bag.Deliverable;

    public bool SignedIn => User.AccountId() is not null;

    /// <summary>What has changed, or gone wrong, since the buyer was here last.</summary>
    public string? Notice { get; private set; }

    /// <summary>Why it cannot be bought as it stands; null if it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The details were sent without script, and nothing is wrong with them.</summary>
    public bool Reviewed { get; private set; }

    public bool HasKeys => settings.Stripe.HasKeys;

    public string? PublishableKey => settings.Stripe.PublishableKey;

    public string ScriptUrl => settings.Stripe.ScriptUrl;

    /// <summary>Lets this answer's own script tag load; the page is never kept, so it is used once.</summary>
    public string Nonce { get; } = services.GetRequiredService<Chance>().NewKey();

    /// <summary>This page's own address.</summary>
    public string Address => Item is { } item ? $"{Path}?item={item}" : Path;

    public string UpdateAddress => Item is { } item ? $"{Path}?item={item}&handler=update" : $"{Path}?handler=update";

    /// <summary>With the currency's code, if the amount does not begin with it: "$27.50 USD", "KWD 5.630".</summary>
    internal string TotalInFull
    {
        get
        {
            var code = Quote.Total.Currency.Code.ToUpperInvariant();
            var text = Quote.Total.ToString();
            return text.StartsWith(code, StringComparison.Ordinal) ? text : $"{text} {code}";
        }
    }

    private BagOwner Owner => BagOwner.Of(HttpContext);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(null, cancel))
        {
            return await ElsewhereAsync(cancel);
        }

        Fill();
        var country = Form.Chosen(Saved)?.Address.Country ?? Form.Delivery.Country;
        if (NeedsDelivery && Bag.Quote.Code is null)
        {
            Show(Bag with { Quote = Bag.Quote.To(country, settings) });
        }
        else if (NeedsDelivery)
        {
            await LoadAsync(country, cancel); // who buys is known only now, and a code may hang on that
        }

        Notice = Request.Query.ContainsKey(Returned) ? $"{Bag.LastTry?.Decline ?? "The payment was not completed."} Nothing was charged." : null;
        return Page();
    }

    /// <summary>The form, sent by a browser without script.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(TypedCountry, cancel))
        {
            return await ElsewhereAsync(cancel);
        }

        ModelState.Clear(); // what could not be bound is blank, and is asked for
        if (!await IsOursAsync())
        {
            return Page();
        }

        var form = Form.Read(NeedsDelivery, SignedIn, Saved, ModelState);
        if (form is null)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        Notice = ChangedSince();
        if (Notice is null && Obstacle is null && Quote.Total.IsZero)
        {
            return await CompleteAsync(form, cancel);
        }

        Reviewed = (Notice ?? Obstacle) is null;
        return Page();
    }

    /// <summary>Delivery and tax for the country that was chosen. What is typed stays; nothing is checked yet.</summary>
    public async Task<IActionResult> OnPostUpdateAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(TypedCountry, cancel))
        {
            return await ElsewhereAsync(cancel);
        }

        ModelState.Clear();
        if (await IsOursAsync() && NeedsDelivery && TypedCountry is null)
        {
            ModelState.AddModelError("Form.Delivery.Country", "Choose a country from the list.");
        }

        return Page();
    }

    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context) =>
        PaymentPolicy.Apply(HttpContext, settings.Stripe, Nonce);

    private string? TypedCountry => Countries.Find(Form.Delivery.Country)?.Code;

    private string? Person => Email.TryRead(Form.Email, out var typed) ? Email.Key(typed)
        : User.FindFirstValue(ClaimTypes.Email) is { } own ? Email.Key(own)
        : null;

    /// <param name="country">As it was typed; a saved address that is chosen says its own.</param>
    /// <returns>False: there is nothing to buy.</returns>
    private async Task<bool> LoadAsync(string? country, CancellationToken cancel)
    {
        var ask = new CheckoutBag.Wish(Owner, Item, Form.SendTo, country, Person);
        var bag = ModelState.GetFieldValidationState(nameof(Item)) is Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid
            ? null
            : await database.ReadAsync(db => CheckoutBag.FindAsync(db, ask, settings, time.Now()), cancel);
        if (bag is null)
        {
            return false;
        }

        Show(bag);
        return true;
    }

    private void Show(CheckoutBag bag)
    {
        Bag = bag;
        Obstacle = !HasKeys ? "Buying is switched off: this shop has no payment provider set up yet." : bag.Obstacle(settings.Currency);
    }

    /// <summary>Bought already, it seems, and the buyer came back to look; else there is a bag to be filled.</summary>
    private async Task<string> ElsewherePathAsync(CancellationToken cancel) =>
        await database.ReadAsync(db => CheckoutBag.JustPaidAsync(db, Owner, Item, time.Now()), cancel) ?? "/bag";

    private async Task<IActionResult> ElsewhereAsync(CancellationToken cancel) => SeeOther(await ElsewherePathAsync(cancel));

    private StatusCodeResult SeeOther(string path)
    {
        Response.Headers.Location = path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>A post that did not come from this page, or from one that was left open for too long, does nothing.</summary>
    private async Task<bool> IsOursAsync()
    {
        if (await FormToken.IsValidAsync(HttpContext))
        {
            return true;
        }

        Notice = "This page was open for too long, so nothing was done. Look through it and press the button again.";
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return false;
    }

    private string? ChangedSince() => Form.Shown == Bag.Fingerprint
        ? null
        : "The bag or its price has changed since you opened this page. Nothing was charged. Look at the new total, then go on.";

    /// <summary>What was typed last time, else what the account knows, else a guess.</summary>
    private void Fill()
    {
        var last = Bag.LastTry;
        var used = last?.Address;
        var saved = Saved.FirstOrDefault(one => one.Address == used) ?? (used is null && Saved.Count > 0 ? Saved[0] : null);
        Form.Email = last?.Email ?? User.FindFirstValue(ClaimTypes.Email);
        Form.Name = last?.Name;
        Form.Phone = last?.Phone;
        Form.SendTo = saved?.Key ?? CheckoutForm.Another;
        Form.Delivery = used is not null && saved is null ? AddressFields.Of(used) : new AddressFields { Country = Bag.Suggest(Request, settings) };
        Form.Billing = new AddressFields { Country = Form.Delivery.Country };
    }
}

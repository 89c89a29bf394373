using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Till.Accounts;
using Till.Core;
using Till.Storage;

namespace Till.Memberships;

/// <summary>
/// <c>/join?plan=back-room&amp;interval=month</c>: an account, if there is none yet, and then on to Stripe's page. The account is committed and
/// signed in before Stripe is asked, whatever becomes of the payment.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
internal sealed class JoinPageModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : AccountPage
{
    public const string MemberPath = "/account/membership";

    private const string NotNow = "Our payment provider did not answer. Nothing was charged. Please try again in a minute.";

    [FromQuery(Name = "plan")]
    public string? Slug { get; set; }

    [FromQuery]
    public string? Interval { get; set; }

    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public Plan Plan { get; private set; } = null!;

    public Money Price => Plan.PriceBy(Interval)!.Value;

    /// <summary>What is free at first for this visitor: who was in before has had it.</summary>
    public int TrialDays { get; private set; }

    public bool IsSignedIn => User.AccountId() is not null;

    public bool CanPay => settings.Stripe.HasKeys;

    public string? Notice { get; private set; }

    /// <summary>The address has an account already, which is to be signed in with.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>This page's own address, with what was chosen.</summary>
    public string Here => Plan.JoinPath(Plan.Product.Slug, Interval!);

    /// <param name="later">An account was opened a moment ago, and Stripe did not answer.</param>
    public async Task<IActionResult> OnGetAsync(bool later, CancellationToken cancel)
    {
        if (await LoadAsync(cancel) is { } elsewhere)
        {
            return elsewhere;
        }

        Notice = later && IsSignedIn ? $"Your account is open and you are signed in. {NotNow}" : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await LoadAsync(cancel) is { } elsewhere)
        {
            return elsewhere;
        }

        if (!CanPay)
        {
            return Page();
        }

        if (User.AccountId() is { } id)
        {
            return await StartAsync(id, isNew: false, cancel);
        }

        var hasEmail = TryReadEmail(EmailAddress, nameof(EmailAddress), out var email);
        if (!TryReadNewPassword(Password, PasswordAgain, email, nameof(Password)) || !hasEmail)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (await OpenAsync(email, cancel) is not { } account)
        {
            IsTaken = true;
            ModelState.AddModelError(nameof(EmailAddress), "This address has an account here already. Sign in with it; what you chose is kept.");
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        await Sessions.BeginAsync(HttpContext, account, remember: false);
        return await StartAsync(account.Id, isNew: true, cancel);
    }

    /// <returns>Where to go instead; null: the page is to be shown.</returns>
    private async Task<IActionResult?> LoadAsync(CancellationToken cancel)
    {
        var (plan, row) = await database.ReadAsync(
            async db => (
                await Plan.FindAsync(db, Slug, settings.Currency, time.Now()),
                User.AccountId() is { } id ? await MembershipRow.FindAsync(db, id, settings.Access, time.Now()) : null),
            cancel);
        if (Slug is null)
        {
            return Redirect("/membership");
        }

        if (plan is null || !plan.Intervals.Contains(Interval ??= plan.Intervals.FirstOrDefault()))
        {
            return NotFound();
        }

        if (row is { IsLiving: true })
        {
            return SeeOther(MemberPath);
        }

        (Plan, TrialDays) = (plan, row is null ? plan.TrialDays : 0);
        if (!CanPay)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        return null;
    }

    /// <summary>
    /// A second click on the button finds the account that the first one opened, and so does whoever types the password that goes with the
    /// address: they are signed in as on the page for it.
    /// </summary>
    /// <returns>Null: the address is somebody's.</returns>
    private async Task<Account?> OpenAsync(string email, CancellationToken cancel)
    {
        var accounts = services.GetRequiredService<AccountManager>();
        var (now, chance) = (time.Now(), services.GetRequiredService<Chance>());
        var account = new Account { Id = chance.NewId(now), Email = email, EmailKey = Email.Key(email), Role = Account.Buyer, CreatedAt = now };
        await accounts.SetPasswordAsync(account, Password!);
        Account? there;
        do
        {
            // Round again where another click opened one in the meantime: its password decides.
            there = await accounts.FindByEmailAsync(email);
            if (there is not null && await accounts.IsRightAsync(there, Password!))
            {
                return there;
            }

            if (await database.WriteAsync(transaction => OpenAsync(transaction, account, chance, there?.SecurityStamp ?? ""), cancel))
            {
                return account;
            }
        }
        while (there is null);
        return null;
    }

    private static async Task<bool> OpenAsync(Transaction transaction, Account account, Chance chance, string seen)
    {
        if (!await OpenAccount.TryAsync(transaction, account, chance, seen))
        {
            return false;
        }

        // Made by the outbox, so that an account can be opened while Stripe is away.
        await StripeCustomers.NoteAsync(transaction, chance.NewId(account.CreatedAt), account.Id, account.CreatedAt);
        return true;
    }

    private async Task<IActionResult> StartAsync(Guid accountId, bool isNew, CancellationToken cancel)
    {
        switch (await services.GetRequiredService<Join>().RunAsync(accountId, Plan.Product.Id, Interval!, cancel))
        {
            case Join.Outcome.Pay pay:
                return SeeOther(pay.Url);
            case Join.Outcome.AlreadyMember:
                return SeeOther(MemberPath);
            case Join.Outcome.NotNow when isNew:
                return SeeOther($"{Here}&later=true"); // a page of the new session's, with a form that it can send
            case Join.Outcome.NotNow:
                return Refuse(StatusCodes.Status503ServiceUnavailable, NotNow);
            default:
                return isNew ? SeeOther("/membership") : Refuse(StatusCodes.Status409Conflict, "This cannot be joined so any more. Nothing was charged. See what there is now.");
        }
    }

    private PageResult Refuse(int status, string why)
    {
        Notice = why;
        Response.StatusCode = status;
        return Page();
    }

    private StatusCodeResult SeeOther(string url)
    {
        Response.Headers.Location = url;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}

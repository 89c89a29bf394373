using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Signs in. A wrong password, a locked account and an address that nobody has are answered with the same words after the same
/// work; that an address waits for its confirmation is said only to who has the password.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class SignInModel(IServiceProvider services) : AccountPage
{
    public const string Refusal =
        "The address and the password do not go together. After five wrong passwords an account is locked for 15 minutes.";

    [BindProperty]
    public string? EmailAddress { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public bool Remember { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The day until which a membership had been paid that was erased with the account; null for none.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Paid { get; set; }

    public IActionResult OnGet() => User.AccountId() is null ? Page() : LocalRedirect(Next);

    public async Task<IActionResult> OnPostAsync()
    {
        if (string.IsNullOrWhiteSpace(EmailAddress))
        {
            ModelState.AddModelError(nameof(EmailAddress), "Type your e-mail address.");
        }

        if (string.IsNullOrEmpty(Password))
        {
            ModelState.AddModelError(nameof(Password), "Type your password.");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var (accounts, database) = (services.GetRequiredService<AccountManager>(), services.GetRequiredService<Database>());
        var account = await accounts.FindByEmailAsync(EmailAddress!);
        if (!await accounts.IsRightAsync(account, Password!))
        {
            ModelState.AddModelError("", Refusal);
            return Page();
        }

        // Who has joined was signed in before the address was confirmed, and can be again.
        if (!account!.EmailConfirmed
            && !await database.ReadAsync(db => OpenAccount.IsUsedAsync(db, account.Id), HttpContext.RequestAborted))
        {
            ModelState.AddModelError(nameof(EmailAddress), "This address is not confirmed yet: open the link in the mail that we sent.");
            return Page();
        }

        if (await database.ReadAsync(
            db => db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM second_factors WHERE account_id = @Id)", account), HttpContext.RequestAborted))
        {
            HalfSignedIn.Begin(HttpContext, account, Remember);
            return Redirect("/account/sign-in/code" + (ReturnUrl is null ? "" : QueryString.Create("returnUrl", ReturnUrl).ToString()));
        }

        await Sessions.EnterAsync(HttpContext, account, Remember, "with the password alone");
        return LocalRedirect(Next);
    }
}

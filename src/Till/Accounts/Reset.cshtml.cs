using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Sets a new password with a link from a mail. Whoever can read the mail has the address, so it is confirmed with it; and the
/// new security stamp ends every session and every other link.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ResetModel(IServiceProvider services) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public LinkState State { get; private set; }

    public string EmailAddress { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        await FindAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync() is not { } account || !TryReadNewPassword(Password, PasswordAgain, account.Email, nameof(Password)))
        {
            return Page();
        }

        await services.GetRequiredService<AccountManager>().SetPasswordAsync(account, Password!);
        account.EmailConfirmed = true;
        var saved = await services.GetRequiredService<Database>().WriteAsync(
            async transaction =>
            {
                var first = await AccountStore.UpdateAsync(transaction, account);
                await Purchases.AttachAsync(transaction, account.EmailKey);
                return first;
            },
            cancel);
        if (!saved)
        {
            Refuse(); // The link was used a moment ago, in another window.
            return Page();
        }

        await Sessions.EndAsync(HttpContext);
        return Redirect("/account/sign-in?after=reset");
    }

    private async Task<Account?> FindAsync()
    {
        var link = services.GetRequiredService<LinkTokens>().ReadReset(Token);
        var account = link is null ? null : await services.GetRequiredService<AccountManager>().FindByIdAsync(link.AccountId.ToString("D"));
        if (account is null || account.SecurityStamp != link!.Stamp)
        {
            Refuse();
            return null;
        }

        State = LinkState.Open;
        EmailAddress = account.Email;
        return account;
    }

    private void Refuse()
    {
        State = LinkState.Over;
        Response.StatusCode = StatusCodes.Status410Gone;
    }
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Memberships;
using Till.Storage;

namespace Till.Accounts;

/// <summary>What a link in a mail is still good for.</summary>
public enum LinkState
{
    Over,
    Open,
    Used,
}

/// <summary>
/// Confirms an address, with the link and the password together. The link alone would let somebody open an account with a
/// stranger's address, have the stranger confirm it, and then read the stranger's purchases. Programs that open the links of
/// mails beforehand change nothing either.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ConfirmModel(IServiceProvider services) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public LinkState State { get; private set; }

    public string EmailAddress { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        await FindAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync() is not { } account || State != LinkState.Open)
        {
            return Page();
        }

        if (!await services.GetRequiredService<AccountManager>().IsRightAsync(account, Password ?? ""))
        {
            ModelState.AddModelError(nameof(Password), SignInModel.Refusal);
            return Page();
        }

        var now = services.GetRequiredService<TimeProvider>().Now();
        var customerOrder = services.GetRequiredService<Chance>().NewId(now);
        var confirmed = await services.GetRequiredService<Database>().WriteAsync(transaction => ConfirmAsync(transaction, account, customerOrder, now), cancel);
        if (confirmed is null)
        {
            (State, Response.StatusCode) = (LinkState.Over, StatusCodes.Status410Gone);
            return Page();
        }

        await Sessions.BeginAsync(HttpContext, confirmed, remember: false);
        return Redirect("/account");
    }

    /// <returns>Null when somebody has registered the address anew since the password was found right.</returns>
    private static async Task<Account?> ConfirmAsync(Transaction transaction, Account checkedAccount, Guid customerOrder, DateTimeOffset now)
    {
        var account = await AccountStore.FindAsync(transaction, checkedAccount.Id);
        if (account?.SecurityStamp != checkedAccount.SecurityStamp)
        {
            return null;
        }

        account.EmailConfirmed = true;
        await AccountStore.UpdateAsync(transaction, account);
        await Purchases.AttachAsync(transaction, account.EmailKey);
        await StripeCustomers.NoteAsync(transaction, customerOrder, account.Id, now);
        return account;
    }

    private async Task<Account?> FindAsync()
    {
        var link = services.GetRequiredService<LinkTokens>().ReadConfirm(Token);
        var account = link is null ? null : await services.GetRequiredService<AccountManager>().FindByIdAsync(link.AccountId.ToString("D"));
        State = account switch
        {
            null => LinkState.Over,
            { EmailConfirmed: true } => LinkState.Used,
            _ when account.SecurityStamp != link!.Stamp => LinkState.Over,
            _ => LinkState.Open,
        };
        Response.StatusCode = State == LinkState.Over ? StatusCodes.Status410Gone : StatusCodes.Status200OK;
        EmailAddress = account?.Email ?? "";
        return account;
    }
}

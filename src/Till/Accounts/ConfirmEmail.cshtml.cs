using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Npgsql;
using Till.Memberships;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Gives an account its new address, by the link that was sent there; opening the link alone changes nothing. The old address hears of
/// it, sessions end, and so do links that were sent to the old address.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class ConfirmEmailModel(IServiceProvider services) : AccountPage
{
    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    public LinkState State { get; private set; }

    public string EmailAddress { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        await FindAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync() is not { } account)
        {
            return Page();
        }

        AccountManager.RenewStamp(account);
        State = await ChangeAsync(account, EmailAddress, cancel);
        if (State != LinkState.Open)
        {
            Response.StatusCode = State == LinkState.Used ? StatusCodes.Status409Conflict : StatusCodes.Status410Gone;
            return Page();
        }

        if (User.AccountId() == account.Id)
        {
            await Sessions.BeginAsync(HttpContext, account, remember: false);
            return Redirect("/account?done=email");
        }

        return Redirect("/account/sign-in?after=email");
    }

    private async Task<LinkState> ChangeAsync(Account account, string email, CancellationToken cancel)
    {
        try
        {
            return await services.GetRequiredService<Database>().WriteAsync(transaction => ChangeAsync(transaction, account, email), cancel);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return LinkState.Used; // somebody took it at the same moment
        }
    }

    private async Task<LinkState> ChangeAsync(Transaction transaction, Account account, string email)
    {
        var (key, old) = (Email.Key(email), await AccountStore.FindAsync(transaction, account.Id));
        if (await AccountStore.FindAsync(transaction, key) is { } other && other.Id != account.Id)
        {
            if (other.EmailConfirmed)
            {
                return LinkState.Used;
            }

            // Opened with an address that was never confirmed, so it is nobody's.
            await transaction.Db.ExecuteAsync("DELETE FROM accounts WHERE id = @Id", other);
        }

        (account.Email, account.EmailKey, account.EmailConfirmed) = (email, key, true);
        if (old is null || !await AccountStore.UpdateAsync(transaction, account))
        {
            return LinkState.Over;
        }

        var (now, chance) = (services.GetRequiredService<TimeProvider>().Now(), services.GetRequiredService<Chance>());
        await Purchases.AttachAsync(transaction, key);
        await StripeCustomers.NoteDetailsAsync(transaction, chance.NewId(now), account.Id, now);
        await Outbox.AddAsync(
            transaction,
            chance.NewId(now),
            EmailChangeMails.NoticeKind,
            $"account:{account.Id}:{now.UtcDateTime:yyyyMMddHHmmssffffff}",
            new EmailChanged(account.Id, old.Email, old.Name),
            now);
        return LinkState.Open;
    }

    private async Task<Account?> FindAsync()
    {
        var link = services.GetRequiredService<LinkTokens>().ReadChangeEmail(Token);
        var account = link is null ? null : await services.GetRequiredService<AccountManager>().FindByIdAsync(link.AccountId.ToString("D"));
        if (account is null || account.SecurityStamp != link!.Stamp)
        {
            (State, Response.StatusCode) = (LinkState.Over, StatusCodes.Status410Gone);
            return null;
        }

        (State, EmailAddress) = (LinkState.Open, link.Email);
        return account;
    }
}

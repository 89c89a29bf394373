using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Accepts an invitation, by the link that was sent. Who has an account shows its password; who has none chooses one, and the address is
/// confirmed with it, since the link came there.
/// </summary>
[EnableRateLimiting(AccountServices.Guarded)]
public sealed class InvitationPageModel(IServiceProvider services) : AccountPage
{
    private readonly Database database = services.GetRequiredService<Database>();

    [BindProperty(SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? PasswordAgain { get; set; }

    public string EmailAddress { get; private set; } = "";

    public string InvitedBy { get; private set; } = "";

    public string Does { get; private set; } = "";

    /// <summary>Null: the link is over.</summary>
    public string? RoleName { get; private set; }

    public bool HasAccount { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => await FindAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await FindAsync(cancel) is not var (invitation, account))
        {
            return Page();
        }

        var name = Mime.OneLine(Name ?? "");
        if (name.Length > 100)
        {
            ModelState.AddModelError(nameof(Name), "A name has at most 100 characters.");
        }

        if (!(HasAccount
                ? await IsPasswordRightAsync(services, account!, Password, nameof(Password))
                : TryReadNewPassword(Password, PasswordAgain, invitation.Email, nameof(Password)))
            || !ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            return Page();
        }

        var (now, chance) = (services.GetRequiredService<TimeProvider>().Now(), services.GetRequiredService<Chance>());
        if (!HasAccount)
        {
            account ??= new Account { Id = chance.NewId(now), Email = invitation.Email, EmailKey = invitation.EmailKey, CreatedAt = now };
            (account.Name, account.EmailConfirmed) = (name, true);
            await services.GetRequiredService<AccountManager>().SetPasswordAsync(account, Password!);
        }

        if (!await database.WriteAsync(transaction => AcceptAsync(transaction, chance, invitation.Id, account!, now), cancel))
        {
            Refuse();
            return Page();
        }

        await Sessions.EndAsync(HttpContext);
        return Redirect("/account/sign-in?after=invitation&returnUrl=%2Fadmin");
    }

    /// <returns>False: it was accepted or taken back a moment ago, or the account was changed.</returns>
    private static async Task<bool> AcceptAsync(Transaction transaction, Chance chance, Guid id, Account account, DateTimeOffset now)
    {
        // Read again within, and locked: what was asked for stands on the invitation and not on the page.
        if (await Invitation.LockAsync(transaction, id) is not { } invitation)
        {
            return false;
        }

        // Who was let in by other means meanwhile keeps what they are.
        account.Role = Roles.IsOfTheOffice(account.Role) ? account.Role : invitation.Role;
        if (!(account.ReadStamp.Length > 0 ? await AccountStore.UpdateAsync(transaction, account) : await AccountStore.InsertAsync(transaction, account)))
        {
            return false;
        }

        await Invitation.ForgetAsync(transaction, id);
        await Purchases.AttachAsync(transaction, account.EmailKey);
        await Audit.AddAsync(
            transaction, chance, new Actor(account.Id, account.Email), Audit.InvitationAccepted, $"account:{account.Id}",
            $"{account.Email}, as {Roles.Name(account.Role)}, invited by {invitation.InvitedBy}", now);
        return true;
    }

    private async Task<(Invitation Invitation, Account? Account)?> FindAsync(CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().Now();
        var link = services.GetRequiredService<LinkTokens>().ReadInvite(Token);
        var invitation = link is null ? null : await database.ReadAsync(db => Invitation.FindAsync(db, link.AccountId), cancel);
        if (invitation is null || invitation.ExpiresAt <= now)
        {
            Refuse();
            return null;
        }

        var account = await services.GetRequiredService<AccountManager>().FindByEmailAsync(invitation.Email);
        HasAccount = account?.EmailConfirmed == true;
        (EmailAddress, InvitedBy, RoleName) = (invitation.Email, invitation.InvitedBy, Roles.Name(invitation.Role));
        Does = Roles.OfTheOffice.First(one => one.Value == invitation.Role).Does;
        return (invitation, account);
    }

    private void Refuse() => (RoleName, Response.StatusCode) = (null, StatusCodes.Status410Gone);
}

using Dapper;
using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Mails about an account's address: the link goes to the new one, the notice to the old one.</summary>
internal sealed class EmailChangeMails(
    Database database, LinkTokens tokens, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings)
{
    public const string AskKind = "mail:email-change";
    public const string NoticeKind = "mail:email-changed";

    /// <summary>Where nobody may learn that an address has an account, its holder is told instead of being sent a link.</summary>
    public async Task SendLinkAsync(OutboxRow row, CancellationToken cancel)
    {
        var change = row.Read<EmailChange>();
        var account = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Account?>(
                "SELECT id, email, name, security_stamp FROM accounts WHERE id = @AccountId", change),
            cancel);
        if (account is null)
        {
            return;
        }

        var taken = await database.ReadAsync(
            db => db.QuerySingleAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM accounts WHERE email_key = @key AND email_confirmed AND id <> @AccountId)",
                new { key = Email.Key(change.Email), change.AccountId }),
            cancel);
        await mailer.SendAsync(row.Id, await letters.ActionAsync(change.Email, taken ? Taken() : Link(account, change.Email)), cancel);
    }

    public async Task SendNoticeAsync(OutboxRow row, CancellationToken cancel)
    {
        var notice = row.Read<EmailChanged>();
        await mailer.SendAsync(row.Id, await letters.ActionAsync(notice.Email, Notice(notice.Name)), cancel);
    }

    internal ActionModel Notice(string name) =>
        new(
            settings.Name,
            name,
            "Your account has a new e-mail address",
            [$"Your account at {settings.Name} belongs to another e-mail address from now on. This one no longer signs in."],
            "Open the shop",
            address.Absolute("/"),
            "If it was not you, answer this mail at once: somebody has your password.") { Kind = NoticeKind };

    internal ActionModel Link(Account account, string email) => new(
        settings.Name,
        "",
        "Confirm your new e-mail address",
        [$"This address is to be the one of an account at {settings.Name}. Once you confirm it, you sign in with it, and receipts go to it."],
        "Confirm the address",
        address.Absolute($"/account/email/confirm?token={tokens.ChangeEmail(account, email)}"),
        "The link works for 24 hours. If you did not ask for it, ignore this mail: nothing changes.") { Kind = AskKind };

    private ActionModel Taken() => new(
        settings.Name,
        "",
        "You have an account already",
        [$"Somebody, most likely you, wanted to move another account at {settings.Name} to this address, which has one of its own.", "Nothing has changed."],
        "Sign in",
        address.Absolute("/account/sign-in"),
        "If it was not you, you need not do anything.");
}

internal sealed record EmailChange(Guid AccountId, string Email);

/// <param name="Email">The old address.</param>
internal sealed record EmailChanged(Guid AccountId, string Email, string Name);

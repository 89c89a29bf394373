using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Mail;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Mails about an account. What is noted is only the address; who has it, and the link's secret, are looked up and made when
/// the mail is written, so that no secret waits in the outbox, and asking takes as long for an address that nobody has.
/// </summary>
internal sealed class AccountMails(
    Database database, LinkTokens tokens, Letters letters, Mailer mailer, ShopAddress address, ShopSettings settings)
{
    public const string ConfirmKind = "mail:confirm";
    public const string ResetKind = "mail:reset";
    public const string TakenKind = "mail:address-taken";

    /// <summary>Notes a mail. Of one kind, an address gets at most one a minute, however often it is asked for.</summary>
    public static Task NoteAsync(Transaction transaction, Chance chance, string kind, string emailKey, DateTimeOffset now)
    {
        return Outbox.AddAsync(
            transaction, chance.NewId(now), kind, $"{SubjectOf(emailKey)}@{now.UtcDateTime:yyyyMMddHHmm}", new Addressee(emailKey), now);
    }

    /// <summary>What the outbox calls an address, up to the time.</summary>
    public static string SubjectOf(string emailKey) =>
        $"email:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(emailKey)).AsSpan(0, 8))}";

    public async Task SendAsync(OutboxRow row, CancellationToken cancel)
    {
        var emailKey = row.Read<Addressee>().EmailKey;
        var account = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Account?>(
                "SELECT id, email, email_confirmed, name, security_stamp FROM accounts WHERE email_key = @emailKey", new { emailKey }),
            cancel);
        if (account is not null && (row.Kind, account.EmailConfirmed) != (ConfirmKind, true))
        {
            await mailer.SendAsync(row.Id, await letters.ActionAsync(account.Email, Write(row.Kind, account)), cancel);
        }
    }

    internal ActionModel Write(string kind, Account account) => kind switch
    {
        ConfirmKind => Confirm(account),
        ResetKind => Reset(account),
        TakenKind => Taken(account),
        _ => throw new InvalidOperationException($"“{kind}” is no mail about an account."),
    } with { Kind = kind };

    /// <summary>Without the name: whoever registers chooses it, and it would be read by whomever the address belongs to.</summary>
    private ActionModel Confirm(Account account) => new(
        settings.Name,
        "",
        "Confirm your e-mail address",
        [$"This address was given to open an account at {settings.Name}. Confirm it with the password you chose, and you are signed in."],
        "Confirm the address",
        address.Absolute($"/account/confirm?token={tokens.Confirm(account)}"),
        "The link works for 24 hours. If you did not open an account, ignore this mail: without the password nothing happens.");

    private ActionModel Reset(Account account) => new(
        settings.Name,
        account.EmailConfirmed ? account.Name : "",
        "Choose a new password",
        [
            $"Somebody, most likely you, has forgotten the password of your account at {settings.Name}.",
            "With a new password all browsers that are signed in are signed out.",
        ],
        "Choose a new password",
        address.Absolute($"/account/reset?token={tokens.Reset(account)}"),
        "The link works once, for two hours. If you did not ask for it, ignore this mail: your password stays as it is.");

    private ActionModel Taken(Account account) => new(
        settings.Name,
        account.Name,
        "You have an account already",
        [
            $"Somebody, most likely you, tried to open an account at {settings.Name} with this address, which has one.",
            "Nothing has changed. Sign in as usual; if the password is forgotten, you can choose a new one there.",
        ],
        "Sign in",
        address.Absolute("/account/sign-in"),
        "If it was not you, you need not do anything.");

    private sealed record Addressee(string EmailKey);
}

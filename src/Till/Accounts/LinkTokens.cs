using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// The secret part of links, most of them in mails. It is made when the mail is written and kept nowhere: it says which account, under which
/// security stamp and until when, sealed by data protection. Identity's own provider takes the time from the machine's clock.
/// </summary>
internal sealed class LinkTokens(IDataProtectionProvider protection, TimeProvider time)
{
    public static TimeSpan ConfirmWithin { get; } = TimeSpan.FromHours(24);

    public static TimeSpan ResetWithin { get; } = TimeSpan.FromHours(2);

    /// <summary>From the password to the code.</summary>
    public static TimeSpan SecondStepWithin { get; } = TimeSpan.FromMinutes(10);

    public static TimeSpan InviteWithin { get; } = TimeSpan.FromDays(7);

    public static TimeSpan FirstOwnerWithin { get; } = TimeSpan.FromHours(24);

    public string Confirm(Account account) => Make("confirm", account, ConfirmWithin);

    public string Reset(Account account) => Make("reset", account, ResetWithin);

    /// <summary>Says beside the account which address is to be its own.</summary>
    public string ChangeEmail(Account account, string email) => Make("email", account, ConfirmWithin, email);

    /// <param name="how">Comes back with it, where the others say an address.</param>
    public string SecondStep(Account account, string how) => Make("second-step", account, SecondStepWithin, how);

    /// <summary>Says which invitation, and nothing of who is invited.</summary>
    public string Invite(Guid invitation) => Make("invite", new Account { Id = invitation, SecurityStamp = "-" }, InviteWithin);

    /// <summary>Says only that it was made here and until when; whether there is an owner by now is for the shop to look.</summary>
    public string FirstOwner() => Make("first-owner", new Account { SecurityStamp = "-" }, FirstOwnerWithin);

    public LinkToken? ReadSecondStep(string? token) => Read("second-step", token);

    public LinkToken? ReadInvite(string? token) => Read("invite", token);

    public bool IsFirstOwner(string? token) => Read("first-owner", token) is not null;

    public LinkToken? ReadChangeEmail(string? token) => Read("email", token);

    public LinkToken? ReadConfirm(string? token) => Read("confirm", token);

    public LinkToken? ReadReset(string? token) => Read("reset", token);

    private string Make(string purpose, Account account, TimeSpan within, string email = "")
    {
        var plain = $"{account.Id:N} {(time.Now() + within).ToUnixTimeSeconds()} {account.SecurityStamp} {Base64Url.EncodeToString(Encoding.UTF8.GetBytes(email))}";
        return Base64Url.EncodeToString(Protector(purpose).Protect(Encoding.ASCII.GetBytes(plain)));
    }

    /// <returns>What the token says, or null when it was not made here, for this purpose, or is over.</returns>
    private LinkToken? Read(string purpose, string? token)
    {
        if (token is not { Length: > 0 and < 1000 })
        {
            return null;
        }

        try
        {
            var parts = Encoding.ASCII.GetString(Protector(purpose).Unprotect(Base64Url.DecodeFromChars(token))).Split(' ');
            return DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1])) > time.GetUtcNow()
                ? new LinkToken(Guid.ParseExact(parts[0], "N"), parts[2], Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts.ElementAtOrDefault(3))))
                : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string purpose) => protection.CreateProtector("Till.Accounts.LinkTokens", purpose);
}

/// <param name="Stamp">The account's security stamp when the link was made; under another one the link is over.</param>
/// <param name="Email">The address that the link is about, where it is about another than the account's.</param>
internal sealed record LinkToken(Guid AccountId, string Stamp, string Email);

using System.Security.Claims;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Whoever can sign in: a buyer, or an owner of the shop. Mutable because Identity's stores set it field by field.</summary>
internal sealed class Account
{
    public const string Buyer = "buyer";
    public const string Owner = "owner";

    public Guid Id { get; set; }

    /// <summary>As typed, for showing and writing to.</summary>
    public string Email { get; set; } = "";

    /// <summary><see cref="Accounts.Email.Key"/> of the address: by this it is found.</summary>
    public string EmailKey { get; set; } = "";

    public bool EmailConfirmed { get; set; }

    public string Name { get; set; } = "";

    public string Role { get; set; } = Buyer;

    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password. A session or link that was made under another one is over.</summary>
    public string SecurityStamp { get; set; } = "";

    public int AccessFailedCount { get; set; }

    public DateTimeOffset? LockoutEnd { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Signing in asks for a code beside the password. Known of who is signed in.</summary>
    public bool HasFactor { get; set; }

    /// <summary>The stamp as it was read, so that two changes of a password at once cannot both win.</summary>
    public string ReadStamp { get; set; } = "";
}

internal static class AccountClaims
{
    public const string Stamp = "stamp";
    public const string Session = "session";
    public const string Factor = "factor";

    /// <summary>The signed-in account's id, or null.</summary>
    public static Guid? AccountId(this ClaimsPrincipal user) =>
        Guid.TryParseExact(user.FindFirstValue(ClaimTypes.NameIdentifier), "D", out var id) ? id : null;

    /// <summary>This browser's session, or null.</summary>
    public static Guid? SessionId(this ClaimsPrincipal user) => Guid.TryParseExact(user.FindFirstValue(Session), "D", out var id) ? id : null;

    /// <summary>Whether signing in takes more than a password.</summary>
    public static bool HasFactor(this ClaimsPrincipal user) => user.HasClaim(Factor, "yes");

    /// <summary>As the audit log names who is signed in.</summary>
    public static Actor Actor(this ClaimsPrincipal user) => new(
        user.AccountId(), user.FindFirstValue(ClaimTypes.Email) ?? throw new InvalidOperationException("A session without an address."));

    /// <summary>What a session says of its account. The name is the one the visitor chose, else the e-mail address.</summary>
    public static ClaimsPrincipal Principal(Account account, Guid session) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString("D")),
            new Claim(ClaimTypes.Name, account.Name.Length > 0 ? account.Name : account.Email),
            new Claim(ClaimTypes.Email, account.Email),
            new Claim(ClaimTypes.Role, account.Role),
            new Claim(Stamp, account.SecurityStamp),
            new Claim(Session, session.ToString("D")),
            new Claim(Factor, account.HasFactor ? "yes" : "no"),
        ],
        Sessions.Scheme));
}

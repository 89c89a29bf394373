using System.Security.Claims;

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

    /// <summary>The stamp as it was read, so that two changes of a password at once cannot both win.</summary>
    public string ReadStamp { get; set; } = "";
}

internal static class AccountClaims
{
    public const string Stamp = "stamp";

    /// <summary>The signed-in account's id, or null.</summary>
    public static Guid? AccountId(this ClaimsPrincipal user) =>
        Guid.TryParseExact(user.FindFirstValue(ClaimTypes.NameIdentifier), "D", out var id) ? id : null;

    /// <summary>What a session says of its account. The name is the one the visitor chose, else the e-mail address.</summary>
    public static ClaimsPrincipal Principal(Account account) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id.ToString("D")),
            new Claim(ClaimTypes.Name, account.Name.Length > 0 ? account.Name : account.Email),
            new Claim(ClaimTypes.Email, account.Email),
            new Claim(ClaimTypes.Role, account.Role),
            new Claim(Stamp, account.SecurityStamp),
        ],
        Sessions.Scheme));
}

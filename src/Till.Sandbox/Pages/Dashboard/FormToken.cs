using System.Security.Cryptography;
using System.Text;

namespace Till.Sandbox.Pages.Dashboard;

/// <summary>
/// What every form of the dashboard carries. It can be read only by who can read the dashboard, so that another site's form has none. It is
/// derived from the account's key and therefore outlives a restart, and says nothing about the key.
/// </summary>
internal sealed class FormToken(string secretKey)
{
    public const string Field = "form_token";

    public string Value { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), "dashboard forms"u8));

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Value));
}

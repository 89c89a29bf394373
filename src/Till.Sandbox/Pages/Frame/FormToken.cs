using System.Security.Cryptography;
using System.Text;

namespace Till.Sandbox.Pages.Frame;

/// <summary>
/// What every form of the dashboard carries, and every form of a portal. It can be read only by who can read the page, so that another site's
/// form has none. It is derived from the account's key and therefore outlives a restart, and says nothing about the key.
/// </summary>
/// <param name="secretKey">The account's.</param>
/// <param name="purpose">Whose forms: who may send one kind may not send another.</param>
internal sealed class FormToken(string secretKey, string purpose = "dashboard forms")
{
    public const string Field = "form_token";

    public string Value { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes(purpose)));

    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(Value));
}

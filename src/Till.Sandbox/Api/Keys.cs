using System.Text;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>
/// Any secret or restricted test key opens the account, and any publishable test key what browsers may do: a sandbox has one account
/// and nothing to steal. Live keys are refused, so that nobody mistakes it for the real thing.
/// </summary>
internal static class Keys
{
    public static bool IsPublishable(string key) => key.StartsWith("pk_test_", StringComparison.Ordinal);

    /// <summary>The key of a request, from a bearer or basic <c>Authorization</c> header, or a browser's <c>key</c> parameter.</summary>
    public static string Read(string? authorization, string? parameter)
    {
        var key = FromHeader(authorization) ?? parameter;
        if (string.IsNullOrEmpty(key))
        {
            throw new StripeError(401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. "
                + "'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at "
                + "https://support.stripe.com/.") { BeforeExecution = true };
        }
        return IsSecret(key) || IsPublishable(key)
            ? key
            : throw new StripeError(401, "Invalid API Key provided: " + Masked(key)) { BeforeExecution = true };
    }

    public static StripeError NeedsSecret() => new(401,
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at "
        + "https://dashboard.stripe.com/account/apikeys.", "secret_key_required") { BeforeExecution = true };

    private static bool IsSecret(string key) =>
        key.Length > 8 && (key.StartsWith("sk_test_", StringComparison.Ordinal) || key.StartsWith("rk_test_", StringComparison.Ordinal));

    private static string? FromHeader(string? authorization)
    {
        if (authorization is null)
        {
            return null;
        }
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization[7..].Trim();
        }
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        var decoded = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), decoded, out var length)
            ? Encoding.UTF8.GetString(decoded, 0, length).Split(':')[0]
            : null;
    }

    /// <summary>Never the whole of a key, not even of a wrong one.</summary>
    private static string Masked(string key)
    {
        var shown = key.Length > 12 ? 8 : Math.Min(4, key.Length / 2);
        var end = key.Length > 12 ? 4 : 0;
        return key[..shown] + new string('*', Math.Min(20, Math.Max(1, key.Length - shown - end))) + key[(key.Length - end)..];
    }
}

using Till.Storage;

namespace Till.Bags;

/// <summary>A random key that tells this browser's bag from all others. It opens nothing and says nothing of a person.</summary>
internal static class VisitorCookie
{
    private const string Name = "till.visitor";

    /// <summary>The browser's key, or null if it has none yet.</summary>
    public static string? Find(HttpContext context) =>
        context.Request.Cookies[Name] is { Length: 22 } known && known.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? known
            : null;

    public static string Ensure(HttpContext context, Chance chance, TimeProvider time)
    {
        if (Find(context) is { } known)
        {
            return known;
        }

        var key = chance.NewKey();
        context.Response.Cookies.Append(Name, key, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            // Lax, not Strict: the buyer comes back from Stripe's page with it.
            SameSite = SameSiteMode.Lax,
            Expires = time.GetUtcNow().AddDays(90),
            IsEssential = true,
        });
        return key;
    }
}

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

    /// <summary>The browser's key, made if it has none, to be kept from now on for as long as its bag.</summary>
    public static string Ensure(HttpContext context, Chance chance, TimeProvider time)
    {
        var key = Find(context) ?? chance.NewKey();
        context.Response.Cookies.Append(Name, key, Options(context, time.GetUtcNow() + SweepBags.KeptFor));
        return key;
    }

    /// <summary>The browser gets another key with its next bag.</summary>
    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        // Lax, not Strict: the buyer comes back from Stripe's page with it.
        SameSite = SameSiteMode.Lax,
        Expires = expires,
        IsEssential = true,
    };
}

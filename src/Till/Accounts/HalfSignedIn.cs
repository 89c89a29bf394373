namespace Till.Accounts;

/// <summary>
/// Between the password and the code: a sealed cookie that says whose password was right, for ten minutes. It opens nothing but the page
/// that asks for the code.
/// </summary>
internal static class HalfSignedIn
{
    private const string Cookie = "till.half";

    private const string Remembered = "remember";

    public static void Begin(HttpContext context, Account account, bool remember) => context.Response.Cookies.Append(
        Cookie,
        context.RequestServices.GetRequiredService<LinkTokens>().SecondStep(account, remember ? Remembered : ""),
        Options(context, LinkTokens.SecondStepWithin));

    /// <summary>Whose password was right; null: nobody's, or too long ago, or it was changed since.</summary>
    public static async Task<(Account Account, bool Remember)?> FindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var half = services.GetRequiredService<LinkTokens>().ReadSecondStep(context.Request.Cookies[Cookie]);
        var account = half is null ? null : await services.GetRequiredService<AccountManager>().FindByIdAsync(half.AccountId.ToString("D"));
        return account is not null && account.SecurityStamp == half!.Stamp ? (account, half.Email == Remembered) : null;
    }

    public static void End(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = maxAge,
        Path = "/account/sign-in",
        IsEssential = true,
    };
}

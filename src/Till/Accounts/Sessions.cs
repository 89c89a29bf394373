using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Till.Bags;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Being signed in: a sealed cookie that says who, checked against the account with every request that carries it, so that a
/// new password ends all other sessions at once.
/// </summary>
internal static class Sessions
{
    public const string Scheme = "till.session";

    /// <summary>
    /// Beside the session's cookie, for the page's script to read: somebody is signed in, so it is worth asking who. It says
    /// nothing else and opens nothing.
    /// </summary>
    public const string KnownCookie = "till.known";

    /// <summary>Without a visit for so long a session ends.</summary>
    private static readonly TimeSpan IdleFor = TimeSpan.FromDays(14);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = Scheme;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Cookie.IsEssential = true;
        options.ExpireTimeSpan = IdleFor;
        options.SlidingExpiration = true;
        options.LoginPath = "/account/sign-in";
        options.LogoutPath = "/account/sign-out";
        options.AccessDeniedPath = "/account/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = ValidateAsync;
        // Not a visitor's lack of a session but of a right: the page is there, and not for them.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <param name="remember">Whether the session outlives the browser's.</param>
    public static async Task BeginAsync(HttpContext context, Account account, bool remember)
    {
        await context.SignInAsync(Scheme, AccountClaims.Principal(account), new AuthenticationProperties { IsPersistent = remember });
        context.Response.Cookies.Append(KnownCookie, "1", Known(context, remember ? IdleFor : null));
        if (VisitorCookie.Find(context) is { } visitor)
        {
            var services = context.RequestServices;
            await MergeBags.RunAsync(
                services.GetRequiredService<Database>(), visitor, account.Id, services.GetRequiredService<TimeProvider>().Now(),
                context.RequestAborted);
        }
    }

    public static async Task EndAsync(HttpContext context)
    {
        await context.SignOutAsync(Scheme);
        context.Response.Cookies.Delete(KnownCookie, Known(context, null));
    }

    private static CookieOptions Known(HttpContext context, TimeSpan? maxAge) => new()
    {
        HttpOnly = false,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = maxAge,
        Path = "/",
        IsEssential = true,
    };

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var id = context.Principal?.AccountId();
        var account = id is null
            ? null
            : await services.GetRequiredService<Database>().ReadAsync(
                db => db.QuerySingleOrDefaultAsync<Account?>(
                    "SELECT id, email, name, role, security_stamp FROM accounts WHERE id = @id", new { id }),
                context.HttpContext.RequestAborted);
        if (account is null || account.SecurityStamp != context.Principal!.FindFirst(AccountClaims.Stamp)?.Value)
        {
            context.RejectPrincipal();
            await EndAsync(context.HttpContext);
            return;
        }

        // What the account says now, not what it said at sign-in: a changed name or role holds from the next request on.
        context.ReplacePrincipal(AccountClaims.Principal(account));
    }
}

using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Till.Bags;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Being signed in: a sealed cookie that says who and which session, checked against both with every request that carries it, so that a
/// new password ends all other sessions at once, and a session that is ended elsewhere is over.
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
    public static readonly TimeSpan IdleFor = TimeSpan.FromDays(14);

    /// <summary>When a session was last seen is noted no finer than this, so that a visit is not a write.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromHours(1);

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
        var services = context.RequestServices;
        var (database, now) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>().Now());
        var id = services.GetRequiredService<Chance>().NewId(now);
        await database.WriteAsync(
            transaction => OpenSession.BeginAsync(transaction, id, account, context.User.SessionId(), Device.Of(context.Request.Headers.UserAgent), now),
            context.RequestAborted);
        await context.SignInAsync(Scheme, AccountClaims.Principal(account, id), new AuthenticationProperties { IsPersistent = remember });
        context.Response.Cookies.Append(KnownCookie, "1", Known(context, remember ? IdleFor : null));
        if (VisitorCookie.Find(context) is { } visitor)
        {
            await MergeBags.RunAsync(database, visitor, account.Id, now, context.RequestAborted);
        }
    }

    /// <summary>As <see cref="BeginAsync"/>, for who has just shown that they may; of those who work in the shop it is on record.</summary>
    public static async Task EnterAsync(HttpContext context, Account account, bool remember, string how)
    {
        await BeginAsync(context, account, remember);
        if (Roles.IsOfTheOffice(account.Role))
        {
            var services = context.RequestServices;
            await services.GetRequiredService<Database>().WriteAsync(
                transaction => Audit.AddAsync(
                    transaction, services.GetRequiredService<Chance>(), new Actor(account.Id, account.Email), Audit.SignedIn, $"account:{account.Id}",
                    $"{Device.Of(context.Request.Headers.UserAgent)}, {how}", services.GetRequiredService<TimeProvider>().Now()),
                context.RequestAborted);
        }
    }

    public static async Task EndAsync(HttpContext context)
    {
        if (context.User.AccountId() is { } account && context.User.SessionId() is { } session)
        {
            await context.RequestServices.GetRequiredService<Database>().WriteAsync(
                transaction => OpenSession.EndAsync(transaction, account, session), context.RequestAborted);
        }

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
        var (database, now) = (services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>().Now());
        var (id, session) = (context.Principal?.AccountId(), context.Principal?.SessionId());
        var found = id is null || session is null
            ? null
            : await database.ReadAsync(
                db => db.QuerySingleOrDefaultAsync<Holder?>(
                    """
                    SELECT a.id, a.email, a.name, a.role, a.security_stamp, s.seen_at,
                           EXISTS (SELECT 1 FROM second_factors f WHERE f.account_id = a.id) AS has_factor
                    FROM sessions s JOIN accounts a ON a.id = s.account_id
                    WHERE s.id = @session AND a.id = @id AND s.stamp = a.security_stamp
                    """,
                    new { id, session }),
                context.HttpContext.RequestAborted);
        if (found is null || found.SecurityStamp != context.Principal!.FindFirst(AccountClaims.Stamp)?.Value)
        {
            context.RejectPrincipal();
            await EndAsync(context.HttpContext);
            return;
        }

        if (now - found.SeenAt > Glance)
        {
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync("UPDATE sessions SET seen_at = @now WHERE id = @session", new { now, session }),
                context.HttpContext.RequestAborted);
        }

        // What the account says now, not what it said at sign-in: a changed name or role holds from the next request on.
        context.ReplacePrincipal(AccountClaims.Principal(
            new Account
            {
                Id = found.Id, Email = found.Email, Name = found.Name, Role = found.Role, SecurityStamp = found.SecurityStamp, HasFactor = found.HasFactor,
            },
            session!.Value));
    }

    // Not filled by its constructor: SQLite tells no types of computed columns.
    private sealed record Holder
    {
        public Guid Id { get; init; }

        public string Email { get; init; } = "";

        public string Name { get; init; } = "";

        public string Role { get; init; } = "";

        public string SecurityStamp { get; init; } = "";

        public DateTimeOffset SeenAt { get; init; }

        public bool HasFactor { get; init; }
    }
}

using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Till.Storage;

namespace Till.Api;

/// <summary>
/// Who asks, by <c>Authorization: Bearer till_…</c> and by nothing else: a cookie says nothing here, so no page elsewhere can make a
/// browser ask for its visitor.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "till.key";
    public const string ScopeClaim = "scope";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (await keys.FindAsync(header[Bearer.Length..].Trim(), Context.RequestAborted) is not { } key)
        {
            return AuthenticateResult.Fail("No such key.");
        }

        var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, key.Id.ToString("D")), new(ClaimTypes.Name, key.ActorName) };
        claims.AddRange(key.ScopeList.Select(scope => new Claim(ScopeClaim, scope)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        var missing = Request.Headers.Authorization.Count == 0;
        return ApiAnswer.Problem(
            StatusCodes.Status401Unauthorized,
            missing ? "No key" : "Unknown key",
            missing ? "Send a key of the shop: Authorization: Bearer till_…. An owner makes one in the back office under Settings, API."
                : "This is no key of the shop, or it has ended. An owner makes a new one in the back office under Settings, API.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetMetadata<NeededScope>()?.Value;
        return ApiAnswer.Problem(
            StatusCodes.Status403Forbidden, "Not allowed to this key", $"This takes a key that is allowed {needed}.").ExecuteAsync(Context);
    }
}

/// <summary>What a key must be allowed for a route.</summary>
internal sealed record NeededScope(string Value);

/// <summary>Who asks.</summary>
internal static class ApiCaller
{
    public static Guid KeyId(this ClaimsPrincipal user) => Guid.ParseExact(user.FindFirstValue(ClaimTypes.NameIdentifier)!, "D");

    /// <summary>As the audit log names it; what it changes is noted with the request, if that has an idempotency key.</summary>
    public static Actor ApiActor(this HttpContext context) =>
        new(null, context.User.FindFirstValue(ClaimTypes.Name)!) { Request = context.Features.Get<ApiRequest>()?.Kept };
}

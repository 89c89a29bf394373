using System.Globalization;
using Microsoft.AspNetCore.RateLimiting;
using System.Threading.RateLimiting;
using Till.Products;

namespace Till.Api;

/// <summary>What the owner's other programs can ask for. Each route says which scope it takes; what it does, it does as the back office does it.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api";
    public const string Base = "/api/v1";

    public const int DefaultLimit = 25;
    public const int MostLimit = 100;

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup(Base).RequireRateLimiting(ApiServices.Paced).DisableAntiforgery();
        api.MapProducts();
        api.MapOrders();
        api.MapCustomers();
        app.MapOpenApi(OpenApi.Path);
    }

    /// <summary>How a route that only reads is described.</summary>
    public static RouteHandlerBuilder Tells<T>(this RouteHandlerBuilder route, string name, string summary, T example, bool ofOne = false)
        where T : class
    {
        route.WithName(name).WithSummary(summary).Produces<T>().WithMetadata(new Example(null, example)).Refuses();
        return ofOne ? route.ProducesProblem(StatusCodes.Status404NotFound) : route.ProducesProblem(StatusCodes.Status400BadRequest);
    }

    /// <summary>How one that takes a body is described.</summary>
    public static RouteHandlerBuilder Takes<TSent, TAnswer>(this RouteHandlerBuilder route, string name, string summary, object sent, TAnswer answer, int status)
        where TSent : class
        where TAnswer : class => route
            .WithName(name).WithSummary(summary).Accepts<TSent>("application/json").Produces<TAnswer>(status).WithMetadata(new Example(sent, answer)).Refuses()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    /// <summary>How one is described that changes something and is told nothing.</summary>
    public static RouteHandlerBuilder Does<T>(this RouteHandlerBuilder route, string name, string summary, T answer, int status)
        where T : class => route
            .WithName(name).WithSummary(summary).Produces<T>(status).WithMetadata(new Example(null, answer)).Refuses()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status429TooManyRequests);

    /// <summary>Reads only.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, string scope) => route.Needs(scope);

    /// <summary>Makes something, once for each idempotency key.</summary>
    public static RouteHandlerBuilder Makes(this RouteHandlerBuilder route, string scope) => route.Needs(scope).WithMetadata(new TakesKey()).AddEndpointFilter<OnceFilter>();

    /// <summary>Changes something that has a version, so that to do it twice is to be told so.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder route, string scope) => route.Needs(scope).AddEndpointFilter(async (context, next) =>
    {
        var (body, wrong) = await ApiRequest.ReadAsync(context.HttpContext);
        context.HttpContext.Features.Set(new ApiRequest(body, null));
        return wrong ?? await next(context);
    });

    /// <summary>The body that was sent, or what is wrong with it.</summary>
    public static (T? Value, ApiAnswer? Wrong) Body<T>(this HttpContext context)
        where T : class => ApiJson.Read<T>(context.Features.Get<ApiRequest>()!.Body);

    /// <summary>How many of a list; null where it is no such number.</summary>
    public static int? LimitOf(string? typed) =>
        typed is null ? DefaultLimit
        : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostLimit ? limit
        : null;

    public static ApiAnswer WrongLimit() => ApiAnswer.Wrong("limit", $"This is a whole number from 1 to {MostLimit}.");

    public static ApiAnswer WrongAfter() => ApiAnswer.Wrong("after", "This is no place in the list. Take it from next of the page before.");

    /// <summary>A moment as RFC 3339 has it.</summary>
    public static bool IsMoment(string? typed, out DateTimeOffset? moment)
    {
        moment = null;
        if (typed is null)
        {
            return true;
        }

        // A plus in an address that nobody has escaped is a space when it arrives.
        var sound = DateTimeOffset.TryParseExact(
            typed.Replace(' ', '+'), ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read);
        moment = sound ? read : null;
        return sound;
    }

    public static ApiAnswer WrongMoment(string field) => ApiAnswer.Wrong(field, "This is a moment such as 2026-11-28T09:30:00Z.");

    /// <summary>Reads fields as the back office does, and gathers what is wrong with them.</summary>
    public static Typed NewTyped(Dictionary<string, string[]> errors) => new((field, why) => errors.TryAdd(ApiJson.NameOf(field), [why]));

    /// <summary>What the error page would say, for who is a program.</summary>
    public static string AdviceOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is no such route. All there are stand in /api/v1/openapi.json.",
        StatusCodes.Status405MethodNotAllowed => "This route does not take this method. All there are stand in /api/v1/openapi.json.",
        >= 500 => "It is the shop’s fault. Send the same again, with the same idempotency key: it is done once.",
        _ => "The request could not be read.",
    };

    public static Task TooManyAsync(OnRejectedContext context)
    {
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        context.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return ApiAnswer.Problem(
            StatusCodes.Status429TooManyRequests,
            "Too many requests",
            $"A key may ask {ApiServices.AtOnce} times at once and {ApiServices.PerSecond} times a second after that. Wait as long as Retry-After says.")
            .ExecuteAsync(context.HttpContext);
    }

    private static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, string scope) => route
        .WithMetadata(new NeededScope(scope))
        .RequireAuthorization(policy => policy.AddAuthenticationSchemes(ApiKeyHandler.Name).RequireAuthenticatedUser().RequireClaim(ApiKeyHandler.ScopeClaim, scope));
}

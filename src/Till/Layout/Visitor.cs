using Microsoft.AspNetCore.Antiforgery;

namespace Till.Layout;

/// <summary>
/// What a page that is the same for everybody leaves out: the form token and the name of who is signed in.
/// The page's script asks for it when it is needed.
/// </summary>
internal static class Visitor
{
    public static void MapVisitor(this WebApplication app) => app.MapGet("/visitor", (HttpContext context, IAntiforgery antiforgery) =>
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        context.Response.Headers.CacheControl = "no-store";
        var name = context.User.Identity is { IsAuthenticated: true } identity ? identity.Name : null;
        return Results.Json(new { token = tokens.RequestToken, field = tokens.FormFieldName, name });
    });
}

using Microsoft.AspNetCore.Antiforgery;
using Till.Accounts;
using Till.Memberships;
using Till.Storage;

namespace Till.Layout;

/// <summary>
/// What a page that is the same for everybody leaves out: the form token, the name of who is signed in, and their badge as a member.
/// The page's script asks for it when it is needed.
/// </summary>
internal static class Visitor
{
    public static void MapVisitor(this WebApplication app) => app.MapGet("/visitor", async (
        HttpContext context, IAntiforgery antiforgery, Database database, ShopSettings settings, TimeProvider time, CancellationToken cancel) =>
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        context.Response.Headers.CacheControl = "no-store";
        var name = context.User.Identity is { IsAuthenticated: true } identity ? identity.Name : null;
        var badge = context.User.AccountId() is { } account
            ? await database.ReadAsync(async db => (await Member.FindAsync(db, account, settings.Access, time.Now())).Shown, cancel)
            : null;
        return Results.Json(new { token = tokens.RequestToken, field = tokens.FormFieldName, name, badge });
    });
}

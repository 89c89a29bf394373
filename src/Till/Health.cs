using Dapper;
using Till.Storage;

namespace Till;

/// <summary>For whoever watches the shop: <c>/healthz</c> says that the process answers, <c>/readyz</c> that it can sell.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", ReadyAsync);
    }

    private static async Task<IResult> ReadyAsync(Database database, ShopSettings settings, CancellationToken cancel)
    {
        var checks = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["database"] = await TryAsync(() => database.ReadAsync(db => db.QuerySingleAsync<int>("SELECT 1"), cancel)),
            ["stripe"] = settings.Stripe.HasKeys ? "ok" : "no keys: the shop can be browsed, buying is off",
        };
        var ready = checks.Values.All(check => check == "ok");
        return Results.Json(new { ready, checks }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string> TryAsync(Func<Task> check)
    {
        try
        {
            await check();
            return "ok";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return "unreachable: " + exception.GetType().Name;
        }
    }
}

using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till;

/// <summary>For whoever watches the shop: <c>/healthz</c> says that the process answers, <c>/readyz</c> that it can sell.</summary>
internal sealed class Health(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>So long an answer holds: whoever asks more often costs Stripe nothing.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim asking = new(1, 1);
    private (DateTimeOffset At, string Answer)? stripe;

    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (Health health, CancellationToken cancel) => health.ReadyAsync(cancel));
    }

    public void Dispose() => asking.Dispose();

    private async Task<IResult> ReadyAsync(CancellationToken cancel)
    {
        var checks = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["database"] = await TryAsync(token => database.ReadAsync(db => db.QuerySingleAsync<int>("SELECT 1"), token), cancel),
            ["stripe"] = settings.Stripe.HasKeys ? await StripeAsync(cancel) : "no keys: the shop can be browsed, buying is off",
        };
        var ready = checks.Values.All(check => check == "ok");
        return Results.Json(new { ready, checks }, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<string> StripeAsync(CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            if (stripe is not { } known || time.GetUtcNow() - known.At > Holds)
            {
                var answer = await TryAsync(token => services.GetRequiredService<StripeClient>().Balance.GetAsync(token), cancel);
                stripe = known = (time.GetUtcNow(), answer);
            }

            return known.Answer;
        }
        finally
        {
            asking.Release();
        }
    }

    private async Task<string> TryAsync(Func<CancellationToken, Task> check, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await check(either.Token);
            return "ok";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "unreachable: no answer in time";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return "unreachable: " + exception.GetType().Name;
        }
    }
}

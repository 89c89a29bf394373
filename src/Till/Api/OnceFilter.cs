using Till.Storage;

namespace Till.Api;

/// <summary>Stands before every route that makes something: reads the body, asks for an idempotency key, and lets it through once.</summary>
internal sealed class OnceFilter(KeptAnswers kept, ApiDocuments documents, ILogger<OnceFilter> logger) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (body, wrong) = await ApiRequest.ReadAsync(http);
        if (wrong is not null)
        {
            return wrong;
        }

        var key = http.Request.Headers[Header].ToString();
        if (key.Length is 0 or > KeptAnswers.MaxKey || key.Any(one => one is < '!' or > '~'))
        {
            return ApiAnswer.Problem(
                StatusCodes.Status400BadRequest,
                "No idempotency key",
                $"Send a header {Header} with something new for each thing that is to be done, such as a UUID: up to {KeptAnswers.MaxKey} visible ASCII characters. "
                    + "After a failure, send the same again: it is done once.");
        }

        var claim = await kept.ClaimAsync(http.User.KeyId(), key, KeptAnswers.FingerprintOf(http.Request, body), http.RequestAborted);
        return claim switch
        {
            KeptAnswers.Claim.Answered one => Again(http, one.Answer),
            KeptAnswers.Claim.Other => ApiAnswer.Problem(
                StatusCodes.Status422UnprocessableEntity, "Another request", "This idempotency key was used for another request. Take a new one for each."),
            KeptAnswers.Claim.UnderWay => UnderWay(http),
            KeptAnswers.Claim.Changed one => await KeepAsync(one.Request, await RetellAsync(one.Subject, http.RequestAborted)),
            KeptAnswers.Claim.Run one => await RunAsync(context, next, body, one.Request),
            _ => throw new InvalidOperationException($"Unknown claim {claim}."),
        };
    }

    private async Task<ApiAnswer> RunAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next, byte[] body, KeptRequest request)
    {
        ApiAnswer answer;
        try
        {
            context.HttpContext.Features.Set(new ApiRequest(body, request));
            answer = (ApiAnswer)(await next(context))!;
        }
        catch (TakenOverException)
        {
            return UnderWay(context.HttpContext);
        }
        catch
        {
            await GiveUpAsync(request);
            throw;
        }

        return await KeepAsync(request, answer);
    }

    private async Task<ApiAnswer> KeepAsync(KeptRequest request, ApiAnswer answer)
    {
        await kept.KeepAsync(request, answer);
        return answer;
    }

    /// <summary>The answer to what was changed, made anew from how it stands now.</summary>
    private async Task<ApiAnswer> RetellAsync(string subject, CancellationToken cancel) =>
        await documents.OfSubjectAsync(subject, cancel) is { } document ? ApiAnswer.Ok(document) : ApiAnswer.NotFound("such thing any more");

    private async Task GiveUpAsync(KeptRequest request)
    {
        try
        {
            await kept.GiveUpAsync(request);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.RequestNotGivenUp(logger, request.Id, exception); // the database is away, most likely; the lease runs out by itself
        }
    }

    private static ApiAnswer Again(HttpContext http, ApiAnswer answer)
    {
        http.Response.Headers["Idempotent-Replayed"] = "true";
        return answer;
    }

    private static ApiAnswer UnderWay(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return ApiAnswer.Problem(
            StatusCodes.Status409Conflict, "Under way", "The same request is being carried out at this moment. Ask again in a second, with the same key.");
    }
}

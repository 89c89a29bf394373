using Microsoft.AspNetCore.Http;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>What goes back: a status and the bytes.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    /// <summary>The id of the request whose answer is given again.</summary>
    public string? Replays { get; init; }

    public StripeError? Refusal { get; init; }
}

/// <summary>The HTTP side of a request: its id and key, and the headers that Stripe sets.</summary>
internal sealed class Incoming(HttpContext http, string id)
{
    public string Id => id;

    public string? IdempotencyKey { get; } =
        http.Request.Headers.TryGetValue("Idempotency-Key", out var given) && given.ToString() is { Length: > 0 } key ? key : null;

    public void SetHeaders()
    {
        var headers = http.Response.Headers;
        headers["Request-Id"] = id;
        headers.CacheControl = "no-cache, no-store";
        // Scripts on the shop's pages confirm payments with a publishable key.
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET, HEAD, PUT, PATCH, POST, DELETE";
        headers.AccessControlAllowHeaders = "*, Authorization";
        headers.AccessControlExposeHeaders = "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, Idempotent-Replayed";
        headers.AccessControlMaxAge = "300";
    }

    public Task Send(Reply reply)
    {
        var response = http.Response;
        response.StatusCode = reply.Status;
        response.ContentType = "application/json";
        response.ContentLength = reply.Body.Length;
        if (IdempotencyKey is not null)
        {
            response.Headers["Idempotency-Key"] = IdempotencyKey;
            response.Headers["Original-Request"] = reply.Replays ?? id;
        }
        if (reply.Replays is not null)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }
        if (reply.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"Stripe\"";
        }
        if (reply.Status is 400 or 401 or 402 or 404)
        {
            response.Headers["Stripe-Should-Retry"] = "false";
        }
        else if (reply.Status >= 500 || reply.Refusal is { Status: 409 })
        {
            response.Headers["Stripe-Should-Retry"] = "true";
        }
        return http.Request.Method == "HEAD" ? Task.CompletedTask : response.Body.WriteAsync(reply.Body).AsTask();
    }
}

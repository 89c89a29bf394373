using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>Takes a request through Stripe's checks in Stripe's order: key, version, faults, address, idempotency, parameters, the operation.</summary>
internal sealed class Pipeline(Store store, Router router, RequestFaults faults, SandboxOptions options)
{
    /// <summary>In bytes.</summary>
    public const int LargestBody = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(false);
    private readonly Idempotency _idempotency = new();

    public void MapTo(WebApplication application)
    {
        application.Map("/v1/{**path}", Handle);
        application.Map("/v1", Handle);
    }

    public async Task Handle(HttpContext http)
    {
        var started = Stopwatch.GetTimestamp();
        var request = new Incoming(http, "req_" + store.Chance.Letters(14));
        request.SetHeaders();
        if (http.Request.Method == "OPTIONS")
        {
            http.Response.StatusCode = 204;
            return;
        }
        var reply = await Answer(http, request);
        options.Log?.Invoke(new SandboxExchange(
            http.Request.Method, http.Request.Path, reply?.Status ?? 0, request.Id, Stopwatch.GetElapsedTime(started)));
        if (reply is null)
        {
            http.Abort();
            return;
        }
        await request.Send(reply);
    }

    /// <summary>Null to cut the connection.</summary>
    private async Task<Reply?> Answer(HttpContext http, Incoming request)
    {
        var publishable = false;
        try
        {
            var form = await Body(http);
            var path = http.Request.Path.Value!;
            var parameters = Form.Parse(http.Request.QueryString.HasValue ? http.Request.QueryString.Value![1..] : "", form);
            var key = Keys.Read(http.Request.Headers.Authorization, parameters.Text("key"));
            publishable = Keys.IsPublishable(key);
            var version = ApiVersion.Parse((string?)http.Request.Headers["Stripe-Version"] ?? parameters.Text("_stripe_version")
                ?? ApiVersion.OfCaller(http.Request.Headers.UserAgent));
            http.Response.Headers["Stripe-Version"] = version.Text;
            var fault = faults.Take(http.Request.Method, path);
            if (fault is { Kind: FaultKind.Delay })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), options.Time, http.RequestAborted);
            }
            if (fault is { Kind: FaultKind.LoseRequest })
            {
                return null;
            }
            if (fault is { Kind: FaultKind.Refuse })
            {
                throw Refusal(fault.Status);
            }
            parameters.Remove("key");
            parameters.Remove("_stripe_version");
            var reply = Execute(new Asked(http.Request.Method, path, parameters, form, version, publishable, request));
            return fault is { Kind: FaultKind.LoseReply } ? null : reply;
        }
        catch (StripeError refused)
        {
            return Refused(refused, request, publishable);
        }
        catch (BadHttpRequestException unreadable)
        {
            return Refused(new StripeError(unreadable.StatusCode, "The request could not be read: " + unreadable.Message), request, publishable);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private Reply Execute(Asked asked)
    {
        if (router.Find(asked.Method, asked.Path) is not var (route, ids))
        {
            throw new StripeError(404,
                $"Unrecognized request URL ({asked.Method}: {asked.Path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.");
        }
        if (asked.Publishable && !route.ForBrowsers)
        {
            throw Keys.NeedsSecret();
        }
        var key = asked.Method == "POST" ? asked.Request.IdempotencyKey : null;
        if (key is null)
        {
            return store.Run(unit => Work(unit, asked, route, ids), new Caller(asked.Request.Id, null));
        }
        Idempotency.Check(key);
        _idempotency.Enter(key);
        try
        {
            return OncePerKey(asked, route, ids, key);
        }
        finally
        {
            _idempotency.Leave(key);
        }
    }

    private Reply OncePerKey(Asked asked, Route route, string[] ids, string key)
    {
        var fingerprint = Idempotency.Fingerprint(asked.Method, asked.Path, asked.Form);
        var caller = new Caller(asked.Request.Id, key);
        try
        {
            return store.Run(
                unit =>
                {
                    if (Idempotency.Find(unit, key, fingerprint, asked.Path) is { } kept)
                    {
                        return new Reply(kept.Status, kept.Body) { Replays = kept.RequestId };
                    }
                    var reply = Work(unit, asked, route, ids);
                    _idempotency.Keep(unit, key, new KeptAnswer(fingerprint, asked.Path, asked.Request.Id, reply.Status, reply.Body));
                    return reply;
                },
                caller);
        }
        catch (StripeError refused) when (!refused.BeforeExecution)
        {
            // The work left no trace, but that it was refused is the result of this key.
            var reply = Refused(refused, asked.Request, asked.Publishable);
            store.Run(
                unit =>
                {
                    _idempotency.Keep(unit, key, new KeptAnswer(fingerprint, asked.Path, asked.Request.Id, reply.Status, reply.Body));
                    return true;
                },
                caller);
            return reply;
        }
    }

    private static Reply Work(Unit unit, Asked asked, Route route, string[] ids)
    {
        var parameters = new ParameterCheck(asked.Version, asked.Publishable).Check(route.Parameters, asked.Parameters);
        var expand = parameters["expand"] switch
        {
            List<object?> list => list,
            Doc numbered => numbered.Select(pair => pair.Value).ToList(),
            string one => [one],
            _ => null,
        };
        var call = new Call(unit, parameters, ids, asked.Version, asked.Publishable);
        var answer = route.Operation(call);
        return new Reply(answer.Status, Rendering.Bytes(unit, answer.Body, asked.Version, answer.Status == 200 ? expand : null, asked.Publishable));
    }

    private Reply Refused(StripeError refused, Incoming request, bool publishable)
    {
        var body = refused.ToDoc(request.Id, store.Now);
        if (publishable)
        {
            Browsers.Trim(body);
        }
        return new Reply(refused.Status, Json.ToSent(body)) { Refusal = refused };
    }

    private static StripeError Refusal(int status) => status switch
    {
        409 => new(409, "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see "
            + "this error intermittently, retry the request.", "lock_timeout") { BeforeExecution = true },
        429 => new(429, "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.", "rate_limit") { BeforeExecution = true },
        _ => new(status, "An unknown error occurred", type: "api_error") { BeforeExecution = true },
    };

    private static async Task<string> Body(HttpContext http)
    {
        if (http.Request.ContentLength is 0 || (http.Request.ContentLength is null && !http.Request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return "";
        }
        using var reader = new StreamReader(http.Request.Body, Utf8);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }

    private sealed record Asked(
        string Method, string Path, Doc Parameters, string Form, ApiVersion Version, bool Publishable, Incoming Request);
}

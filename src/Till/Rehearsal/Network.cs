using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Till.Rehearsal;

/// <summary>The way from one life (a process of the shop, a buyer's browser) to Stripe and back, with all that happens on it.</summary>
internal sealed class Network(World world, Life life, HttpMessageHandler stripe) : DelegatingHandler(stripe)
{
    private static readonly (HttpStatusCode Status, string Body)[] Refusals =
    [
        (HttpStatusCode.Conflict, """{"error":{"code":"lock_timeout","message":"This object cannot be accessed right now.","type":"invalid_request_error"}}"""),
        (HttpStatusCode.TooManyRequests, """{"error":{"code":"rate_limit","message":"Request rate limit exceeded.","type":"invalid_request_error"}}"""),
        (HttpStatusCode.InternalServerError, """{"error":{"message":"An unknown error occurred.","type":"api_error"}}"""),
        (HttpStatusCode.ServiceUnavailable, "<html><body>503 Service Unavailable</body></html>"),
    ];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (choices, weather) = (world.Choices, world.Weather);
        await PassAsync(cancellationToken);
        if (weather.StripeIsAway || choices.Sometimes(weather.LostRequests))
        {
            world.Count(weather.StripeIsAway ? Thrown.Unreachable : Thrown.LostRequests);
            world.Tell($"  lost on the way: {request.Method} {request.RequestUri!.AbsolutePath}");
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Stripe could not be reached.", new SocketException(111));
        }

        if (choices.Sometimes(weather.Refusals))
        {
            var (status, body) = choices.Of<(HttpStatusCode, string)>(Refusals);
            world.Count(Thrown.Refusals);
            return new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }

        if (choices.Sometimes(weather.DoubledRequests) && request.Method == HttpMethod.Post && request.Headers.Contains("Idempotency-Key"))
        {
            world.Count(Thrown.DoubledRequests);
            using var first = await base.SendAsync(request, cancellationToken);
        }

        var response = await base.SendAsync(request, cancellationToken);
        world.Courier.SetOut();
        await PassAsync(cancellationToken);
        if (choices.Sometimes(weather.LostReplies))
        {
            world.Count(Thrown.LostReplies);
            world.Tell($"  reply lost: {request.Method} {request.RequestUri!.AbsolutePath} ({(int)response.StatusCode})");
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The reply was lost.");
        }

        return response;
    }

    /// <summary>Mostly a fraction of a second, now and then longer than anybody has patience for.</summary>
    private Stage.Pause PassAsync(CancellationToken cancel)
    {
        var most = world.Choices.Below(1000) switch
        {
            < 900 => TimeSpan.FromSeconds(0.4),
            < 985 => TimeSpan.FromSeconds(6),
            _ => TimeSpan.FromMinutes(2),
        };
        return world.Stage.Delay(life, world.Choices.UpTo(most), bare: true, cancel);
    }
}

using System.Net.Http.Headers;

namespace Till.Stripe.Wire;

/// <summary>One try over the network, told as what came of it.</summary>
internal sealed class Transport(HttpClient http, StripeClientOptions options, string apiBase, TimeProvider time)
{
    /// <summary>A hundred objects with everything expanded stay well below; what is longer is not from Stripe.</summary>
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    /// <exception cref="OperationCanceledException">The caller gave up; the request may have been sent.</exception>
    public async Task<Attempt> TryAsync(StripeRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(apiBase, options.ApiKey);
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return new Attempt.Reply(
                response.StatusCode,
                body,
                Header(response.Headers, "Request-Id"),
                Header(response.Headers, "Idempotent-Replayed") == "true",
                Header(response.Headers, "Stripe-Should-Retry") switch { "true" => true, "false" => false, _ => null },
                RetryAfter(response.Headers.RetryAfter),
                response.Headers.Date);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException lost)
        {
            var timedOut = new TimeoutException($"No reply within {options.Timeout.TotalSeconds:0.#} s.", lost);
            return new Attempt.Lost(timedOut, NothingWasSent: false);
        }
        catch (HttpRequestException lost)
        {
            return new Attempt.Lost(lost, NeverConnected(lost));
        }
        catch (Exception lost)
        {
            // Broken off in the body, badly compressed, disposed of by a process on its way out: whatever it is,
            // the request may have arrived.
            return new Attempt.Lost(lost, NothingWasSent: false);
        }
    }

    /// <summary>Only what fails before the first byte of a request can leave.</summary>
    private static bool NeverConnected(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + count > MaxBodyBytes)
            {
                throw new IOException($"The reply is longer than {MaxBodyBytes} bytes.");
            }

            await body.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return body.ToArray();
    }

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
}

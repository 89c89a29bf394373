using System.Net;

namespace Till.Stripe;

/// <summary>The connection as this client needs it.</summary>
public static class StripeHttp
{
    /// <summary>
    /// A pooled handler that follows no redirect (a POST would become a GET), keeps no cookies, and takes up
    /// changed addresses within minutes. Give the <see cref="HttpClient"/> around it an infinite timeout:
    /// <see cref="StripeClientOptions.Timeout"/> rules, on the injected clock.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };
}

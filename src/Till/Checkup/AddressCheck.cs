using System.Net;

namespace Till.Checkup;

/// <summary>Whether the shop answers at the address that buyers and Stripe are told.</summary>
internal sealed class AddressCheck(ShopSettings settings, ShopAddress address, TimeProvider time)
{
    private const string Area = "Address";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<Finding> LookAsync(CancellationToken cancel)
    {
        if (settings.PublicUrl is null)
        {
            return settings.Stripe.IsLive
                ? Finding.Bad(Area, $"Links in mails lead to {address.Base}, which buyers cannot open.", "Set Till__PublicUrl to the address that buyers type, such as https://shop.example.")
                : Finding.Good(Area, $"The shop is at {address.Base}; Till__PublicUrl is not set, which will do on one’s own machine.");
        }

        var health = address.Absolute("/healthz");
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
            using var response = await http.GetAsync(new Uri(health), either.Token);
            var secure = settings.PublicUrl.StartsWith("https:", StringComparison.Ordinal);
            return response.StatusCode != HttpStatusCode.OK
                ? Finding.Bad(Area, $"{health} answers {(int)response.StatusCode} in place of 200.", "Check that the proxy in front leads to this shop.")
                : settings.Stripe.IsLive && !secure
                    ? Finding.Bad(Area, $"{address.Base} is not https.", "Put a proxy with a certificate in front: Stripe calls nothing else in live mode.")
                    : Finding.Good(Area, $"{address.Base} answers, as seen from this machine.");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            var why = exception is OperationCanceledException ? "no answer in time" : exception.Message;
            return Finding.Bad(Area, $"{address.Base} cannot be reached from this machine: {why}", "Is ./till serve running, and does the name lead here? Some routers do not let a machine call itself by its outer name.");
        }
    }
}

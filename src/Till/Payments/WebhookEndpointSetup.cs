using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Makes the endpoint at Stripe that calls this shop, and keeps the secret that Stripe tells once. Used with the local Stripe,
/// whose webhooks can reach a shop on the same machine.
/// </summary>
internal sealed class WebhookEndpointSetup(
    Database database, StripeClient stripe, WebhookSecrets secrets, ShopAddress address, Chance chance, ILogger<WebhookEndpointSetup> logger)
{
    public async Task EnsureAsync(CancellationToken cancel)
    {
        var url = address.Absolute(Webhook.Path);
        if (await Settings.FindAsync(database, Settings.WebhookEndpoint, cancel) is { } id && await StandsAsync(id, url, cancel))
        {
            return;
        }

        var made = await stripe.WebhookEndpoints.CreateAsync(
            new WebhookEndpointCreateOptions { Url = url, EnabledEvents = PullEvents.Types },
            new IdempotencyKey($"webhook-endpoint-{chance.NewKey()}"),
            cancel);
        await secrets.KeepAsync(made.Secret ?? throw new InvalidOperationException("Stripe told no secret of the new endpoint."), cancel);
        await Settings.PutAsync(database, Settings.WebhookEndpoint, made.Id, cancel);
        Log.EndpointMade(logger, made.Id, url);
    }

    /// <summary>An endpoint of an earlier start that calls another address is of no use any more.</summary>
    private async Task<bool> StandsAsync(string id, string url, CancellationToken cancel)
    {
        try
        {
            var endpoint = await stripe.WebhookEndpoints.GetAsync(id, null, cancel);
            if (endpoint.Url == url && endpoint.Status == "enabled" && await secrets.AnyAsync(cancel))
            {
                if (!endpoint.EnabledEvents.Order(StringComparer.Ordinal).SequenceEqual(PullEvents.Types.Order(StringComparer.Ordinal)))
                {
                    // Of an earlier version, which knew of fewer.
                    await stripe.WebhookEndpoints.UpdateAsync(
                        id, new WebhookEndpointUpdateOptions { EnabledEvents = PullEvents.Types }, new IdempotencyKey($"webhook-endpoint-{chance.NewKey()}"), cancel);
                }

                return true;
            }

            await stripe.WebhookEndpoints.DeleteAsync(id, cancel);
            return false;
        }
        catch (StripeInvalidRequestException missing) when (missing.IsMissing)
        {
            return false;
        }
    }
}

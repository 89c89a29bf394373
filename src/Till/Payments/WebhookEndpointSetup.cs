using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Makes the endpoint at Stripe that calls this shop, and keeps the secret that Stripe tells once. Used with the local Stripe, whose
/// webhooks can reach a shop on the same machine, and by an owner who asks for it.
/// </summary>
internal sealed class WebhookEndpointSetup(
    Database database, StripeClient stripe, WebhookSecrets secrets, ShopAddress address, Chance chance, ILogger<WebhookEndpointSetup> logger)
{
    public string Url => address.Absolute(Webhook.Path);

    public async Task EnsureAsync(CancellationToken cancel)
    {
        if (await Settings.FindAsync(database, Settings.WebhookEndpoint, cancel) is not { } id || !await StandsAsync(id, cancel))
        {
            await MakeAsync(overlap: false, cancel);
        }
    }

    /// <summary>
    /// Brings the endpoint in order: the right events, switched on, in the pinned version. One that the operator made, and whose secret they
    /// have set, is mended and never replaced.
    /// </summary>
    /// <exception cref="StripeException">Stripe could not be asked, or refused.</exception>
    public async Task RepairAsync(CancellationToken cancel)
    {
        if (!secrets.AreConfigured)
        {
            await EnsureAsync(cancel);
            return;
        }

        foreach (var endpoint in await HereAsync(cancel))
        {
            await UpdateAsync(endpoint.Id, cancel);
        }
    }

    /// <summary>A new secret, which at Stripe's API means a new endpoint in place of the old one. What was signed before holds for a day.</summary>
    /// <exception cref="StripeException">Stripe could not be asked, or refused. The old endpoint stands.</exception>
    public async Task RollAsync(CancellationToken cancel)
    {
        var old = await Settings.FindAsync(database, Settings.WebhookEndpoint, cancel);
        await MakeAsync(overlap: true, cancel);
        if (old is not null)
        {
            try
            {
                await stripe.WebhookEndpoints.DeleteAsync(old, cancel);
            }
            catch (StripeInvalidRequestException missing) when (missing.IsMissing)
            {
                // gone already
            }
        }
    }

    /// <summary>Those at Stripe that call this shop.</summary>
    public async Task<IReadOnlyList<WebhookEndpoint>> HereAsync(CancellationToken cancel)
    {
        var here = new List<WebhookEndpoint>();
        await foreach (var endpoint in stripe.WebhookEndpoints.ListAutoPagingAsync(null, cancel))
        {
            if (endpoint.Url == Url)
            {
                here.Add(endpoint);
            }
        }

        return here;
    }

    public static bool HasRightEvents(WebhookEndpoint endpoint) =>
        endpoint.EnabledEvents.Contains("*") || endpoint.EnabledEvents.Order(StringComparer.Ordinal).SequenceEqual(PullEvents.Types.Order(StringComparer.Ordinal));

    private async Task MakeAsync(bool overlap, CancellationToken cancel)
    {
        var made = await stripe.WebhookEndpoints.CreateAsync(
            new WebhookEndpointCreateOptions { Url = Url, EnabledEvents = PullEvents.Types },
            new IdempotencyKey($"webhook-endpoint-{chance.NewKey()}"),
            cancel);
        await secrets.KeepAsync(made.Secret ?? throw new InvalidOperationException("Stripe told no secret of the new endpoint."), overlap, cancel);
        await Settings.PutAsync(database, Settings.WebhookEndpoint, made.Id, cancel);
        Log.EndpointMade(logger, made.Id, Url);
    }

    /// <summary>An endpoint of an earlier start that calls another address is of no use any more, and neither is one of another version.</summary>
    private async Task<bool> StandsAsync(string id, CancellationToken cancel)
    {
        try
        {
            var endpoint = await stripe.WebhookEndpoints.GetAsync(id, null, cancel);
            if (endpoint.Url == Url && endpoint.ApiVersion == StripeConfiguration.ApiVersion && await secrets.AnyAsync(cancel))
            {
                if (endpoint.Status != "enabled" || !HasRightEvents(endpoint))
                {
                    await UpdateAsync(id, cancel); // of an earlier version of the shop, which knew of fewer events, or switched off
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

    private Task UpdateAsync(string id, CancellationToken cancel) => stripe.WebhookEndpoints.UpdateAsync(
        id,
        new WebhookEndpointUpdateOptions { EnabledEvents = PullEvents.Types, Disabled = false },
        new IdempotencyKey($"webhook-endpoint-{chance.NewKey()}"),
        cancel);
}

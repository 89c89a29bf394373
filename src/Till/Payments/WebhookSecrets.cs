using Till.Storage;

namespace Till.Payments;

/// <summary>The secrets that events may be signed with: those configured, and the one of an endpoint that the shop made itself.</summary>
internal sealed class WebhookSecrets(Database database, ShopSettings settings)
{
    private volatile string? own;

    /// <summary>Whether events come by themselves. Without a secret they are fetched.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancel) => (await AllAsync(cancel)).Count > 0;

    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancel)
    {
        if (settings.Stripe.WebhookSecrets.Count > 0)
        {
            return settings.Stripe.WebhookSecrets;
        }

        own ??= await Settings.FindAsync(database, Settings.WebhookSecret, cancel);
        return own is null ? [] : [own];
    }

    public async Task KeepAsync(string secret, CancellationToken cancel)
    {
        await Settings.PutAsync(database, Settings.WebhookSecret, secret, cancel);
        own = secret;
    }
}

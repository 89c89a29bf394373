using System.Globalization;
using Till.Storage;

namespace Till.Payments;

/// <summary>
/// The secrets that events may be signed with: those configured, or the one of an endpoint that the shop made itself and, for a day after it
/// was rolled, the one before.
/// </summary>
internal sealed class WebhookSecrets(Database database, ShopSettings settings, TimeProvider time)
{
    /// <summary>So long what was signed with the old secret is still taken: Stripe tries again for days, but what is lost is fetched.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    private volatile Kept? own;

    /// <summary>Whether the operator has set them, so that they are not the shop's to change.</summary>
    public bool AreConfigured => settings.Stripe.WebhookSecrets.Count > 0;

    /// <summary>Whether events come by themselves. Without a secret they are fetched.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancel) => (await AllAsync(cancel)).Count > 0;

    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancel)
    {
        if (AreConfigured)
        {
            return settings.Stripe.WebhookSecrets;
        }

        own ??= await ReadAsync(cancel);
        return own switch
        {
            null => [],
            { Before: { } before } kept when kept.Until > time.GetUtcNow() => [kept.Secret, before],
            var kept => [kept.Secret],
        };
    }

    /// <summary>Reads them anew: another process of the shop may have rolled them.</summary>
    public async Task<IReadOnlyList<string>> RefreshAsync(CancellationToken cancel)
    {
        own = null;
        return await AllAsync(cancel);
    }

    /// <param name="overlap">Whether the secret before stays good for a while.</param>
    public async Task KeepAsync(string secret, bool overlap, CancellationToken cancel)
    {
        var until = time.GetUtcNow() + Overlap;
        await database.WriteAsync(
            async transaction =>
            {
                var before = overlap ? await Settings.FindAsync(transaction, Settings.WebhookSecret) : null;
                await Settings.PutAsync(transaction, Settings.WebhookSecretBefore, before is null ? "" : $"{before} {until.ToUnixTimeSeconds()}");
                await Settings.PutAsync(transaction, Settings.WebhookSecret, secret);
            },
            cancel);
        own = null;
    }

    private async Task<Kept?> ReadAsync(CancellationToken cancel)
    {
        if (await Settings.FindAsync(database, Settings.WebhookSecret, cancel) is not { } secret)
        {
            return null;
        }

        return (await Settings.FindAsync(database, Settings.WebhookSecretBefore, cancel))?.Split(' ') is [var before, var until]
            ? new Kept(secret, before, DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture)))
            : new Kept(secret, null, default);
    }

    private sealed record Kept(string Secret, string? Before, DateTimeOffset Until)
    {
        /// <summary>Never shows a secret.</summary>
        public override string ToString() => "webhook secrets";
    }
}

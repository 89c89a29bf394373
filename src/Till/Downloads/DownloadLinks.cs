using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Till.Orders;
using Till.Storage;

namespace Till.Downloads;

/// <summary>
/// Addresses that open one file for a while: signed with the shop's own key, so that no one can make them up or lengthen them.
/// </summary>
internal sealed class DownloadLinks(Database database, Chance chance, TimeProvider time)
{
    /// <summary>Long enough to come back to a mail; the order's page gives new ones at any time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private volatile byte[]? key;

    public async Task<string> MakeAsync(OrderDownload download, CancellationToken cancel)
    {
        // Cut to the hour, so that a page that is loaded again shows the same addresses and an audio player goes on.
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds() / 3600 * 3600;
        var signature = await SignAsync(download.EntitlementId, download.Sha256, until, cancel);
        return $"/download/{download.EntitlementId}/{download.Sha256}/{until}/{signature}/{Uri.EscapeDataString(download.FileName)}";
    }

    /// <summary>Whether the shop made this address, and whether its time is up.</summary>
    public async Task<LinkVerdict> CheckAsync(Guid entitlementId, string sha256, long until, string signature, CancellationToken cancel)
    {
        var expected = await SignAsync(entitlementId, sha256, until, cancel);
        return !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(signature)) ? LinkVerdict.Forged
            : time.GetUtcNow().ToUnixTimeSeconds() > until ? LinkVerdict.Expired
            : LinkVerdict.Good;
    }

    private async Task<string> SignAsync(Guid entitlementId, string sha256, long until, CancellationToken cancel)
    {
        key ??= await Settings.SigningKeyAsync(database, chance, cancel);
        var text = string.Create(CultureInfo.InvariantCulture, $"download|{entitlementId}|{sha256}|{until}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)));
    }
}

internal enum LinkVerdict
{
    Good,
    Expired,
    Forged,
}

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Till.Storage;

namespace Till.Payments;

/// <summary>Tells one place from another without keeping anybody's address: a hash with the shop's own key.</summary>
internal sealed class Remotes(Database database, Chance chance)
{
    private volatile byte[]? key;

    public async Task<string> OfAsync(IPAddress? address, CancellationToken cancel)
    {
        key ??= await Settings.SigningKeyAsync(database, chance, cancel);
        var bytes = (address ?? IPAddress.None).MapToIPv6().GetAddressBytes();
        // Whoever has one address of version 6 has all that share its first half.
        var place = address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ? bytes.AsSpan(0, 8) : bytes;
        byte[] named = [.. "remote|"u8, .. place];
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, named).AsSpan(0, 12));
    }
}

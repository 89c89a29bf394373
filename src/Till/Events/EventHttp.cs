using System.Net;
using System.Net.Sockets;

namespace Till.Events;

/// <summary>
/// The way out to addresses that an owner typed. It leads to public addresses alone, or for plain http to this machine itself: whatever
/// a name resolves to is looked at when the connection is made, so that no name can lead into the network that the shop stands in.
/// </summary>
internal sealed class EventHttp : IDisposable
{
    private readonly HttpClient client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            ConnectCallback = ConnectAsync,
        })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
        client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);

    public void Dispose() => client.Dispose();

    /// <summary>Plain http to a name of the loopback, for programs beside the shop and for tests.</summary>
    public static bool IsOfThisMachine(Uri url) => url.Scheme == Uri.UriSchemeHttp && url.IsLoopback;

    /// <summary>Whether the address is one of the public internet (RFC 6890's registries, less what they hold back).</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !((bytes[0] is 0 or 10 or 127 or >= 224)
                || (bytes[0] == 100 && bytes[1] is >= 64 and < 128)
                || (bytes[0] == 169 && bytes[1] == 254)
                || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
                || (bytes[0] == 192 && bytes[1] == 168)
                || (bytes[0] == 192 && bytes[1] == 0 && bytes[2] is 0 or 2)
                || (bytes[0] == 192 && bytes[1] == 88 && bytes[2] == 99)
                || (bytes[0] == 198 && bytes[1] is 18 or 19)
                || (bytes[0] == 198 && bytes[1] == 51 && bytes[2] == 100)
                || (bytes[0] == 203 && bytes[1] == 0 && bytes[2] == 113));
        }

        // Global unicast is 2000::/3; of it, what carries an IPv4 address in itself or is for documents is left out: 2001::/23, 2001:db8::/32, 2002::/16.
        return (bytes[0] & 0xE0) == 0x20
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8)
            && !(bytes[0] == 0x20 && bytes[1] == 0x02);
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var ofThisMachine = IsOfThisMachine(context.InitialRequestMessage.RequestUri!);
        var resolved = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        var allowed = resolved.Where(one => ofThisMachine ? IPAddress.IsLoopback(one) : IsPublic(one)).ToArray();
        if (allowed.Length == 0)
        {
            throw new HttpRequestException($"{context.DnsEndPoint.Host} leads to no public address, so nothing is sent there.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

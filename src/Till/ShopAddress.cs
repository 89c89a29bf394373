using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Till;

/// <summary>
/// Where people reach the shop: the <c>Till:PublicUrl</c> setting, else the first address it listens on. Never what a request's
/// Host header says, since whoever asks writes that: a reset link in a mail must lead here and nowhere else.
/// </summary>
internal sealed class ShopAddress(ShopSettings settings, ShopOptions options, IServer server)
{
    /// <summary>Scheme, host and port, without a closing slash.</summary>
    public string Base => settings.PublicUrl ?? Reachable(Listening());

    /// <summary>The host alone, without a port.</summary>
    public string Host => new Uri(Base).Host;

    /// <param name="path">Path and query, beginning with a slash.</param>
    public string Absolute(string path) => Base + path;

    private string Listening() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[0];

    /// <summary>An address that listens on every network card is reached from this machine as localhost.</summary>
    private static string Reachable(string listening)
    {
        var address = BindingAddress.Parse(listening);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        var standard = (address.Scheme, address.Port) is ("http", 80) or ("https", 443);
        return standard ? $"{address.Scheme}://{host}" : $"{address.Scheme}://{host}:{address.Port}";
    }
}

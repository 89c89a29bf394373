using System.Net;
using Microsoft.AspNetCore.Http;

namespace Till.Sandbox.Pages.Frame;

/// <summary>
/// Pages answer under the names that the sandbox listens on, and under those of this machine. Otherwise any web site could have its own
/// name resolve to this machine, and read the dashboard through its visitor's browser. Whoever listens on all interfaces has chosen to be
/// reached under names that are not known here.
/// </summary>
internal sealed class HostGuard
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
    private readonly bool _any;

    /// <param name="urls">Separated by semicolons, as the server is told to listen.</param>
    public HostGuard(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var name = BindingAddress.Parse(url).Host;
            _any |= name is "*" or "+" || (IPAddress.TryParse(name.Trim('[', ']'), out var address)
                && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
            _names.Add(name);
        }
    }

    public bool Knows(HostString host) => _any || _names.Contains(host.Host) || host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}

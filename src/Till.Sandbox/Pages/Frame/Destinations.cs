namespace Till.Sandbox.Pages.Frame;

/// <summary>
/// Where a page may lead or load from beside itself, for its content security policy. Browsers hold the redirect that answers a form to
/// <c>form-action</c> as well, so that the shop's address has to be in it.
/// </summary>
internal sealed class Destinations
{
    public static readonly Destinations Own = new([], []);

    /// <summary>For what is shown inside the sandbox's own frames on a shop's page, whose address may be any.</summary>
    public static readonly Destinations Framed = new(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'self' http: https:");

    /// <param name="forms">URLs to which an answer to a form may redirect.</param>
    /// <param name="pictures">URLs of pictures on the page.</param>
    /// <param name="framed">Whether the shop's page may show it in a frame, as Stripe's script does with a challenge.</param>
    public Destinations(IEnumerable<string?> forms, IEnumerable<string?> pictures, bool framed = false)
    {
        Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'" + Sources(pictures)
            + "; form-action 'self'" + Sources(forms) + "; base-uri 'none'; frame-ancestors " + (framed ? "http: https:" : "'none'");
    }

    private Destinations(string policy) => Policy = policy;

    public string Policy { get; }

    private static string Sources(IEnumerable<string?> urls) =>
        string.Concat(urls.Select(Source).OfType<string>().Distinct(StringComparer.Ordinal).Select(source => " " + source));

    /// <summary>The origin, where a policy can name it; else its scheme.</summary>
    private static string? Source(string? url) => Web(url) is not { } parsed ? null
        : parsed.HostNameType is UriHostNameType.Dns or UriHostNameType.IPv4
            ? $"{parsed.Scheme}://{parsed.IdnHost}:{parsed.Port}"
            : parsed.Scheme + ":";

    /// <summary>The address when it is one of the web's; null for anything else.</summary>
    public static Uri? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed : null;
}

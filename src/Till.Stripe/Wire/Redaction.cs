using System.Text.RegularExpressions;

namespace Till.Stripe.Wire;

/// <summary>
/// Takes secrets out of what another server says, since it becomes an exception's message and so a log's line.
/// Stripe masks keys in its messages; whoever stands in for it may not.
/// </summary>
internal sealed partial class Redaction(string apiKey)
{
    public string Clean(string text) =>
        AnySecret().Replace(text.Replace(apiKey, "(key)", StringComparison.Ordinal), "${kind}…");

    [GeneratedRegex(
        "(?<kind>_secret_|whsec_|[sr]k_(test|live)_)[A-Za-z0-9_]+",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnySecret();
}

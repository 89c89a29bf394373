using System.Globalization;

namespace Till.Stripe;

/// <summary><c>t=1700000000,v1=hex,v1=hex,v0=hex</c>, taken apart.</summary>
/// <param name="Timestamp">As it was written, since the signature covers it in this form.</param>
/// <param name="SignedAt">In seconds since 1970.</param>
/// <param name="V1">The only scheme that counts; another one would invite a downgrade.</param>
internal sealed record SignatureHeader(string Timestamp, long SignedAt, IReadOnlyList<string> V1)
{
    /// <summary>Stripe sends one signature per live secret, two at most; this leaves room and bounds the work.</summary>
    private const int MaxLength = 4096;

    private static readonly long Last = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <returns>The header, or what is wrong with it.</returns>
    public static (SignatureHeader? Header, string? Problem) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, "it is too long");
        }

        string? timestamp = null;
        var v1 = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (name == "t" && timestamp is not null)
            {
                return (null, "it has more than one timestamp");
            }

            timestamp = name == "t" ? value : timestamp;
            if (name == "v1" && value.Length > 0)
            {
                v1.Add(value);
            }
        }

        if (timestamp is null)
        {
            return (null, "it has no timestamp (t=)");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var signedAt) || signedAt > Last)
        {
            return (null, "its timestamp is not a time");
        }

        return v1.Count == 0 ? (null, "it has no v1 signature") : (new(timestamp, signedAt, v1), null);
    }
}

using System.Globalization;
using System.Net.Mail;

namespace Till.Accounts;

/// <summary>E-mail addresses: which ones can be written to, and when two are the same.</summary>
internal static class Email
{
    /// <summary>RFC 5321, 4.5.3.1.3, as erratum 1690 of RFC 3696 counts it.</summary>
    public const int MaxLength = 254;

    /// <summary>RFC 5321, 4.5.3.1.1.</summary>
    private const int MaxLocalLength = 64;

    /// <summary>
    /// By this form addresses are compared, whatever the sender typed: trimmed, lower case, the host name in ASCII, so that
    /// its written and its Punycode form are one. It never fails, because orders bring addresses that were typed elsewhere.
    /// </summary>
    public static string Key(string address) => Wire(address.Trim().ToLowerInvariant());

    /// <summary>
    /// Reads an address that a mail can be sent to: a plain ASCII name before the @, any host name behind it, no display name,
    /// no comments, nothing that could end a header line.
    /// </summary>
    /// <remarks>
    /// Unicode has two spellings of é, and without ICU there is no composing them. Before the @ neither can occur; in a host
    /// name the one with a combining accent is refused (DNS knows the composed one only), so each address has one spelling.
    /// </remarks>
    /// <param name="address">As typed, trimmed.</param>
    public static bool TryRead(string? typed, out string address)
    {
        address = (typed ?? "").Trim();
        var at = address.LastIndexOf('@');
        return address.Length <= MaxLength
            && at is > 0 and <= MaxLocalLength
            && address[..at].All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".Contains(c))
            && TryHost(address[(at + 1)..], out _)
            && MailAddress.TryCreate(address, out var parsed)
            && parsed.Address == address;
    }

    /// <summary>The form that goes on the wire: the host name in ASCII (Punycode).</summary>
    public static string Wire(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && !address.All(char.IsAscii) && TryHost(address[(at + 1)..], out var host) ? address[..(at + 1)] + host : address;
    }

    private static bool TryHost(string host, out string ascii)
    {
        ascii = "";
        try
        {
            if (host.Any(c => c is >= '\u0300' and <= '\u036f'))
            {
                return false;
            }

            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(host.ToLowerInvariant());
            return !ascii.EndsWith('.');
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

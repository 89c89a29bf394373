using System.Globalization;
using System.Text;

namespace Till.Mail;

/// <summary>
/// Writes a letter as a message of RFC 5322 with two alternatives (RFC 2046), so that a mail program can open the file.
/// The framework's own writer for pickup folders chooses a random name, and a letter sent twice would be there twice.
/// </summary>
internal static class Mime
{
    /// <summary>RFC 2047, 2: a line with an encoded word has at most 76 characters, "Subject: " included; 39 bytes fit in base 64.</summary>
    private const int EncodedWordBytes = 39;

    /// <summary>RFC 2045, 6.7: an encoded line has at most 76 characters, of which one is the soft break.</summary>
    private const int LineLength = 76;

    /// <exception cref="FormatException">The address cannot stand in a header.</exception>
    public static byte[] Write(Envelope envelope, Letter letter)
    {
        // Quoted-printable never writes "=_", so that no line of the content can be taken for the boundary.
        var boundary = $"=_{envelope.Id:N}";
        var message = new StringBuilder(letter.Html.Length + letter.Text.Length + 2048);
        Header(message, "Date", envelope.Date.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(message, "From", Mailbox(envelope.FromName, envelope.FromAddress));
        Header(message, "To", Mailbox(letter.ToName, letter.To));
        Header(message, "Message-ID", envelope.MessageId);
        Header(message, "Subject", Unstructured(letter.Subject));
        Header(message, "Auto-Submitted", "auto-generated");
        Header(message, "MIME-Version", "1.0");
        Header(message, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        message.Append("\r\n");
        Part(message, boundary, "text/plain", letter.Text);
        Part(message, boundary, "text/html", letter.Html);
        message.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.ASCII.GetBytes(message.ToString());
    }

    /// <summary>Text of one header line: white space, and whatever would end the line or is no character, becomes one space.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
            {
                line.Append(rune.ToString());
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd();
    }

    private static void Header(StringBuilder message, string name, string value) =>
        message.Append(name).Append(": ").Append(value).Append("\r\n");

    private static string Mailbox(string name, string address)
    {
        if (!address.All(c => c is > ' ' and < '\x7f' and not ('<' or '>')))
        {
            throw new FormatException("The address of a mail has characters that cannot be sent.");
        }

        var line = OneLine(name);
        if (line.Length == 0)
        {
            return address;
        }

        // A phrase of ASCII is quoted; anything else is an encoded word, which may stand in place of a phrase.
        var phrase = IsPlain(line) ? $"\"{line.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"" : EncodedWords(line);
        return $"{phrase}\r\n <{address}>";
    }

    private static string Unstructured(string text)
    {
        var line = OneLine(text);
        return IsPlain(line) ? line : EncodedWords(line);
    }

    /// <summary>Short ASCII that is not itself an encoded word's beginning.</summary>
    private static bool IsPlain(string line) => line.Length <= 60 && line.All(c => c is >= ' ' and < '\x7f') && !line.Contains("=?");

    private static string EncodedWords(string line)
    {
        var words = new List<string>();
        var bytes = new List<byte>(EncodedWordBytes);
        Span<byte> one = stackalloc byte[4];
        foreach (var rune in line.EnumerateRunes())
        {
            var count = rune.EncodeToUtf8(one);
            if (bytes.Count + count > EncodedWordBytes)
            {
                words.Add(EncodedWord(bytes)); // A character is never split between two words.
                bytes.Clear();
            }

            bytes.AddRange(one[..count]);
        }

        words.Add(EncodedWord(bytes));
        return string.Join("\r\n ", words);
    }

    private static string EncodedWord(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";

    private static void Part(StringBuilder message, string boundary, string type, string content)
    {
        message.Append("--").Append(boundary).Append("\r\n");
        Header(message, "Content-Type", $"{type}; charset=utf-8");
        Header(message, "Content-Transfer-Encoding", "quoted-printable");
        message.Append("\r\n");
        foreach (var line in content.ReplaceLineEndings("\n").Split('\n'))
        {
            QuotedPrintable(message, line);
            message.Append("\r\n");
        }
    }

    private static void QuotedPrintable(StringBuilder message, string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = bytes[i];
            var isLast = i == bytes.Length - 1;
            // White space at a line's end does not survive the way, and a line of one dot ends an SMTP message.
            var literal = value is > (byte)' ' and < 0x7f and not (byte)'=' and not (byte)'.' || (value is (byte)' ' or (byte)'\t' && !isLast)
                || (value == '.' && column > 0);
            var width = literal ? 1 : 3;
            if (column + width > LineLength - 1 && !(isLast && column + width <= LineLength))
            {
                message.Append("=\r\n");
                column = 0;
                literal &= value != '.';
                width = literal ? 1 : 3;
            }

            if (literal)
            {
                message.Append((char)value);
            }
            else
            {
                message.Append('=').Append(value.ToString("X2", CultureInfo.InvariantCulture));
            }

            column += width;
        }
    }
}

using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Till.Tests.Orders;

/// <summary>Reads an invoice as a program for PDFs does.</summary>
internal static class PdfText
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What can be read in it, by the fonts' own maps of glyphs to characters.</summary>
    public static string Of(byte[] pdf)
    {
        var streams = StreamsOf(pdf);
        var maps = streams.Where(one => one.Contains("beginbfchar"))
            .Select(one => Regex.Matches(one[one.IndexOf("beginbfchar", StringComparison.Ordinal)..], "<(?<glyph>[0-9A-F]{4})> <(?<text>[0-9A-F]+)>", RegexOptions.ExplicitCapture, Patience)
                .ToDictionary(pair => pair.Groups["glyph"].Value, pair => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(pair.Groups["text"].Value))))
            .ToArray();
        var text = new StringBuilder();
        foreach (Match shown in streams.Where(one => one.Contains(" Tj ET")).SelectMany(one => Regex.Matches(one, @"/F(?<font>\d) .*? Td <(?<glyphs>[0-9A-F]*)> Tj", RegexOptions.ExplicitCapture, Patience)))
        {
            var map = maps[shown.Groups["font"].Value[0] - '0'];
            text.AppendLine(string.Concat(shown.Groups["glyphs"].Value.Chunk(4).Select(glyph => map[new string(glyph)])));
        }

        return text.ToString();
    }

    public static List<string> StreamsOf(byte[] pdf)
    {
        var raw = Encoding.Latin1.GetString(pdf);
        return
        [
            .. Regex.Matches(raw, @"<</Length (?<length>\d+)/Filter/FlateDecode[^>]*>>\nstream\n", RegexOptions.ExplicitCapture, Patience).Select(head =>
            {
                using var packed = new MemoryStream(pdf, head.Index + head.Length, int.Parse(head.Groups["length"].Value));
                using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
                using var content = new MemoryStream();
                unpacked.CopyTo(content);
                return Encoding.Latin1.GetString(content.ToArray());
            }),
        ];
    }
}

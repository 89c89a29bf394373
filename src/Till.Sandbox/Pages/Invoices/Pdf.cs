using System.Globalization;
using System.Text;

namespace Till.Sandbox.Pages.Invoices;

/// <summary>
/// One page of text and lines as a PDF, in the two faces of Helvetica that every reader has. Lengths are in points, and count from the top
/// left corner of a page of A4.
/// </summary>
internal sealed class Pdf
{
    public const double Width = 595;
    public const double Height = 842;

    /// <summary>Of Helvetica, from the space on, in thousandths of the size.</summary>
    private static readonly int[] Widths =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private readonly StringBuilder _content = new();

    /// <summary>Writes a line of text from a point to the right.</summary>
    public void Text(double x, double y, double size, string text, bool bold = false) => _content.Append(
        CultureInfo.InvariantCulture, $"BT /{(bold ? "B" : "R")} {size} Tf {x:0.##} {Height - y:0.##} Td ({Escaped(text)}) Tj ET\n");

    /// <summary>Writes a line of text that ends at a point.</summary>
    public void TextTo(double x, double y, double size, string text, bool bold = false) => Text(x - Measure(text, size), y, size, text, bold);

    public void Rule(double y, double from, double to) =>
        _content.Append(CultureInfo.InvariantCulture, $"0.75 G 0.5 w {from:0.##} {Height - y:0.##} m {to:0.##} {Height - y:0.##} l S\n");

    /// <summary>The words of a text, in lines that are no wider than that.</summary>
    public static List<string> Wrap(string text, double size, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Measure(longer, size) > width)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        lines.Add(line);
        return lines;
    }

    /// <param name="title">What readers show as the document's name.</param>
    public byte[] ToBytes(string title)
    {
        using var file = new MemoryStream();
        var offsets = new List<long>();
        Write("%PDF-1.4\n");
        Add("<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>");
        Add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents 4 0 R /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>");
        var content = _content.ToString();
        Add($"<< /Length {content.Length} >>\nstream\n{content}endstream");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>");
        Add($"<< /Title ({Escaped(title)}) >>");
        var table = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        offsets.ForEach(offset => Write(offset.ToString("0000000000", CultureInfo.InvariantCulture) + " 00000 n \n"));
        Write($"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R /Info {offsets.Count} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();

        void Add(string body)
        {
            offsets.Add(file.Position);
            Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }

        // What is written is a byte a character: the text has been taken to the font's own code before.
        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    private static double Measure(string text, double size) =>
        text.Sum(c => c is >= ' ' and <= '~' ? Widths[c - ' '] : 556) * size / 1000;

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            escaped.Append(Coded(c) switch { '(' => "\\(", ')' => "\\)", '\\' => "\\\\", var other => other.ToString() });
        }
        return escaped.ToString();
    }

    /// <summary>A character in WinAnsi; what it does not have is a question mark.</summary>
    private static char Coded(char c) => c switch
    {
        '€' => '\u0080', '…' => '\u0085', '‘' => '\u0091', '’' => '\u0092', '“' => '\u0093', '”' => '\u0094', '•' => '\u0095', '–' => '\u0096', '—' => '\u0097',
        '−' => '-', '\u00a0' or '\n' or '\r' or '\t' => ' ',
        < ' ' or (>= '\u007f' and < '\u00a0') or > '\u00ff' => '?',
        _ => c,
    };
}

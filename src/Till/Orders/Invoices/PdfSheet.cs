using System.Reflection;
using System.Text;

namespace Till.Orders.Invoices;

/// <summary>A sheet of paper and where on it the writing is, from page to page.</summary>
internal sealed class PdfSheet(PdfDocument document)
{
    public const double Left = 56;
    public const double Right = PdfDocument.Width - 56;
    public const double Leading = 13;

    /// <summary>Where amounts begin to be named.</summary>
    public const double UnitAt = 450;

    private const double Top = 64;
    private const double Bottom = PdfDocument.Height - 72;

    public PdfDocument Document => document;

    public double Y { get; private set; } = Top;

    /// <param name="style">Regular or Bold.</param>
    public static TrueTypeFont Font(string style)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Till.Orders.Invoices.Fonts.LiberationSans-{style}.ttf")!;
        using var memory = new MemoryStream();
        resource.CopyTo(memory);
        return new TrueTypeFont(memory.ToArray());
    }

    public void Skip(double points) => Y += points;

    /// <summary>Goes on on a new page unless there is so much room left.</summary>
    public bool Breaks(double room)
    {
        if (Y + room <= Bottom)
        {
            return false;
        }

        document.AddPage();
        Y = Top;
        return true;
    }

    public void Say(string tag, string text, double size, bool isBold = false)
    {
        foreach (var line in Wrap(text, Right - Left, size, isBold))
        {
            Breaks(Leading);
            document.Begin(tag);
            Write(line, Left, size, isBold);
            document.End();
        }
    }

    public void Write(string text, double x, double size, bool isBold = false)
    {
        document.Text(text, x, Y, size, isBold);
        Y += Math.Max(Leading, size * 1.35);
    }

    public void Pair(string name, string amount, double size, bool isBold)
    {
        Breaks(Leading);
        document.Begin("P");
        document.Text(name, UnitAt - 130, Y, size, isBold);
        document.Text(amount, Right, Y, size, isBold, toTheRight: true);
        document.End();
        Y += Math.Max(Leading, size * 1.35);
    }

    /// <summary>Lines that fit; a word that is longer than a line is cut.</summary>
    public List<string> Wrap(string text, double width, double size, bool isBold = false)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Cut(word, width, size, isBold)))
        {
            if (line.Length > 0 && document.Measure($"{line} {word}", size, isBold) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            lines.Add(line.ToString());
        }

        return lines;
    }

    private IEnumerable<string> Cut(string word, double width, double size, bool isBold)
    {
        var piece = new StringBuilder();
        foreach (var character in word.EnumerateRunes())
        {
            if (piece.Length > 0 && document.Measure($"{piece}{character}", size, isBold) > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(character.ToString());
        }

        yield return piece.ToString();
    }
}

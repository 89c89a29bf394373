using System.Reflection;
using System.Text;
using Till.Core;

namespace Till.Orders.Invoices;

/// <summary>An order's invoice as a PDF. The same order gives the same bytes; a refund is a change, and shows.</summary>
internal sealed class Invoice(ShopSettings settings)
{
    private const double Left = 56;
    private const double Right = PdfDocument.Width - 56;
    private const double Top = 64;
    private const double Bottom = PdfDocument.Height - 72;
    private const double QuantityAt = 370;
    private const double UnitAt = 450;
    private const double Size = 9.5;
    private const double Leading = 13;

    private readonly TrueTypeFont regular = Load("Regular");
    private readonly TrueTypeFont bold = Load("Bold");

    public byte[] Write(OrderView order)
    {
        var head = order.Head;
        var title = $"Invoice {head.Number}";
        var page = new Sheet(new PdfDocument(regular, bold));
        page.Document.AddPage();
        WriteHead(page, order, title);
        WriteLines(page, order);
        WriteSums(page, order);
        WriteTaxes(page, order);
        for (var i = 0; i < page.Document.Pages; i++)
        {
            page.Document.Note(i, $"{settings.Name} · {title} · page {i + 1} of {page.Document.Pages}", Left, PdfDocument.Height - 40, 8);
        }

        return page.Document.Write($"{title} · {settings.Name}", settings.Name, head.PaidAt!.Value, head.Id.ToString("N"));
    }

    private void WriteHead(Sheet page, OrderView order, string title)
    {
        var head = order.Head;
        page.Say("P", settings.Name, 15, isBold: true);
        foreach (var line in settings.Address)
        {
            page.Say("P", line, Size);
        }

        if (settings.TaxId is { } taxId)
        {
            page.Say("P", $"Tax number {taxId}", Size);
        }

        page.Skip(24);
        page.Say("H1", title, 22, isBold: true);
        page.Skip(4);
        page.Say("P", $"Date {head.PaidAt!.Value:d MMMM yyyy}", Size);
        page.Say("P", PaymentWords.Describe(head.Method, head.CardBrand, head.CardLast4) is { } way ? $"Paid with {way}" : "Paid", Size);
        if (head.StripePaymentIntentId is { } payment)
        {
            page.Say("P", $"Payment {payment}", Size);
        }

        page.Skip(14);
        page.Say("P", "Billed to", Size, isBold: true);
        foreach (var line in (order.Address?.Lines ?? [head.Name ?? ""]).Append(head.Email ?? "").Where(line => line.Length > 0))
        {
            page.Say("P", line, Size);
        }

        page.Skip(20);
    }

    private static void WriteLines(Sheet page, OrderView order)
    {
        page.Document.Begin("Table");
        Columns(page, "TH", "Item", "Quantity", "Price", "Amount", isBold: true);
        foreach (var line in order.Lines)
        {
            var title = page.Wrap(line.Title, QuantityAt - 50 - Left, Size);
            var facts = page.Wrap(line.Facts, QuantityAt - 50 - Left, 8);
            if (page.Breaks((title.Count + facts.Count + 1) * Leading))
            {
                Columns(page, "TH", "Item", "Quantity", "Price", "Amount", isBold: true);
            }

            Columns(page, "TD", title[0], line.Quantity.ToString(), order.In(line.UnitMinor).ToString(), order.In(line.LineMinor).ToString(), isBold: false, [.. title.Skip(1)], facts);
        }

        page.Document.End();
        page.Document.Line(Left, Right, page.Y - 8, 1.2);
        page.Skip(12);
    }

    private static void Columns(
        Sheet page, string tag, string item, string quantity, string unit, string amount, bool isBold, IReadOnlyList<string>? more = null, IReadOnlyList<string>? facts = null)
    {
        page.Document.Begin("TR");
        page.Document.Begin(tag);
        var first = page.Y;
        page.Write(item, Left, Size, isBold);
        foreach (var line in more ?? [])
        {
            page.Write(line, Left, Size);
        }

        foreach (var line in facts ?? [])
        {
            page.Write(line, Left, 8);
        }

        page.Document.End();
        foreach (var (text, x) in new[] { (quantity, QuantityAt), (unit, UnitAt), (amount, Right) })
        {
            page.Document.Begin(tag);
            page.Document.Text(text, x, first, Size, isBold, toTheRight: true);
            page.Document.End();
        }

        page.Document.End();
        page.Document.Line(Left, Right, page.Y - 8, 0.4);
        page.Skip(6);
    }

    private static void WriteSums(Sheet page, OrderView order)
    {
        page.Breaks((order.Sums.Count + order.Refunds.Count + 4) * Leading);
        foreach (var (name, amount) in order.Sums)
        {
            page.Pair(name, amount, Size, isBold: false);
        }

        page.Skip(3);
        page.Pair("Total", order.Exact(order.Total), 12, isBold: true);
        foreach (var refund in order.Refunds)
        {
            page.Pair($"Refunded on {refund.CreatedAt:d MMMM yyyy}", order.In(-refund.AmountMinor).ToString(), Size, isBold: false);
        }
    }

    private static void WriteTaxes(Sheet page, OrderView order)
    {
        if (order.Taxes.Count == 0)
        {
            return;
        }

        page.Breaks((order.Taxes.Count + 4) * Leading);
        page.Skip(16);
        page.Say("P", "Tax in this total, by rate", Size, isBold: true);
        foreach (var tax in order.Taxes)
        {
            var (net, amount) = (order.In(tax.BaseMinor), order.In(tax.TaxMinor));
            page.Say("P", $"{tax.Title} of {net}: {amount}{(tax.Included ? ", contained in the prices" : "")}", Size);
        }
    }

    private static TrueTypeFont Load(string style)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Till.Orders.Invoices.Fonts.LiberationSans-{style}.ttf")!;
        using var memory = new MemoryStream();
        resource.CopyTo(memory);
        return new TrueTypeFont(memory.ToArray());
    }

    /// <summary>Where on the page the writing is.</summary>
    private sealed class Sheet(PdfDocument document)
    {
        public PdfDocument Document => document;

        public double Y { get; private set; } = Top;

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
}

using Till.Core;
using Till.Storage;

namespace Till.Orders.Invoices;

/// <summary>An order's invoice as a PDF. The same order gives the same bytes; a refund is a change, and shows.</summary>
internal sealed class Invoice(ShopSettings settings, Media media)
{
    private const double Left = PdfSheet.Left;
    private const double Right = PdfSheet.Right;
    private const double QuantityAt = 370;
    private const double UnitAt = PdfSheet.UnitAt;
    private const double Size = 9.5;
    private const double Leading = PdfSheet.Leading;
    private const int LogoHeight = 40;
    private const double LogoTop = 44;

    private readonly TrueTypeFont regular = PdfSheet.Font("Regular");
    private readonly TrueTypeFont bold = PdfSheet.Font("Bold");

    /// <summary>The last logo that was read: of all invoices it is the same one.</summary>
    private volatile Tuple<ShopLogo, PdfPicture?>? known;

    public byte[] Write(OrderView order)
    {
        var head = order.Head;
        var title = $"Invoice {head.Number}";
        var page = new PdfSheet(new PdfDocument(regular, bold));
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

    /// <summary>Null where a PDF cannot carry it, or its file is gone: an invoice without a logo is an invoice.</summary>
    private PdfPicture? Picture(ShopLogo logo)
    {
        if (known is not { } read || read.Item1 != logo)
        {
            var path = media.PathOf(logo.Sha256);
            known = read = Tuple.Create(logo, File.Exists(path) ? PdfPicture.Read(File.ReadAllBytes(path), logo.ContentType) : null);
        }

        return read.Item2;
    }

    private void WriteHead(PdfSheet page, OrderView order, string title)
    {
        var head = order.Head;
        if (settings.Logo is { } logo && Picture(logo) is { } picture)
        {
            page.Document.Picture(picture, Right - logo.WidthAt(LogoHeight), LogoTop, logo.WidthAt(LogoHeight), LogoHeight, $"Logo of {settings.Name}");
        }

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

    private static void WriteLines(PdfSheet page, OrderView order)
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
        PdfSheet page, string tag, string item, string quantity, string unit, string amount, bool isBold, IReadOnlyList<string>? more = null, IReadOnlyList<string>? facts = null)
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

    private static void WriteSums(PdfSheet page, OrderView order)
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

    private static void WriteTaxes(PdfSheet page, OrderView order)
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
}

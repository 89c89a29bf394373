namespace Till.Orders.Invoices;

/// <summary>
/// What lies in a parcel, as a PDF for whoever packs it and whoever opens it: what, which size, how many, where to. No prices: it may be a
/// present. Of an order that leaves in parts it says what comes apart from it.
/// </summary>
internal sealed class PackingSlip(ShopSettings settings)
{
    private const double Size = 11;
    private const double Small = 9;
    private const double CodeAt = 330;
    private const double QuantityAt = 70;
    private const double ItemAt = 88;

    private readonly TrueTypeFont regular = PdfSheet.Font("Regular");
    private readonly TrueTypeFont bold = PdfSheet.Font("Bold");

    /// <param name="parcel">One that has left; null: what is still to go.</param>
    public byte[] Write(OrderView order, Shipment? parcel)
    {
        var title = $"Packing slip · order {order.Head.Number}";
        var page = new PdfSheet(new PdfDocument(regular, bold));
        page.Document.AddPage();
        WriteHead(page, order, parcel);
        WriteLines(page, parcel is null
            ? [.. order.ToGo.Select(line => (line, line.ToGo))]
            : [.. parcel.Lines.Select(one => (order.LineAt(one.Position), one.Quantity))]);
        var apart = parcel is null ? [] : order.ToGo.Select(line => line.Counted(line.ToGo)).ToList();
        if (apart.Count > 0)
        {
            page.Skip(14);
            page.Say("P", "Still to come, apart from this parcel", Small, isBold: true);
            foreach (var line in apart)
            {
                page.Say("P", line, Small);
            }
        }

        for (var i = 0; i < page.Document.Pages; i++)
        {
            page.Document.Note(i, $"{settings.Name} · {title} · page {i + 1} of {page.Document.Pages}", PdfSheet.Left, PdfDocument.Height - 40, 8);
        }

        return page.Document.Write($"{title} · {settings.Name}", settings.Name, parcel?.ShippedAt ?? order.Head.PaidAt!.Value, (parcel?.Id ?? order.Head.Id).ToString("N"));
    }

    private void WriteHead(PdfSheet page, OrderView order, Shipment? parcel)
    {
        page.Say("P", settings.Name, 15, isBold: true);
        foreach (var line in settings.Address)
        {
            page.Say("P", line, Small);
        }

        page.Skip(24);
        page.Say("H1", "Packing slip", 22, isBold: true);
        page.Skip(4);
        page.Say("P", $"Order {order.Head.Number} of {order.Head.PaidAt!.Value:d MMMM yyyy}", Size);
        if (parcel is not null)
        {
            page.Say("P", $"Sent on {parcel.ShippedAt:d MMMM yyyy}{(parcel.How.Length > 0 ? " " + parcel.How : "")}", Size);
        }

        page.Skip(14);
        page.Say("P", "To", Size, isBold: true);
        foreach (var line in order.Address?.Lines ?? [order.Head.Name ?? ""])
        {
            page.Say("P", line, Size);
        }

        page.Skip(20);
    }

    private static void WriteLines(PdfSheet page, IReadOnlyList<(OrderLine Line, int Quantity)> lines)
    {
        page.Document.Begin("Table");
        Row(page, "TH", "", ["Item"], "Code", isBold: true);
        foreach (var (line, quantity) in lines)
        {
            List<string> item =
            [
                .. page.Wrap(line.Title, CodeAt - ItemAt - 12, Size, isBold: true),
                .. page.Wrap(line.Facts, CodeAt - ItemAt - 12, Small),
            ];
            if (page.Breaks((item.Count + 1) * PdfSheet.Leading))
            {
                Row(page, "TH", "", ["Item"], "Code", isBold: true);
            }

            Row(page, "TD", $"{quantity} ×", item, line.Sku, isBold: false);
        }

        page.Document.End();
    }

    private static void Row(PdfSheet page, string tag, string quantity, IReadOnlyList<string> item, string code, bool isBold)
    {
        page.Document.Begin("TR");
        var first = page.Y;
        Cell(page, tag, quantity.Length > 0 ? quantity : "No.", QuantityAt + 10, first, isBold, toTheRight: true);
        page.Document.Begin(tag);
        foreach (var (at, line) in item.Index())
        {
            page.Write(line, ItemAt, at == 0 ? Size : Small, isBold || at == 0);
        }

        page.Document.End();
        Cell(page, tag, code, CodeAt, first, isBold, toTheRight: false);
        page.Document.End();
        page.Document.Line(PdfSheet.Left, PdfSheet.Right, page.Y - 8, 0.4);
        page.Skip(6);
    }

    private static void Cell(PdfSheet page, string tag, string text, double x, double y, bool isBold, bool toTheRight)
    {
        page.Document.Begin(tag);
        page.Document.Text(text, x, y, Small, isBold, toTheRight);
        page.Document.End();
    }
}

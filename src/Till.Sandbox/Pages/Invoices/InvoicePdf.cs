using System.Globalization;
using Till.Sandbox.Billing;
using Till.Sandbox.CreditNotes;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Invoices;

/// <summary>An invoice or a credit note on one page to keep.</summary>
internal static class InvoicePdf
{
    private const double Left = 50;
    private const double Right = Pdf.Width - 50;

    /// <summary>Down to where lines may go, so that the sums still have room.</summary>
    private const double LastLine = 590;

    public static byte[] OfInvoice(Unit unit, Doc invoice)
    {
        var currency = invoice.Text("currency")!;
        var paid = invoice.Text("status") == "paid";
        var headline = Shown.MoneyAndCurrency(paid ? invoice.Number("amount_paid") : invoice.Number("amount_remaining"), currency)
            + (paid ? " paid" : invoice.Text("status") == "void" ? ", void" : invoice["due_date"] is long due ? " due " + Shown.Day(due) : " due");
        return Write("Invoice", headline, Written.Facts(invoice), Written.Lines(unit, invoice, currency), Written.Sums(unit, invoice, currency), invoice.Text("footer"));
    }

    public static byte[] OfCreditNote(Unit unit, Doc note)
    {
        var (currency, invoice) = (note.Text("currency")!, unit.Get(note.Text("invoice")!));
        var lines = CreditNoteObject.Lines(unit, note).ConvertAll(line => new CheckoutLine(
            line.Text("description") ?? "Credit", null, Shown.Money(line.Number("amount") - line.Number("discount_amount"), currency), null));
        var facts = Written.Facts(invoice);
        facts.InsertRange(0, [new Fact("Credit note number", note.Text("number")!), new Fact("Date", Shown.Day(note.Number("created")))]);
        return Write(
            "Credit note", Shown.MoneyAndCurrency(note.Number("total"), currency) + (note.Text("status") == "void" ? ", void" : " credited"), facts, lines,
            [new Sum("Subtotal", Shown.Money(note.Number("subtotal"), currency)), new Sum("Total credited", Shown.Money(note.Number("total"), currency))], note.Text("memo"));
    }

    private static byte[] Write(string kind, string headline, List<Fact> facts, List<CheckoutLine> lines, List<Sum> sums, string? footer)
    {
        var pdf = new Pdf();
        var y = 70.0;
        pdf.Text(Left, y, 22, kind, bold: true);
        pdf.TextTo(Right, y, 9, "Test mode");
        y += 30;
        foreach (var fact in facts)
        {
            pdf.Text(Left, y, 9.5, fact.Name, bold: true);
            pdf.Text(Left + 120, y, 9.5, fact.Value);
            y += 14;
        }
        y += 22;
        pdf.Text(Left, y, 15, headline, bold: true);
        y += 28;
        pdf.Text(Left, y, 8.5, "Description");
        pdf.TextTo(Right, y, 8.5, "Amount");
        y = Lines(pdf, lines, y + 6);
        foreach (var sum in sums)
        {
            pdf.Text(320, y, 9.5, sum.Name);
            pdf.TextTo(Right, y, 9.5, sum.Amount);
            pdf.Rule(y + 5, 320, Right);
            y += 17;
        }
        foreach (var line in footer is null ? [] : Pdf.Wrap(footer, 8.5, Right - Left).Take(4))
        {
            y += 13;
            pdf.Text(Left, y, 8.5, line);
        }
        return pdf.ToBytes($"{kind} {facts[0].Value}");
    }

    /// <summary>As many lines as one page holds; of the others it says how many there are.</summary>
    private static double Lines(Pdf pdf, List<CheckoutLine> lines, double y)
    {
        pdf.Rule(y, Left, Right);
        y += 16;
        for (var i = 0; i < lines.Count; i++)
        {
            if (y > LastLine)
            {
                pdf.Text(Left, y, 9.5, string.Create(CultureInfo.InvariantCulture, $"… and {lines.Count - i} more"));
                return y + 26;
            }
            pdf.TextTo(Right, y, 9.5, lines[i].Amount);
            foreach (var words in Pdf.Wrap(lines[i].Description, 9.5, 360).Take(3))
            {
                pdf.Text(Left, y, 9.5, words);
                y += 12;
            }
            if (lines[i].Quantity is { } period)
            {
                pdf.Text(Left, y, 8, period);
                y += 12;
            }
            y += 6;
        }
        pdf.Rule(y - 6, Left, Right);
        return y + 14;
    }
}

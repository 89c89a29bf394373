using System.Globalization;
using Till.Sandbox.Billing;
using Till.Sandbox.CreditNotes;
using Till.Sandbox.Pages.Checkout;
using Till.Sandbox.Pages.Dashboard;
using Till.Sandbox.Pages.Frame;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Pages.Invoices;

/// <summary>What an invoice and its PDF say alike.</summary>
internal static class Written
{
    public static List<Fact> Facts(Doc invoice)
    {
        var facts = new List<Fact> { new("Invoice number", invoice.Text("number") ?? "") };
        if (invoice.Part("status_transitions")?["finalized_at"] is long issued)
        {
            facts.Add(new("Date of issue", Shown.Day(issued)));
        }
        if (invoice["due_date"] is long due)
        {
            facts.Add(new("Due", Shown.Day(due)));
        }
        facts.Add(new("From", invoice.Text("account_name") ?? Account.DisplayName));
        facts.Add(new("To", string.Join(", ", new[] { invoice.Text("customer_name"), invoice.Text("customer_email") }.Where(word => !string.IsNullOrEmpty(word)))));
        return facts;
    }

    public static List<CheckoutLine> Lines(Unit unit, Doc invoice, string currency) => [.. InvoiceLines.Of(unit, invoice).Select(line => new CheckoutLine(
        line.Text("description") ?? "Item", Period(line), Shown.Money(line.Number("amount"), currency), null))];

    public static List<Sum> Sums(Unit unit, Doc invoice, string currency)
    {
        var sums = new List<Sum> { new("Subtotal", Money("subtotal")) };
        var off = (invoice.Items("total_discount_amounts") ?? []).Cast<Doc>().Sum(part => part.Number("amount"));
        if (off > 0)
        {
            sums.Add(new("Discount", Shown.Money(-off, currency)));
        }
        foreach (var tax in (invoice.Items("total_taxes") ?? []).Cast<Doc>())
        {
            var rate = unit.Find("tax_rate", tax.Part("tax_rate_details")?.Text("tax_rate") ?? "");
            var name = rate is null ? "Tax" : string.Create(CultureInfo.InvariantCulture, $"{rate.Text("display_name")} {rate["percentage"]} %");
            sums.Add(new(tax.Text("tax_behavior") == "inclusive" ? name + ", included" : name, Shown.Money(tax.Number("amount"), currency)));
        }
        sums.Add(new("Total", Money("total")));
        if (invoice["ending_balance"] is long ending && ending - invoice.Number("starting_balance") is not 0 and var applied)
        {
            sums.Add(new("Applied balance", Shown.Money(-applied, currency)));
        }
        foreach (var note in CreditNoteObject.Of(unit, invoice).Where(note => note.Text("status") == "issued"))
        {
            sums.Add(new($"Credit note {note.Text("number")}", Shown.Money(-note.Number("total"), currency)));
        }
        sums.Add(invoice.Text("status") == "paid" ? new("Amount paid", Money("amount_paid")) : new("Amount due", Money("amount_remaining")));
        return sums;

        string Money(string name) => Shown.Money(invoice.Number(name), currency);
    }

    public static StateMark State(Doc invoice) => invoice.Text("status") switch
    {
        "paid" => new("Paid", "good"),
        "open" when invoice.Flag("attempted") => new("Payment failed", "bad"),
        "open" => new("Open", "warn"),
        "uncollectible" => new("Uncollectible", "bad"),
        "void" => new("Void", "plain"),
        _ => new("Draft", "plain"),
    };

    private static string? Period(Doc line) => line.Part("period") is { } period && period.Number("end") > period.Number("start")
        ? $"{Shown.Day(period.Number("start"))} to {Shown.Day(period.Number("end"))}"
        : null;
}

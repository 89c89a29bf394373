using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.CreditNotes;

/// <summary>What a credit note takes back, line by line, with the discounts and taxes that were on it.</summary>
internal static class CreditLines
{
    /// <summary>Makes the lines that <c>lines</c> or <c>amount</c> name.</summary>
    public static List<Doc> Make(Call call, Doc invoice, Doc note)
    {
        var given = call.Parameters;
        if (given.Has("shipping_cost"))
        {
            throw StripeError.Invalid("The sandbox's invoices have no shipping cost that could be credited.", "shipping_cost");
        }
        if (given.Items("lines") is { Count: > 0 } entries)
        {
            return [.. entries.Select((entry, index) => Line(call, invoice, note, (Doc)entry!, $"lines[{index.ToString(CultureInfo.InvariantCulture)}]"))];
        }
        var amount = given["amount"] as long? ?? Split(given)
            ?? throw StripeError.Invalid("You must provide one of: amount, lines, or shipping_cost.", "amount", "parameter_missing");
        return [Custom(call.Unit, note, Positive(amount, "amount"), 1, null)];
    }

    private static Doc Line(Call call, Doc invoice, Doc note, Doc entry, string at) => entry.Text("type") == "invoice_line_item"
        ? OfInvoice(call.Unit, invoice, note, entry, at)
        : OfWords(call.Unit, note, entry, at);

    private static Doc OfWords(Unit unit, Doc note, Doc entry, string at)
    {
        var quantity = entry["quantity"] as long? ?? 1;
        var each = entry["unit_amount"] as long?;
        var amount = entry["amount"] as long? ?? each * quantity
            ?? throw StripeError.Invalid($"You must provide one of: amount, unit_amount.", at + "[unit_amount]", "parameter_missing");
        var line = Custom(unit, note, Positive(amount, at + "[unit_amount]"), quantity, entry.Text("description"));
        (line["unit_amount"], line["unit_amount_decimal"]) = each is { } one ? (one, one.ToString(CultureInfo.InvariantCulture)) : (line["unit_amount"], line["unit_amount_decimal"]);
        Patch.Metadata(line, entry);
        var rates = Taxes.Check(unit, entry, "tax_rates", at + "[tax_rates]") ?? [];
        Taxes.Apply(unit, line, rates, amount);
        line["tax_rates"] = Taxes.Shown(unit, rates);
        return line;
    }

    /// <summary>A line of the invoice, wholly or in part; discounts and taxes go back in proportion.</summary>
    private static Doc OfInvoice(Unit unit, Doc invoice, Doc note, Doc entry, string at)
    {
        var id = entry.Text("invoice_line_item") ?? throw StripeError.Invalid(
            "You must provide `invoice_line_item` for a line of type invoice_line_item.", at + "[invoice_line_item]", "parameter_missing");
        var sold = InvoiceLines.Of(unit, invoice).Find(line => line.Id == id) ?? throw StripeError.Missing("invoice line item", id, at + "[invoice_line_item]");
        var (whole, quantity) = (sold.Number("amount"), entry["quantity"] as long?);
        var amount = entry["amount"] as long? ?? (quantity is { } some && sold.Number("quantity") > 0 ? whole * some / sold.Number("quantity") : whole);
        var left = whole - Credited(unit, invoice, id);
        if (Positive(amount, at + "[amount]") > left)
        {
            throw StripeError.Invalid($"The credited amount of the line {id} can be at most {left}.", at + "[amount]", "amount_too_large");
        }
        var line = CreditNoteObject.Line(unit, note, "invoice_line_item", amount, quantity, entry.Text("description") ?? sold.Text("description"));
        line["invoice_line_item"] = id;
        line["discount_amounts"] = Share(sold.Items("discount_amounts"), amount, whole);
        line["discount_amount"] = line.Items("discount_amounts")!.Sum(part => ((Doc)part!).Number("amount"));
        line["pretax_credit_amounts"] = Share(sold.Items("pretax_credit_amounts"), amount, whole);
        line["taxes"] = Share(sold.Items("taxes"), amount, whole);
        line["tax_rates"] = Taxes.Shown(unit, (sold.Items("taxes") ?? []).ConvertAll(tax => ((Doc)tax!).Part("tax_rate_details")!["tax_rate"]));
        Patch.Metadata(line, entry);
        return line;
    }

    private static Doc Custom(Unit unit, Doc note, long amount, long quantity, string? description)
    {
        var line = CreditNoteObject.Line(unit, note, "custom_line_item", amount, quantity, description);
        (line["unit_amount"], line["unit_amount_decimal"]) = (amount, amount.ToString(CultureInfo.InvariantCulture));
        return line;
    }

    /// <summary>What earlier notes have taken of a line.</summary>
    private static long Credited(Unit unit, Doc invoice, string line) => CreditNoteObject.Of(unit, invoice)
        .Where(note => note.Text("status") == "issued")
        .SelectMany(note => CreditNoteObject.Lines(unit, note))
        .Where(credited => credited.Text("invoice_line_item") == line)
        .Sum(credited => credited.Number("amount"));

    private static List<object?> Share(List<object?>? parts, long amount, long whole) => (parts ?? []).ConvertAll(part =>
    {
        var share = ((Doc)part!).Clone();
        foreach (var name in (ReadOnlySpan<string>)["amount", "taxable_amount"])
        {
            if (share[name] is long of)
            {
                share[name] = whole == 0 ? 0L : (long)(((Int128)of * amount * 2 + whole) / (2 * (Int128)whole));
            }
        }
        return (object?)share;
    });

    /// <summary>Without lines and amount, the note is worth what it gives back.</summary>
    private static long? Split(Doc given)
    {
        var names = (string[])["refund_amount", "credit_amount", "out_of_band_amount"];
        return Array.Exists(names, given.Has) ? names.Sum(given.Number) : null;
    }

    private static long Positive(long amount, string param) => amount >= 1
        ? amount
        : throw StripeError.Invalid("This value must be greater than or equal to 1.", param, "parameter_invalid_integer");
}

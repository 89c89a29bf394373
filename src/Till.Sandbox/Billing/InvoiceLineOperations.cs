using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>The lines of a draft, one by one or several at once.</summary>
internal static class InvoiceLineOperations
{
    public static void Map(Router router)
    {
        router.Map("GET", "/v1/invoices/{}/lines", List);
        router.Map("POST", "/v1/invoices/{}/lines/{}", UpdateOne);
        router.Map("POST", "/v1/invoices/{}/add_lines", AddSeveral);
        router.Map("POST", "/v1/invoices/{}/update_lines", UpdateSeveral);
        router.Map("POST", "/v1/invoices/{}/remove_lines", RemoveSeveral);
    }

    private static Answer List(Call call)
    {
        var invoice = InvoiceOperations.Living(call);
        return Lists.Page(call, $"/v1/invoices/{invoice.Id}/lines", new Selection("line_item", 0)
        {
            Owner = invoice.Id, OldestFirst = true, Where = static line => !line.Flag("deleted"),
        });
    }

    private static Answer UpdateOne(Call call)
    {
        var invoice = Draft(call);
        var line = Line(call.Unit, invoice, call.Ids[1]);
        Invoices.Change(call.Unit, invoice, () =>
        {
            Update(call, invoice, line, call.Parameters);
            InvoiceTotals.Compute(call.Unit, invoice);
        });
        return line;
    }

    private static Answer AddSeveral(Call call) => Change(call, (invoice, given) =>
    {
        if (given.Text("invoice_item") is { } id)
        {
            var item = call.Unit.Find("invoiceitem", id) ?? throw StripeError.Missing("invoiceitem", id, "lines[0][invoice_item]");
            if (item["invoice"] is not null || item.Text("customer") != invoice.Text("customer"))
            {
                throw StripeError.Invalid("Only a pending invoice item of the same customer can be added to an invoice.", "lines[0][invoice_item]");
            }
            InvoiceLines.AddInvoiceItem(call.Unit, invoice, item);
            return;
        }
        if (!given.Has("currency") && !given.Has("pricing") && !given.Has("price_data"))
        {
            given["currency"] = invoice["currency"];
        }
        InvoiceLines.AddInvoiceItem(call.Unit, invoice, InvoiceItems.OfEntry(call, call.Unit.Get(invoice.Text("customer")!), given));
    });

    private static Answer UpdateSeveral(Call call) => Change(call, (invoice, given) => Update(call, invoice, Line(call.Unit, invoice, given.Text("id") ?? ""), given));

    private static Answer RemoveSeveral(Call call) => Change(call, (invoice, given) =>
    {
        var line = Line(call.Unit, invoice, given.Text("id") ?? "");
        line["deleted"] = true;
        call.Unit.Changed(line);
        if (call.Unit.Find("invoiceitem", line.Text("_invoice_item") ?? "") is { } item)
        {
            // It waits for the next invoice again, or is gone with its line.
            item["invoice"] = null;
            if (given.Text("behavior") == "delete")
            {
                item["deleted"] = true;
            }
            call.Unit.Changed(item);
        }
    });

    private static Doc Change(Call call, Action<Doc, Doc> change)
    {
        var invoice = Draft(call);
        Invoices.Change(call.Unit, invoice, () =>
        {
            foreach (var entry in call.Parameters.Items("lines") ?? [])
            {
                change(invoice, (Doc)entry!);
            }
            if (call.Parameters.Part("invoice_metadata") is { } metadata)
            {
                Patch.Metadata(invoice, new Doc(1) { ["metadata"] = metadata });
            }
            InvoiceTotals.Compute(call.Unit, invoice);
        });
        return invoice;
    }

    private static void Update(Call call, Doc invoice, Doc line, Doc given)
    {
        if (given.Has("tax_amounts"))
        {
            throw StripeError.Invalid("The sandbox taxes lines by rates only: use `tax_rates`.", "tax_amounts");
        }
        Patch.Fields(line, given, "description", "discountable");
        Patch.Metadata(line, given);
        if (given.Part("period") is { } period)
        {
            line["period"] = new Doc(2) { ["end"] = period["end"], ["start"] = period["start"] };
        }
        if (given.Has("tax_rates"))
        {
            line["_tax_rates"] = Taxes.Check(call.Unit, given, "tax_rates", "tax_rates");
        }
        if (given.Has("discounts"))
        {
            line["discounts"] = Discounts.Give(
                call.Unit, given.Items("discounts"), invoice.Text("customer"), new DiscountOf(null, null, invoice.Id, line.Text("_invoice_item")), "discounts");
        }
        if (given.Has("quantity"))
        {
            var each = line.Part("pricing")?.Text("unit_amount_decimal") is { } text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var unit)
                ? unit
                : line.Number("amount") / Math.Max(1, line.Number("quantity"));
            InvoiceLines.SetQuantity(line, SubscriptionTerms.Quantity(given, "lines"));
            SetAmount(line, Currencies.OfLine((Int128)each * line.Number("quantity"), "quantity"));
        }
        if (given.Has("amount"))
        {
            SetAmount(line, Currencies.OfLine(given.Number("amount"), "amount"));
        }
        call.Unit.Changed(line);
    }

    private static void SetAmount(Doc line, long amount) => (line["amount"], line["subtotal"]) = (amount, amount);

    private static Doc Draft(Call call)
    {
        var invoice = InvoiceOperations.Living(call);
        TestClocks.EnterForChange(call.Unit, invoice);
        return invoice.Text("status") == "draft"
            ? invoice
            : throw StripeError.Invalid("The lines of an invoice can only be changed while it is a draft.", null, "invoice_not_editable");
    }

    private static Doc Line(Unit unit, Doc invoice, string id) =>
        unit.Find("line_item", id) is { } line && line.Text("invoice") == invoice.Id && !line.Flag("deleted") ? line : throw StripeError.Missing("line_item", id, "lines");
}

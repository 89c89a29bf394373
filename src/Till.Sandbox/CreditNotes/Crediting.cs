using Till.Sandbox.Api;
using Till.Sandbox.Billing;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.CreditNotes;

/// <summary>
/// Issues and voids credit notes. One on an open invoice lessens what is due; one on a paid invoice gives the money back, as a refund, as
/// credit in the customer's balance, or by a way that Stripe does not see.
/// </summary>
internal static class Crediting
{
    public static Doc Issue(Call call, Doc invoice)
    {
        var (unit, given) = (call.Unit, call.Parameters);
        if (invoice.Text("status") is not ("open" or "paid" or "uncollectible"))
        {
            throw StripeError.Invalid(
                $"Credit notes can only be issued for open, paid or uncollectible invoices. This invoice has a status of {invoice.Text("status")}.", "invoice");
        }
        var note = CreditNoteObject.New(unit, invoice, CreditNoteObject.Of(unit, invoice).Count + 1);
        Patch.Fields(note, given, "memo", "reason", "effective_at");
        Patch.Metadata(note, given);
        var lines = CreditLines.Make(call, invoice, note);
        AddUp(note, lines);
        if (given["amount"] is long said && said != note.Number("total"))
        {
            throw StripeError.Invalid($"The amount ({said}) is not the total of the credit note's lines ({note.Number("total")}).", "amount");
        }
        unit.Add(note);
        lines.ForEach(unit.Add);
        if (invoice.Text("status") == "paid")
        {
            GiveBack(call, invoice, note);
        }
        else
        {
            Lessen(call, invoice, note);
        }
        unit.Emit("credit_note.created", note);
        return note;
    }

    /// <summary>As if it had never been issued: what was due is due again.</summary>
    public static void Void(Unit unit, Doc note)
    {
        var invoice = unit.Get(note.Text("invoice")!);
        if (note.Text("status") == "void")
        {
            throw StripeError.Invalid("This credit note is void already.");
        }
        if (note.Text("type") != "pre_payment" || invoice.Text("status") != "open")
        {
            throw StripeError.Invalid("You can only void a credit note that was issued before its invoice was paid, while the invoice is open.");
        }
        note["status"] = "void";
        note["voided_at"] = unit.Now;
        unit.Changed(note);
        Due(unit, invoice, note.Number("total"));
        unit.Emit("credit_note.voided", note);
    }

    private static void AddUp(Doc note, List<Doc> lines)
    {
        var (subtotal, off) = (lines.Sum(line => line.Number("amount")), lines.Sum(line => line.Number("discount_amount")));
        var taxes = lines.SelectMany(line => line.Items("taxes")!).Cast<Doc>().ToList();
        var onTop = taxes.Where(tax => tax.Text("tax_behavior") == "exclusive").Sum(tax => tax.Number("amount"));
        var within = taxes.Sum(tax => tax.Number("amount")) - onTop;
        note["subtotal"] = subtotal;
        note["subtotal_excluding_tax"] = subtotal - within;
        note["discount_amount"] = off;
        note["discount_amounts"] = new List<object?>(lines.SelectMany(line => line.Items("discount_amounts")!).Select(Doc.CloneValue));
        note["pretax_credit_amounts"] = new List<object?>(lines.SelectMany(line => line.Items("pretax_credit_amounts")!).Select(Doc.CloneValue));
        note["total"] = subtotal - off + onTop;
        note["total_excluding_tax"] = subtotal - off - within;
        note["total_taxes"] = Taxes.Total(lines);
        note["amount"] = note["total"];
        CreditNoteObject.Show(note, lines);
    }

    private static void Lessen(Call call, Doc invoice, Doc note)
    {
        foreach (var name in (ReadOnlySpan<string>)["refund_amount", "credit_amount", "out_of_band_amount", "refunds"])
        {
            if (call.Parameters.Has(name) && call.Parameters[name] is not 0L)
            {
                throw StripeError.Invalid($"You cannot set `{name}`: this invoice has not been paid, so that there is nothing to give back.", name);
            }
        }
        var total = note.Number("total");
        if (total > invoice.Number("amount_remaining"))
        {
            throw StripeError.Invalid(
                $"The credit note's amount ({total}) is greater than what remains due on the invoice ({invoice.Number("amount_remaining")}).", "amount", "amount_too_large");
        }
        note["pre_payment_amount"] = total;
        Due(call.Unit, invoice, -total);
    }

    /// <summary>Changes what is due on an invoice that is not paid; with nothing left to pay it is.</summary>
    private static void Due(Unit unit, Doc invoice, long by)
    {
        Invoices.Change(unit, invoice, () =>
        {
            invoice["amount_due"] = invoice.Number("amount_due") + by;
            invoice["amount_remaining"] = invoice.Number("amount_remaining") + by;
            invoice["pre_payment_credit_notes_amount"] = invoice.Number("pre_payment_credit_notes_amount") - by;
        });
        foreach (var payment in InvoicePayments.Of(unit, invoice).Where(payment => payment.Text("status") == "open"))
        {
            payment["amount_requested"] = invoice["amount_due"];
            unit.Changed(payment);
        }
        if (unit.Find("payment_intent", invoice.Text("_intent") ?? "") is not { } intent || intent.Text("status") is "succeeded" or "canceled" or "processing")
        {
            return;
        }
        if (invoice.Number("amount_remaining") > 0)
        {
            intent["amount"] = invoice["amount_remaining"];
            unit.Changed(intent);
            return;
        }
        Collection.Pay(unit, invoice, null, elsewhere: true);
        Intents.Cancel(unit, intent, null, bySession: true);
    }

    private static void GiveBack(Call call, Doc invoice, Doc note)
    {
        var (unit, given, total) = (call.Unit, call.Parameters, note.Number("total"));
        var left = invoice.Number("amount_paid") - invoice.Number("post_payment_credit_notes_amount");
        if (total > left)
        {
            throw StripeError.Invalid($"The credit note's amount ({total}) is greater than what was paid and not credited yet ({left}).", "amount", "amount_too_large");
        }
        var refunds = Refunds(call, invoice, note);
        var (credit, elsewhere) = (given.Number("credit_amount"), given.Number("out_of_band_amount"));
        var split = refunds.Sum(refund => refund.Number("amount_refunded")) + credit + elsewhere;
        if (split != total)
        {
            throw StripeError.Invalid(
                $"The sum of refunds, `credit_amount` and `out_of_band_amount` ({split}) must be the amount of the credit note ({total}), as its invoice is paid.", "refund_amount");
        }
        note["refunds"] = refunds.ConvertAll(refund => (object?)refund);
        note["post_payment_amount"] = total;
        note["type"] = "post_payment";
        note["out_of_band_amount"] = elsewhere > 0 ? elsewhere : null;
        if (credit > 0)
        {
            var moved = BalanceTransactions.Move(unit, unit.Get(invoice.Text("customer")!), -credit, invoice.Text("currency")!, "credit_note", invoice.Id, null);
            moved["credit_note"] = note.Id;
            unit.Changed(moved);
            note["customer_balance_transaction"] = moved.Id;
        }
        unit.Changed(note);
        Invoices.Change(unit, invoice, () => invoice["post_payment_credit_notes_amount"] = invoice.Number("post_payment_credit_notes_amount") + total);
    }

    /// <summary>The refunds that belong to the note: one that is made now, or those that were made before.</summary>
    private static List<Doc> Refunds(Call call, Doc invoice, Doc note)
    {
        var (unit, given) = (call.Unit, call.Parameters);
        var made = new List<Doc>();
        foreach (var entry in (given.Items("refunds") ?? []).Cast<Doc>())
        {
            var refund = unit.Find("refund", entry.Text("refund") ?? "") ?? throw StripeError.Missing("refund", entry.Text("refund") ?? "", "refunds[refund]");
            made.Add(Shown(refund, entry["amount_refunded"] as long? ?? refund.Number("amount")));
        }
        if (given.Number("refund_amount") is > 0 and var amount)
        {
            var charge = unit.Find("payment_intent", invoice.Text("_intent") ?? "")?.Text("latest_charge") is { } id ? unit.Find("charge", id) : null;
            if (charge is null)
            {
                throw StripeError.Invalid("This invoice was not paid by a charge, so that nothing of it can be refunded.", "refund_amount");
            }
            var reason = note.Text("reason") is "duplicate" or "fraudulent" ? note.Text("reason") : null;
            made.Add(Shown(Payments.Refunds.Create(unit, charge, amount, reason, []), amount));
        }
        return made;
    }

    private static Doc Shown(Doc refund, long amount) => new(4)
    {
        ["amount_refunded"] = amount, ["payment_record_refund"] = null, ["refund"] = refund.Id, ["type"] = "refund",
    };
}

using System.Globalization;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Turns a draft into an invoice: it gets its number, uses the customer's balance, and can be paid.</summary>
internal static class Finalisation
{
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">A draft.</param>
    /// <param name="paidBy">A payment that was made before the invoice, as Checkout does; null for one that is still to be made.</param>
    public static void Finalise(Unit unit, Doc invoice, Doc? paidBy = null)
    {
        var before = invoice.Clone();
        var customer = unit.Get(invoice.Text("customer")!);
        InvoiceObject.Address(invoice, customer);
        InvoiceTotals.Compute(unit, invoice);
        UseBalance(unit, invoice, customer);
        Number(unit, invoice, customer);
        invoice["automatically_finalizes_at"] = null;
        invoice["effective_at"] ??= unit.Now;
        invoice["status"] = "open";
        invoice.Part("status_transitions")!["finalized_at"] = unit.Now;
        unit.NotLater(Timetable.Finalise, invoice.Id);
        if (invoice.Text("collection_method") == "send_invoice")
        {
            invoice["due_date"] ??= unit.Now + (30 * Periods.Day);
            invoice["next_payment_attempt"] = null;
            unit.Later(invoice.Number("due_date"), Timetable.Overdue, invoice.Id);
        }
        Invoices.Updated(unit, invoice, before);
        unit.Emit("invoice.finalized", invoice);
        if (invoice.Number("amount_due") == 0)
        {
            Collection.Pay(unit, invoice, null);
            return;
        }
        invoice["_intent"] = (paidBy ?? Intent(unit, invoice)).Id;
        unit.Changed(invoice);
        InvoicePayments.Add(unit, invoice);
        if (paidBy is not null)
        {
            Describe(paidBy, invoice);
            unit.Changed(paidBy);
        }
    }

    /// <summary>Voids an invoice: it is as if it had never been owed.</summary>
    public static void Void(Unit unit, Doc invoice)
    {
        Invoices.Change(unit, invoice, () => End(unit, invoice, "void", "voided_at"));
        if (unit.Find("payment_intent", invoice.Text("_intent") ?? "") is { } intent && intent.Text("status") is not ("succeeded" or "canceled" or "processing"))
        {
            Intents.Cancel(unit, intent, "void_invoice", bySession: true);
        }
        unit.Emit("invoice.voided", invoice);
        Subscriptions.LetOff(unit, invoice);
    }

    public static void GiveUp(Unit unit, Doc invoice)
    {
        Invoices.Change(unit, invoice, () => End(unit, invoice, "uncollectible", "marked_uncollectible_at"));
        unit.Emit("invoice.marked_uncollectible", invoice);
        Subscriptions.LetOff(unit, invoice);
    }

    private static void End(Unit unit, Doc invoice, string status, string transition)
    {
        invoice["auto_advance"] = false;
        invoice["next_payment_attempt"] = null;
        invoice["status"] = status;
        invoice.Part("status_transitions")![transition] = unit.Now;
        unit.NotLater(Timetable.Retry, invoice.Id);
        unit.NotLater(Timetable.Overdue, invoice.Id);
        InvoicePayments.Cancel(unit, invoice);
    }

    private static void UseBalance(Unit unit, Doc invoice, Doc customer)
    {
        var ending = invoice.Number("_ending_balance");
        invoice["ending_balance"] = ending;
        if (ending != customer.Number("balance"))
        {
            var type = ending > 0 ? "invoice_too_small" : "applied_to_invoice";
            BalanceTransactions.Move(unit, customer, ending - customer.Number("balance"), invoice.Text("currency")!, type, invoice.Id, null);
        }
    }

    private static void Number(Unit unit, Doc invoice, Doc customer)
    {
        var next = customer.Number("next_invoice_sequence");
        invoice["number"] ??= string.Create(CultureInfo.InvariantCulture, $"{customer.Text("invoice_prefix")}-{next:0000}");
        customer["next_invoice_sequence"] = next + 1;
        unit.Changed(customer);
        var page = $"{unit.BaseAddress}/i/{invoice.Id}/{unit.Chance.Letters(32)}";
        invoice["hosted_invoice_url"] = page;
        invoice["invoice_pdf"] = page + "/pdf";
    }

    private static Doc Intent(Unit unit, Doc invoice)
    {
        var currency = invoice.Text("currency")!;
        var intent = IntentObject.New(unit, invoice.Number("amount_due"), currency);
        var types = invoice.Part("payment_settings")!.Items("payment_method_types")?.Select(type => (string)type!)
            ?? unit.Account.Methods.Where(type => MethodKind.Of(type).Takes(currency));
        IntentObject.UseMethods(intent, types);
        Describe(intent, invoice);
        unit.Add(intent);
        unit.Emit("payment_intent.created", intent);
        return intent;
    }

    /// <summary>What an intent says of the invoice that it pays.</summary>
    public static void Describe(Doc intent, Doc invoice)
    {
        intent["capture_method"] = "automatic";
        intent["customer"] = invoice["customer"];
        intent["description"] = invoice.Text("billing_reason") switch
        {
            "subscription_create" => "Subscription creation",
            "subscription_cycle" or "subscription_update" => "Subscription update",
            _ => "Payment for Invoice",
        };
        intent["payment_details"] = new Doc(2) { ["customer_reference"] = null, ["order_reference"] = invoice.Id[..25] };
        intent["setup_future_usage"] = InvoiceObject.SubscriptionOf(invoice) is null ? null : "off_session";
        intent["_invoice"] = invoice.Id;
    }
}

using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Makes invoices out of what subscriptions and invoice items say.</summary>
internal static class Invoices
{
    /// <summary>A renewal stays a draft for an hour, so that the shop can add to it. In seconds.</summary>
    public const long DraftFor = Periods.Hour;

    private const int MostPending = 250;

    /// <summary>A draft of a subscription, still without lines.</summary>
    public static Doc OfSubscription(Unit unit, Doc subscription, string reason)
    {
        var customer = unit.Get(subscription.Text("customer")!);
        var invoice = InvoiceObject.New(unit, customer, subscription.Text("currency")!, reason);
        var settings = subscription.Part("invoice_settings")!;
        invoice["collection_method"] = subscription["collection_method"];
        invoice["custom_fields"] = Doc.CloneValue(settings["custom_fields"]) ?? invoice["custom_fields"];
        invoice["default_tax_rates"] = Doc.CloneValue(subscription["default_tax_rates"]);
        invoice["description"] = settings["description"];
        invoice["discounts"] = Discounts.Living(unit, subscription.Items("discounts"), unit.Now).ConvertAll(discount => (object?)discount.Id);
        invoice["footer"] = settings["footer"] ?? invoice["footer"];
        invoice["parent"] = InvoiceObject.ParentOf(subscription);
        invoice.Part("payment_settings")!["payment_method_types"] = Doc.CloneValue(subscription.Part("payment_settings")!["payment_method_types"]);
        if (subscription["days_until_due"] is long days)
        {
            invoice["due_date"] = unit.Now + (days * Periods.Day);
        }
        unit.Add(invoice);
        return invoice;
    }

    /// <summary>Takes the customer's pending invoice items into a draft.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">The draft.</param>
    /// <param name="subscription">Only those of this subscription, and of none; null for all.</param>
    public static void TakePending(Unit unit, Doc invoice, string? subscription)
    {
        foreach (var item in Pending(unit, invoice.Text("customer")!, subscription))
        {
            if (item.Text("currency") == invoice.Text("currency") && (!invoice.Flag("_is_sold") || InvoiceItems.SubscriptionOf(item) == subscription))
            {
                InvoiceLines.AddInvoiceItem(unit, invoice, item);
            }
        }
    }

    public static List<Doc> Pending(Unit unit, string customer, string? subscription)
    {
        var found = unit.Select(new Selection("invoiceitem", MostPending)
        {
            Customer = customer, OldestFirst = true,
            Where = item => item["invoice"] is null && !item.Flag("deleted")
                && (subscription is null || InvoiceItems.SubscriptionOf(item) is not { } of || of == subscription),
        });
        return found;
    }

    /// <summary>Adds a draft of a subscription up and tells of it.</summary>
    public static void Announce(Unit unit, Doc subscription, Doc invoice)
    {
        InvoiceTotals.Compute(unit, invoice);
        RememberBilled(unit, invoice);
        subscription["latest_invoice"] = invoice.Id;
        unit.Changed(subscription);
        var customer = unit.Get(invoice.Text("customer")!);
        if (customer["currency"] is null)
        {
            customer["currency"] = invoice["currency"];
            unit.Changed(customer);
        }
        invoice["webhooks_delivered_at"] = unit.Now;
        unit.Emit("invoice.created", invoice);
    }

    /// <summary>The usual renewal: a draft now, finalised and collected in an hour.</summary>
    public static void FinaliseLater(Unit unit, Doc invoice)
    {
        var at = unit.Now + DraftFor;
        invoice["automatically_finalizes_at"] = at;
        invoice["next_payment_attempt"] = invoice.Text("collection_method") == "charge_automatically" ? at : null;
        unit.Changed(invoice);
        unit.Later(at, Timetable.Finalise, invoice.Id);
    }

    /// <summary>A draft of what still waits to be billed of a subscription that stops; null for nothing.</summary>
    public static Doc? Last(Unit unit, Doc subscription)
    {
        if (Pending(unit, subscription.Text("customer")!, subscription.Id).Count == 0)
        {
            return null;
        }
        var invoice = OfSubscription(unit, subscription, "subscription_cycle");
        invoice["auto_advance"] = false;
        TakePending(unit, invoice, subscription.Id);
        Announce(unit, subscription, invoice);
        return invoice;
    }

    /// <summary>Its open invoices are no longer collected by themselves, and its drafts no longer finalised.</summary>
    public static void Leave(Unit unit, Doc subscription)
    {
        foreach (var invoice in OfSubscription(unit, subscription))
        {
            if (invoice.Text("status") is not ("draft" or "open") || !invoice.Flag("auto_advance"))
            {
                continue;
            }
            Change(unit, invoice, () =>
            {
                invoice["auto_advance"] = false;
                invoice["automatically_finalizes_at"] = null;
                invoice["next_payment_attempt"] = null;
            });
            unit.NotLater(Timetable.Finalise, invoice.Id);
            unit.NotLater(Timetable.Retry, invoice.Id);
        }
    }

    public static List<Doc> OfSubscription(Unit unit, Doc subscription) =>
        unit.Select(new Selection("invoice", 100) { Owner = subscription.Id });

    /// <summary>Changes an invoice, and tells of what has changed.</summary>
    public static void Change(Unit unit, Doc invoice, Action change)
    {
        var before = invoice.Clone();
        change();
        Updated(unit, invoice, before);
    }

    public static void Updated(Unit unit, Doc invoice, Doc before)
    {
        unit.Changed(invoice);
        var previous = Previous(before, invoice);
        if (previous.Count > 0)
        {
            unit.Emit("invoice.updated", invoice, previous);
        }
    }

    /// <summary>What has changed of what is shown.</summary>
    public static Doc Previous(Doc before, Doc after)
    {
        var previous = Patch.Previous(before, after);
        for (var i = previous.Count - 1; i >= 0; i--)
        {
            if (previous.NameAt(i).StartsWith('_'))
            {
                previous.Remove(previous.NameAt(i));
            }
        }
        return previous;
    }

    /// <summary>An item remembers what was paid for its period: that is what a change gives back in part.</summary>
    private static void RememberBilled(Unit unit, Doc invoice)
    {
        foreach (var line in InvoiceLines.Of(unit, invoice))
        {
            var details = line.Part("parent")?.Part("subscription_item_details");
            if (details?.Text("subscription_item") is not { } id || unit.Find("subscription_item", id) is not { } item || line.Number("amount") < 0)
            {
                continue;
            }
            var off = line.Items("discount_amounts")!.Sum(part => ((Doc)part!).Number("amount"));
            item["_billed"] = new Doc(5)
            {
                ["amount"] = line.Number("amount") - off, ["end"] = line.Part("period")!["end"], ["invoice"] = invoice.Id, ["line"] = line.Id,
                ["start"] = line.Part("period")!["start"],
            };
            unit.Changed(item);
        }
    }
}

using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>
/// POST /v1/invoices/create_preview: what an invoice would be. It is made for real, by the code that makes real ones, and undone.
/// </summary>
internal static class InvoicePreview
{
    public static Answer Create(Call call)
    {
        var given = call.Parameters;
        var subscription = call.Referred("subscription", "subscription");
        var customer = call.Referred("customer", "customer") ?? (subscription is null ? null : call.Unit.Get(subscription.Text("customer")!));
        if (customer is null && given.Part("customer_details") is null)
        {
            throw StripeError.Invalid("You must specify one of customer, subscription or customer_details.", "customer", "parameter_missing");
        }
        if (customer is not null)
        {
            TestClocks.Enter(call.Unit, customer);
        }
        return call.Unit.Suppose(unit =>
        {
            var supposed = new Call(unit, given, call.Ids, call.Version, call.Publishable);
            var payer = customer is null ? Stranger(unit) : unit.Get(customer.Id);
            var details = given.Part("subscription_details") ?? [];
            var invoice = subscription is not null ? OfChange(supposed, unit.Get(subscription.Id), details)
                : details.Items("items") is { Count: > 0 } ? OfNew(supposed, payer, details)
                : OfNext(unit, payer);
            return Shown(unit, supposed, invoice, payer);
        });
    }

    /// <summary>What a change makes at once, or else the renewal after it.</summary>
    private static Doc OfChange(Call call, Doc subscription, Doc details)
    {
        if (Subscriptions.HasEnded(subscription))
        {
            throw NoUpcoming(subscription.Text("customer")!);
        }
        var unit = call.Unit;
        if (details.Flag("cancel_now"))
        {
            SubscriptionItems.Of(unit, subscription).ForEach(item => Proration.Credit(unit, subscription, item, details["proration_date"] as long? ?? unit.Now));
            var last = Invoices.OfSubscription(unit, subscription, "upcoming");
            Invoices.TakePending(unit, last, subscription.Id);
            InvoiceTotals.Compute(unit, last);
            return last;
        }
        SubscriptionTerms.Apply(unit, subscription, details);
        var change = new SubscriptionChange(call, subscription, details);
        change.Carry();
        SubscriptionTerms.ApplyEnd(unit, subscription, details);
        if (change.Invoice() is { } invoice)
        {
            return invoice;
        }
        if (subscription["cancel_at"] is long at && at <= Subscriptions.Period(unit, subscription).End)
        {
            throw NoUpcoming(subscription.Text("customer")!);
        }
        return Renewal.BillNext(unit, subscription);
    }

    private static Doc OfNew(Call call, Doc customer, Doc details)
    {
        var given = details.Clone();
        given["discounts"] = call.Parameters["discounts"];
        var items = SubscriptionTerms.Items(call, given, "");
        var subscription = SubscriptionStart.Start(call.Unit, customer, given, items, [], new FirstPayment("default_incomplete", false));
        return call.Unit.Get(subscription.Text("latest_invoice")!);
    }

    /// <summary>The next renewal of the customer's subscriptions.</summary>
    private static Doc OfNext(Unit unit, Doc customer) =>
        SubscriptionOperations.Of(unit, customer.Id, 100)
            .Where(one => one.Text("status") is "active" or "trialing" or "past_due" && one["cancel_at"] is not long)
            .MinBy(one => Subscriptions.Period(unit, one).End) is { } next
            ? Renewal.BillNext(unit, next)
            : Pending(unit, customer) ?? throw NoUpcoming(customer.Id);

    private static Doc? Pending(Unit unit, Doc customer)
    {
        if (Invoices.Pending(unit, customer.Id, null) is not [var first, ..])
        {
            return null;
        }
        var invoice = InvoiceObject.New(unit, customer, first.Text("currency")!, "upcoming");
        unit.Add(invoice);
        Invoices.TakePending(unit, invoice, null);
        InvoiceTotals.Compute(unit, invoice);
        return invoice;
    }

    private static Doc Shown(Unit unit, Call call, Doc invoice, Doc customer)
    {
        foreach (var entry in call.Parameters.Items("invoice_items") ?? [])
        {
            InvoiceLines.AddInvoiceItem(unit, invoice, InvoiceItems.OfEntry(call, customer, (Doc)entry!));
        }
        if (call.Parameters.Has("discounts"))
        {
            invoice["discounts"] = Discounts.Give(
                unit, call.Parameters.Items("discounts"), customer.Id, new DiscountOf(null, null, invoice.Id, null), "discounts");
        }
        if (invoice.Text("status") == "draft")
        {
            InvoiceTotals.Compute(unit, invoice);
        }
        var shown = invoice.Clone();
        shown["id"] = "upcoming_" + invoice.Id;
        shown["status"] = "draft";
        foreach (var name in (ReadOnlySpan<string>)["number", "hosted_invoice_url", "invoice_pdf", "effective_at", "ending_balance"])
        {
            shown[name] = null;
        }
        return shown;
    }

    private static Doc Stranger(Unit unit)
    {
        var customer = Customers.CustomerObject.New(unit.Chance, unit.Now);
        unit.Add(customer);
        return customer;
    }

    private static StripeError NoUpcoming(string customer) => new(404, $"No upcoming invoices for customer: {customer}", "invoice_upcoming_none");
}

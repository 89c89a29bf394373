using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Gets invoices paid: tries, tries again, and hears what becomes of their payments, whoever confirmed them.</summary>
internal static class Collection
{
    /// <summary>When a failed payment is tried again: so many days after the first failure.</summary>
    private static readonly long[] RetryDays = [3, 5, 7];

    /// <summary>Tries to get an open invoice paid.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">Open, or given up.</param>
    /// <param name="method">Null for the one that the invoice, its subscription or its customer names.</param>
    /// <param name="offSession">The customer is not there.</param>
    /// <param name="asked">Somebody asked for it; otherwise it happens by itself.</param>
    public static void Attempt(Unit unit, Doc invoice, Doc? method, bool offSession, bool asked)
    {
        var intent = unit.Get(invoice.Text("_intent")!);
        if (intent.Text("status") is "succeeded" or "processing" or "canceled")
        {
            return;
        }
        invoice["_attempt"] = asked ? "asked" : "automatic";
        try
        {
            if ((method ?? MethodOf(unit, invoice)) is { } by)
            {
                Payment.Confirm(unit, intent, by, new Confirmation(offSession, false, null) { Waits = true });
            }
            else
            {
                Fail(unit, invoice, needsAction: false);
            }
        }
        catch (StripeError) when (!asked)
        {
            // A debit without a mandate, say: nobody is there to be told, so that it counts as a failed attempt.
            Fail(unit, invoice, needsAction: false);
        }
        finally
        {
            invoice.Remove("_attempt");
        }
    }

    /// <summary>What has become of the payment of an invoice.</summary>
    public static void Follow(Unit unit, Doc invoice, Doc intent, PaymentOutcome outcome)
    {
        TestClocks.Enter(unit, invoice);
        if (invoice.Text("status") is not ("open" or "uncollectible"))
        {
            return;
        }
        switch (outcome)
        {
            case PaymentOutcome.Charged:
                Pay(unit, invoice, intent);
                break;
            case PaymentOutcome.Processing:
                Invoices.Change(unit, invoice, () => Count(invoice));
                break;
            case PaymentOutcome.Challenged when invoice.Text("_attempt") is null:
                // The customer has begun to authenticate it, and is asked already.
                break;
            default:
                Fail(unit, invoice, outcome is PaymentOutcome.Challenged);
                break;
        }
    }

    /// <summary>The invoice is paid.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">Open or given up; or nothing is due on it.</param>
    /// <param name="intent">By which payment; null when nothing was due, or it was paid elsewhere.</param>
    /// <param name="elsewhere">Paid out of band: there was no payment that could have succeeded.</param>
    public static void Pay(Unit unit, Doc invoice, Doc? intent, bool elsewhere = false)
    {
        var before = invoice.Clone();
        if (intent is not null)
        {
            Count(invoice);
        }
        invoice["amount_paid"] = invoice["amount_due"];
        invoice["amount_remaining"] = 0;
        invoice["attempted"] = true;
        invoice["auto_advance"] = false;
        invoice["next_payment_attempt"] = null;
        invoice["status"] = "paid";
        invoice.Part("status_transitions")!["paid_at"] = unit.Now;
        unit.NotLater(Timetable.Retry, invoice.Id);
        unit.NotLater(Timetable.Overdue, invoice.Id);
        var payment = intent is null ? null : InvoicePayments.Pay(unit, invoice, intent);
        if (elsewhere)
        {
            InvoicePayments.Cancel(unit, invoice);
        }
        Invoices.Updated(unit, invoice, before);
        if (InvoiceObject.SubscriptionOf(invoice) is { } id && unit.Find("subscription", id) is { } subscription)
        {
            Subscriptions.Paid(unit, subscription, invoice, intent);
        }
        SetDelinquent(unit, invoice, false);
        unit.Emit("invoice.paid", invoice);
        if (!elsewhere)
        {
            unit.Emit("invoice.payment_succeeded", invoice);
        }
        if (payment is not null)
        {
            unit.Emit("invoice_payment.paid", payment);
        }
    }

    /// <summary>By which an invoice is paid: its own method, its subscription's or its customer's.</summary>
    public static Doc? MethodOf(Unit unit, Doc invoice)
    {
        var subscription = InvoiceObject.SubscriptionOf(invoice) is { } id ? unit.Find("subscription", id) : null;
        return Usable(unit, invoice.Text("default_payment_method")) ?? (subscription is null
            ? OfCustomer(unit, unit.Get(invoice.Text("customer")!))
            : OfSubscription(unit, subscription));
    }

    public static Doc? OfSubscription(Unit unit, Doc subscription) =>
        Usable(unit, subscription.Text("default_payment_method")) ?? Usable(unit, subscription.Text("default_source"))
        ?? OfCustomer(unit, unit.Get(subscription.Text("customer")!));

    public static Doc? OfCustomer(Unit unit, Doc customer) =>
        Usable(unit, customer.Part("invoice_settings")?.Text("default_payment_method")) ?? Usable(unit, customer.Text("default_source"));

    private static Doc? Usable(Unit unit, string? id) =>
        id is not null && unit.Find("payment_method", id) is { } method && method.Text("customer") is not null ? method : null;

    private static void Fail(Unit unit, Doc invoice, bool needsAction)
    {
        var before = invoice.Clone();
        Count(invoice);
        var next = NextAttempt(unit, invoice);
        invoice["next_payment_attempt"] = next;
        if (next is { } at)
        {
            unit.Later(at, Timetable.Retry, invoice.Id);
        }
        else
        {
            unit.NotLater(Timetable.Retry, invoice.Id);
        }
        Invoices.Updated(unit, invoice, before);
        SetDelinquent(unit, invoice, true);
        if (needsAction)
        {
            unit.Emit("invoice.payment_action_required", invoice);
        }
        unit.Emit("invoice.payment_failed", invoice);
        if (InvoiceObject.SubscriptionOf(invoice) is { } id && unit.Find("subscription", id) is { } subscription)
        {
            Subscriptions.Unpaid(unit, subscription, invoice, isLast: next is null);
        }
    }

    /// <summary>The first attempt counts whoever made it, later ones when they were made by themselves.</summary>
    private static void Count(Doc invoice)
    {
        if (!invoice.Flag("attempted") || invoice.Text("_attempt") == "automatic")
        {
            invoice["attempt_count"] = invoice.Number("attempt_count") + 1;
        }
        invoice["attempted"] = true;
    }

    /// <summary>Null for never: a subscription's first invoice waits for its customer, and others have a last retry.</summary>
    private static long? NextAttempt(Unit unit, Doc invoice)
    {
        if (!invoice.Flag("auto_advance") || invoice.Text("collection_method") != "charge_automatically"
            || invoice.Text("billing_reason") == "subscription_create")
        {
            return null;
        }
        if (invoice.Text("_attempt") != "automatic" && invoice["next_payment_attempt"] is long planned && planned > unit.Now)
        {
            // The customer has tried another card in vain; that takes no retry away.
            return planned;
        }
        invoice["_first_failure"] ??= unit.Now;
        var first = invoice.Number("_first_failure");
        foreach (var days in RetryDays)
        {
            if (first + (days * Periods.Day) > unit.Now)
            {
                return first + (days * Periods.Day);
            }
        }
        return null;
    }

    private static void SetDelinquent(Unit unit, Doc invoice, bool delinquent)
    {
        var customer = unit.Get(invoice.Text("customer")!);
        if (customer.Flag("delinquent") == delinquent || invoice.Text("billing_reason") == "subscription_create")
        {
            return;
        }
        customer["delinquent"] = delinquent;
        unit.Changed(customer);
        unit.Emit("customer.updated", customer, new Doc(1) { ["delinquent"] = !delinquent });
    }
}

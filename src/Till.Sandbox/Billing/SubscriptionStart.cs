using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>How a new subscription is paid for the first time.</summary>
/// <param name="Behaviour">As in <c>payment_behavior</c>.</param>
/// <param name="OffSession">The customer is not there.</param>
internal sealed record FirstPayment(string Behaviour, bool OffSession)
{
    /// <summary>A payment that was made before, as Checkout does; null for one that is still to be made.</summary>
    public Doc? PaidBy { get; init; }

    /// <summary>The session that sold it.</summary>
    public string? Session { get; init; }
}

/// <summary>Begins a subscription: its items, its trial or first period, its first invoice and the payment of it.</summary>
internal static class SubscriptionStart
{
    /// <param name="unit">The unit of work, by the customer's clock.</param>
    /// <param name="customer">Who pays.</param>
    /// <param name="given">What is said of it, by the names of the API; items and what is billed once come beside.</param>
    /// <param name="items">What it is made of.</param>
    /// <param name="extras">What is billed once.</param>
    /// <param name="payment">How it is paid.</param>
    public static Doc Start(Unit unit, Doc customer, Doc given, IReadOnlyList<ItemTerms> items, IReadOnlyList<ItemTerms> extras, FirstPayment payment)
    {
        var subscription = SubscriptionObject.New(unit, customer, items[0].Price.Text("currency")!);
        SubscriptionTerms.Apply(unit, subscription, given);
        Begin(unit, subscription, given, items[0].Price.Part("recurring")!);
        unit.Add(subscription);
        var end = subscription["trial_end"] as long? ?? Periods.EndAfter(unit.Now, subscription.Number("billing_cycle_anchor"), items[0].Price.Part("recurring")!);
        foreach (var terms in items)
        {
            SubscriptionItems.Add(unit, subscription, terms, unit.Now, end);
        }
        SubscriptionObject.ShowItems(unit, subscription);
        subscription["discounts"] = Discounts.Give(
            unit, given.Items("discounts"), customer.Id, new DiscountOf(subscription.Id, null, null, null) { Session = payment.Session }, "discounts");
        SubscriptionTerms.ApplyEnd(unit, subscription, given);
        var invoice = FirstInvoice(unit, subscription, given, extras, payment.Session);
        Pay(unit, subscription, invoice, payment);
        Subscriptions.Announce(unit, subscription, subscription);
        if (invoice.Number("subtotal") > 0)
        {
            Discounts.Spend(unit, subscription);
        }
        if (!Subscriptions.HasEnded(subscription))
        {
            Subscriptions.Schedule(unit, subscription);
        }
        if (subscription.Text("status") == "incomplete")
        {
            unit.Later(unit.Now + Subscriptions.IncompleteFor, Timetable.Expire, subscription.Id);
        }
        if (subscription["trial_end"] is long trial && trial - unit.Now <= 3 * Periods.Day)
        {
            unit.Emit("customer.subscription.trial_will_end", subscription);
        }
        return subscription;
    }

    /// <summary>The trial and the anchor.</summary>
    private static void Begin(Unit unit, Doc subscription, Doc given, Doc recurring)
    {
        var trial = TrialEnd(unit, given, recurring);
        var anchor = given["billing_cycle_anchor"] as long?;
        if (anchor <= unit.Now)
        {
            throw StripeError.Invalid("The `billing_cycle_anchor` must be in the future.", "billing_cycle_anchor");
        }
        if (anchor > Periods.After(trial ?? unit.Now, recurring, 1))
        {
            throw StripeError.Invalid("The `billing_cycle_anchor` must be at most one period after the subscription's start.", "billing_cycle_anchor");
        }
        subscription["billing_cycle_anchor"] = anchor ?? trial ?? unit.Now;
        if (trial is { } end)
        {
            subscription["trial_start"] = unit.Now;
            subscription["trial_end"] = end;
            subscription["status"] = "trialing";
        }
        else if (subscription.Text("collection_method") == "send_invoice")
        {
            subscription["status"] = "active";
        }
    }

    private static long? TrialEnd(Unit unit, Doc given, Doc recurring)
    {
        if (given["trial_end"] is "now")
        {
            return null;
        }
        if (given.Has("trial_end") && given.Has("trial_period_days"))
        {
            throw StripeError.Invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end");
        }
        var days = given["trial_period_days"] as long? ?? (given.Flag("trial_from_plan") ? recurring["trial_period_days"] as long? : null);
        if (days is < 0 or > 730)
        {
            throw StripeError.Invalid("The trial can be from 1 day to 730 days long.", "trial_period_days", "parameter_invalid_integer");
        }
        var end = given["trial_end"] as long? ?? (days is > 0 ? unit.Now + (days.Value * Periods.Day) : null);
        return end switch
        {
            null => null,
            var at when at <= unit.Now => throw StripeError.Invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end"),
            var at when at > unit.Now + (5 * 366 * Periods.Day) => throw StripeError.Invalid("Invalid timestamp: can be no more than five years in the future", "trial_end"),
            var at => at,
        };
    }

    private static Doc FirstInvoice(Unit unit, Doc subscription, Doc given, IReadOnlyList<ItemTerms> extras, string? session)
    {
        var customer = unit.Get(subscription.Text("customer")!);
        var (start, end) = Subscriptions.Period(unit, subscription);
        var invoice = Invoices.OfSubscription(unit, subscription, "subscription_create");
        foreach (var extra in extras)
        {
            AddExtra(unit, subscription, customer, extra, start, end);
        }
        // What Checkout has sold is paid already: nothing that waits elsewhere may change its total.
        invoice["_is_sold"] = session is not null;
        Invoices.TakePending(unit, invoice, subscription.Id);
        var trial = subscription.Text("status") == "trialing";
        foreach (var item in SubscriptionItems.Of(unit, subscription))
        {
            AddFirstLine(unit, subscription, invoice, item, trial, given.Text("proration_behavior") == "none");
        }
        Invoices.Announce(unit, subscription, invoice);
        return invoice;
    }

    /// <summary>Something that is billed once with the next invoice of a subscription.</summary>
    public static void AddExtra(Unit unit, Doc subscription, Doc customer, ItemTerms extra, long start, long end)
    {
        var made = InvoiceItems.OfPrice(unit, customer, extra);
        made["parent"] = new Doc(2) { ["subscription_details"] = new Doc(1) { ["subscription"] = subscription.Id }, ["type"] = "subscription_details" };
        made["period"] = new Doc(2) { ["end"] = end, ["start"] = start };
        unit.Emit("invoiceitem.created", made);
    }

    /// <summary>A whole period, a free trial, or the part of a period until an anchor that was chosen.</summary>
    private static void AddFirstLine(Unit unit, Doc subscription, Doc invoice, Doc item, bool trial, bool freeUntilAnchor)
    {
        var (start, end) = (item.Number("current_period_start"), item.Number("current_period_end"));
        var recurring = SubscriptionItems.Recurring(item);
        if (trial || Periods.After(end, recurring, -1) <= start)
        {
            InvoiceLines.AddItem(unit, invoice, item, (start, end), trial);
        }
        else if (!freeUntilAnchor)
        {
            item["current_period_start"] = Periods.After(end, recurring, -1);
            Proration.Charge(unit, subscription, item, start);
            item["current_period_start"] = start;
            unit.Changed(item);
            Invoices.TakePending(unit, invoice, subscription.Id);
        }
    }

    private static void Pay(Unit unit, Doc subscription, Doc invoice, FirstPayment payment)
    {
        if (subscription.Text("collection_method") == "send_invoice")
        {
            if (invoice.Number("amount_due") == 0)
            {
                Finalisation.Finalise(unit, invoice);
            }
            else
            {
                Invoices.FinaliseLater(unit, invoice);
            }
            return;
        }
        var free = invoice.Number("amount_due") == 0;
        if (!free && payment is { PaidBy: null, Behaviour: not "default_incomplete" } && Collection.OfSubscription(unit, subscription) is null)
        {
            throw new StripeError(400,
                "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more "
                + "information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.", "resource_missing");
        }
        Finalisation.Finalise(unit, invoice, payment.PaidBy);
        if (free)
        {
            return;
        }
        if (subscription.Text("status") == "trialing")
        {
            // What is billed once is due although the rest is free: the trial waits for it.
            subscription["status"] = "incomplete";
        }
        if (payment.PaidBy is { } paid)
        {
            if (paid.Text("status") == "succeeded")
            {
                Collection.Pay(unit, invoice, paid);
            }
            return;
        }
        if (payment.Behaviour != "default_incomplete")
        {
            Collection.Attempt(unit, invoice, null, payment.OffSession, asked: true);
        }
        if (payment.Behaviour == "error_if_incomplete" && invoice.Text("status") != "paid")
        {
            throw Failure(unit, invoice);
        }
    }

    /// <summary>The refusal of a payment without which there shall be nothing.</summary>
    public static StripeError Failure(Unit unit, Doc invoice)
    {
        var error = unit.Get(invoice.Text("_intent")!).Part("last_payment_error");
        return error is null
            ? new StripeError(402, "This payment requires additional user action before it can be completed successfully.", "subscription_payment_intent_requires_action", type: "card_error")
            : new StripeError(402, error.Text("message")!, error.Text("code"), error.Text("param"), "card_error")
            {
                More = error.Text("decline_code") is { } decline ? new Doc(1) { ["decline_code"] = decline } : null,
            };
    }
}

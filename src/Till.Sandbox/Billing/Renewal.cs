using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>The end of a subscription's period or trial, and the invoice that follows.</summary>
internal static class Renewal
{
    /// <summary>A period is over.</summary>
    public static void Renew(Unit unit, Doc subscription)
    {
        if (Subscriptions.HasEnded(subscription) || subscription.Text("status") is "incomplete" or "paused")
        {
            return;
        }
        if (subscription["cancel_at"] is long at && at <= unit.Now)
        {
            Subscriptions.Cancel(unit, subscription, null);
            return;
        }
        if (StopsWithTrial(unit, subscription))
        {
            return;
        }
        var before = subscription.Clone();
        var invoice = Bill(unit, subscription);
        if (subscription.Text("status") == "trialing")
        {
            subscription["status"] = "active";
        }
        Discounts.Spend(unit, subscription);
        Subscriptions.Schedule(unit, subscription);
        Subscriptions.Announce(unit, subscription, before);
        if (invoice.Flag("auto_advance"))
        {
            Invoices.FinaliseLater(unit, invoice);
        }
    }

    /// <summary>
    /// Lets everything happen up to the next renewal and its payment, without waiting for it: the test clock is advanced, and a
    /// subscription that has none runs ahead of the sandbox's clock by itself.
    /// </summary>
    /// <returns>Why not; null when it has happened.</returns>
    public static string? Hurry(Unit unit, Doc subscription)
    {
        if (Subscriptions.HasEnded(subscription) || subscription.Text("status") is "incomplete" or "paused")
        {
            return $"This subscription does not renew: it is {subscription.Text("status")!.Replace('_', ' ')}.";
        }
        Hurry(unit, subscription, Subscriptions.Period(unit, subscription).End + Invoices.DraftFor);
        return null;
    }

    /// <summary>The same up to the next attempt to collect an invoice that could not be collected before.</summary>
    /// <returns>Why not; null when it has happened.</returns>
    public static string? HurryRetry(Unit unit, Doc subscription)
    {
        if (NextRetry(unit, subscription) is not { } at)
        {
            return "No payment of this subscription is to be tried again.";
        }
        Hurry(unit, subscription, at);
        return null;
    }

    /// <summary>When an invoice that could not be collected is tried again; null for never.</summary>
    public static long? NextRetry(Unit unit, Doc subscription) => Invoices.OfSubscription(unit, subscription)
        .Where(invoice => invoice.Text("status") == "open" && invoice.Flag("attempted"))
        .Select(invoice => invoice["next_payment_attempt"] as long?)
        .Min();

    private static void Hurry(Unit unit, Doc subscription, long until)
    {
        if (subscription.Text("test_clock") is { } clock)
        {
            TestClocks.Advance(unit, unit.Get(clock), until);
            TestClocks.Go(unit, unit.Get(clock));
            return;
        }
        while (unit.TakeDueOf(subscription.Id, until) is var (subject, action, due))
        {
            unit.Follow(null, Math.Max(due, unit.Now));
            Timetable.Happen(unit, action, unit.Get(subject));
            unit.RunAfterAnswer();
        }
    }

    /// <summary>A week ahead, without an id: the invoice is not there yet.</summary>
    public static void TellAhead(Unit unit, Doc subscription)
    {
        if (Subscriptions.HasEnded(subscription) || subscription.Text("status") is "incomplete" or "paused"
            || (subscription["cancel_at"] is long at && at <= Subscriptions.Period(unit, subscription).End))
        {
            return;
        }
        unit.Emit("invoice.upcoming", Upcoming(unit, subscription));
    }

    /// <summary>The invoice that comes next, as far as it is known.</summary>
    public static Doc Upcoming(Unit unit, Doc subscription) => unit.Suppose(supposed =>
    {
        var invoice = BillNext(supposed, supposed.Get(subscription.Id)).Clone();
        invoice.Remove("id");
        return invoice;
    });

    /// <summary>Bills the next period although it has not begun; only in a unit that supposes.</summary>
    public static Doc BillNext(Unit unit, Doc subscription)
    {
        var end = Subscriptions.Period(unit, subscription).End;
        unit.Follow(unit.Clock, end);
        var invoice = Bill(unit, subscription);
        invoice["next_payment_attempt"] = invoice.Text("collection_method") == "charge_automatically" ? end + Invoices.DraftFor : null;
        return invoice;
    }

    /// <summary>The hour of a draft is over.</summary>
    public static void FinishDraft(Unit unit, Doc invoice)
    {
        if (invoice.Text("status") != "draft")
        {
            return;
        }
        var subscription = InvoiceObject.SubscriptionOf(invoice) is { } id ? unit.Find("subscription", id) : null;
        var pause = subscription?.Part("pause_collection")?.Text("behavior");
        if (pause == "keep_as_draft")
        {
            Invoices.Change(unit, invoice, () => (invoice["auto_advance"], invoice["automatically_finalizes_at"]) = (false, null));
            return;
        }
        Finalisation.Finalise(unit, invoice);
        if (invoice.Text("status") != "open")
        {
            return;
        }
        switch (pause)
        {
            case "void": Finalisation.Void(unit, invoice); break;
            case "mark_uncollectible": Finalisation.GiveUp(unit, invoice); break;
            default: Collect(unit, invoice); break;
        }
    }

    /// <summary>Charges an invoice that was just finalised, or sends it.</summary>
    public static void Collect(Unit unit, Doc invoice)
    {
        if (invoice.Text("status") != "open")
        {
            return;
        }
        if (invoice.Text("collection_method") == "send_invoice")
        {
            unit.Emit("invoice.sent", invoice);
            return;
        }
        Collection.Attempt(unit, invoice, null, offSession: true, asked: false);
    }

    public static void IsOverdue(Unit unit, Doc invoice)
    {
        if (invoice.Text("status") != "open")
        {
            return;
        }
        unit.Emit("invoice.overdue", invoice);
        if (InvoiceObject.SubscriptionOf(invoice) is { } id && unit.Find("subscription", id) is { } subscription)
        {
            Subscriptions.Unpaid(unit, subscription, invoice, isLast: false);
        }
    }

    /// <summary>Moves the items to their next period and bills it.</summary>
    private static Doc Bill(Unit unit, Doc subscription)
    {
        var items = SubscriptionItems.Of(unit, subscription);
        var (start, end) = (items[0].Number("current_period_start"), items[0].Number("current_period_end"));
        var next = Periods.EndAfter(end, subscription.Number("billing_cycle_anchor"), SubscriptionItems.Recurring(items[0]));
        var invoice = Invoices.OfSubscription(unit, subscription, "subscription_cycle");
        (invoice["period_start"], invoice["period_end"]) = (start, end);
        Invoices.TakePending(unit, invoice, subscription.Id);
        foreach (var item in items)
        {
            (item["current_period_start"], item["current_period_end"]) = (end, next);
            unit.Changed(item);
            InvoiceLines.AddItem(unit, invoice, item, (end, next), trial: false);
        }
        SubscriptionObject.ShowItems(unit, subscription);
        if (subscription.Text("status") == "unpaid" || subscription.Part("pause_collection")?.Text("behavior") == "keep_as_draft")
        {
            invoice["auto_advance"] = false;
        }
        Invoices.Announce(unit, subscription, invoice);
        return invoice;
    }

    /// <summary>Whether a trial that ends now ends or pauses its subscription, for there is no way to pay; then it has.</summary>
    public static bool StopsWithTrial(Unit unit, Doc subscription) =>
        subscription.Text("status") == "trialing" && Collection.OfSubscription(unit, subscription) is null
        && subscription.Text("collection_method") == "charge_automatically" && !GoesOn(unit, subscription);

    /// <summary>A trial has ended without a way to pay.</summary>
    /// <returns>Whether it goes on with an invoice that waits for one.</returns>
    private static bool GoesOn(Unit unit, Doc subscription)
    {
        switch (subscription.Part("trial_settings")?.Part("end_behavior")?.Text("missing_payment_method"))
        {
            case "cancel":
                Subscriptions.Cancel(unit, subscription, null);
                return false;
            case "pause":
                SubscriptionPause.Stop(unit, subscription, "trial_end_without_payment_method");
                return false;
            default:
                return true;
        }
    }
}

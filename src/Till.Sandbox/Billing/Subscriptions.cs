using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>The life of a subscription: what makes it active, overdue and ended, and when it is looked at again.</summary>
internal static class Subscriptions
{
    /// <summary>How long a first payment is waited for, in seconds.</summary>
    public const long IncompleteFor = 23 * Periods.Hour;

    /// <summary>How long before a renewal it is announced, in seconds.</summary>
    private const long AnnouncedBefore = 7 * Periods.Day;

    /// <summary>How long before its end a trial is announced, in seconds.</summary>
    private const long TrialAnnouncedBefore = 3 * Periods.Day;

    public static bool HasEnded(Doc subscription) => subscription.Text("status") is "canceled" or "incomplete_expired";

    /// <summary>The period for which it was billed last.</summary>
    public static (long Start, long End) Period(Unit unit, Doc subscription)
    {
        var item = SubscriptionItems.Of(unit, subscription)[0];
        return (item.Number("current_period_start"), item.Number("current_period_end"));
    }

    /// <summary>Changes a subscription, and tells of what has changed.</summary>
    public static void Change(Unit unit, Doc subscription, Action change)
    {
        var before = subscription.Clone();
        change();
        Announce(unit, subscription, before);
    }

    /// <summary>Tells what has changed; at the first time, that there is a new subscription.</summary>
    public static void Announce(Unit unit, Doc subscription, Doc before)
    {
        unit.Changed(subscription);
        if (!subscription.Flag("_announced"))
        {
            subscription["_announced"] = true;
            unit.Emit("customer.subscription.created", subscription);
            return;
        }
        var previous = Invoices.Previous(before, subscription);
        if (previous.Count > 0)
        {
            unit.Emit("customer.subscription.updated", subscription, previous);
        }
    }

    /// <summary>One of its invoices has been paid.</summary>
    public static void Paid(Unit unit, Doc subscription, Doc invoice, Doc? intent)
    {
        if (HasEnded(subscription))
        {
            return;
        }
        var status = subscription.Text("status");
        var method = subscription.Part("payment_settings")!.Text("save_default_payment_method") == "on_subscription" ? intent?.Text("payment_method") : null;
        if (status is "incomplete" || (status is "past_due" or "unpaid" && invoice.Id == subscription.Text("latest_invoice"))
            || (status == "paused" && invoice.Id == subscription.Text("_resumes_by")))
        {
            Restart(unit, subscription, subscription["trial_end"] is long end && end > unit.Now ? "trialing" : "active", method);
        }
        else if (method is not null)
        {
            Change(unit, subscription, () => subscription["default_payment_method"] = method);
        }
        PendingUpdates.Paid(unit, subscription, invoice);
    }

    /// <summary>Its latest invoice is not owed any more: one that was overdue by it goes on, and one that waited for it has expired.</summary>
    public static void LetOff(Unit unit, Doc invoice)
    {
        if (InvoiceObject.SubscriptionOf(invoice) is not { } id || unit.Find("subscription", id) is not { } subscription || subscription.Text("latest_invoice") != invoice.Id)
        {
            return;
        }
        switch (subscription.Text("status"))
        {
            case "past_due" or "unpaid": Restart(unit, subscription, "active"); break;
            case "incomplete": Expire(unit, subscription); break;
        }
    }

    /// <summary>It lives, for the first time or again.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="subscription">Incomplete, overdue or paused.</param>
    /// <param name="status">active or trialing.</param>
    /// <param name="method">By which it is paid from now on; null for as before.</param>
    public static void Restart(Unit unit, Doc subscription, string status, string? method = null)
    {
        var paused = subscription.Text("status") == "paused";
        Change(unit, subscription, () =>
        {
            subscription.Remove("status_details");
            subscription["default_payment_method"] = method ?? subscription["default_payment_method"];
            subscription["status"] = status;
        });
        unit.NotLater(Timetable.Expire, subscription.Id);
        if (paused)
        {
            subscription.Remove("_resumes_by");
            Schedule(unit, subscription);
            unit.Emit("customer.subscription.resumed", subscription);
        }
    }

    /// <summary>One of its invoices could not be collected, or is overdue.</summary>
    public static void Unpaid(Unit unit, Doc subscription, Doc invoice, bool isLast)
    {
        if (subscription.Text("status") is not ("active" or "trialing" or "past_due") || PendingUpdates.Awaits(subscription, invoice))
        {
            return;
        }
        Change(unit, subscription, () => subscription["status"] = "past_due");
        if (!isLast)
        {
            return;
        }
        switch (unit.AfterRetries)
        {
            case "cancel":
                Cancel(unit, subscription, "payment_failed");
                break;
            case "unpaid":
                Change(unit, subscription, () => subscription["status"] = "unpaid");
                break;
            default:
                // It stays past due, and its invoices go on.
                break;
        }
    }

    /// <summary>Ends it now.</summary>
    public static void Cancel(Unit unit, Doc subscription, string? reason)
    {
        var waited = subscription.Text("status") == "incomplete";
        Stop(unit, subscription);
        Invoices.Leave(unit, subscription);
        if (subscription["cancel_at"] is long at && at > unit.Now)
        {
            (subscription["cancel_at"], subscription["cancel_at_period_end"]) = (null, false);
        }
        subscription["canceled_at"] = subscription["canceled_at"] is long asked && subscription.Flag("cancel_at_period_end") ? asked : unit.Now;
        subscription.Part("cancellation_details")!["reason"] ??= reason;
        subscription["ended_at"] = unit.Now;
        subscription["status"] = "canceled";
        unit.Changed(subscription);
        unit.Emit("customer.subscription.deleted", subscription);
        if (waited)
        {
            VoidFirst(unit, subscription);
        }
    }

    /// <summary>Its first payment has not come in time.</summary>
    public static void Expire(Unit unit, Doc subscription)
    {
        if (subscription.Text("status") == "paused" && subscription.Text("_resumes_by") is { } resuming)
        {
            subscription.Remove("_resumes_by");
            unit.Changed(subscription);
            Finalisation.Void(unit, unit.Get(resuming));
        }
        if (subscription.Text("status") != "incomplete")
        {
            return;
        }
        Stop(unit, subscription);
        Change(unit, subscription, () =>
        {
            subscription["ended_at"] = unit.Now;
            subscription["status"] = "incomplete_expired";
        });
        VoidFirst(unit, subscription);
    }

    private static void VoidFirst(Unit unit, Doc subscription)
    {
        if (unit.Find("invoice", subscription.Text("latest_invoice") ?? "") is { } first && first.Text("status") == "open")
        {
            Finalisation.Void(unit, first);
        }
    }

    /// <summary>Sets when it is looked at again.</summary>
    public static void Schedule(Unit unit, Doc subscription)
    {
        var (_, end) = Period(unit, subscription);
        unit.Later(end, Timetable.Renew, subscription.Id);
        At(Timetable.Cancel, subscription["cancel_at"] as long?);
        At(Timetable.TrialWillEnd, subscription["trial_end"] is long trial && subscription.Text("status") == "trialing" ? trial - TrialAnnouncedBefore : null);
        At(Timetable.Upcoming, subscription.Text("collection_method") == "charge_automatically" ? end - AnnouncedBefore : null);

        void At(string action, long? time)
        {
            if (time is { } at && at > unit.Now)
            {
                unit.Later(at, action, subscription.Id);
            }
            else
            {
                unit.NotLater(action, subscription.Id);
            }
        }
    }

    /// <summary>Nothing happens to it by itself any more.</summary>
    public static void Stop(Unit unit, Doc subscription)
    {
        foreach (var action in Timetable.OfSubscriptions)
        {
            unit.NotLater(action, subscription.Id);
        }
    }
}

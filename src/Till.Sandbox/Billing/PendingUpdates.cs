using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Updates that hold only once their invoice is paid (<c>payment_behavior=pending_if_incomplete</c>), and are dropped after 23 hours.</summary>
internal static class PendingUpdates
{
    /// <summary>What an update changes of a subscription, and what is put back while it waits.</summary>
    private static readonly string[] Fields = ["billing_cycle_anchor", "status", "trial_end", "trial_start"];

    /// <summary>From here on the subscription does not become overdue by this invoice.</summary>
    public static void Hold(Unit unit, Doc subscription, Doc invoice)
    {
        subscription["_pending_invoice"] = invoice.Id;
        unit.Changed(subscription);
    }

    public static bool Awaits(Doc subscription, Doc invoice) => subscription.Text("_pending_invoice") == invoice.Id;

    /// <summary>Puts back what was, and keeps what is to be.</summary>
    public static void Restore(Unit unit, Doc subscription, Doc before, List<Doc> itemsBefore)
    {
        var after = new Doc();
        foreach (var name in Fields)
        {
            after[name] = subscription[name];
            subscription[name] = before[name];
        }
        var items = SubscriptionItems.Of(unit, subscription);
        subscription["_pending_fields"] = after;
        subscription["_pending_items"] = items.ConvertAll(item => (object?)item.Clone());
        subscription["pending_update"] = new Doc(8)
        {
            ["billing_cycle_anchor"] = Equals(after["billing_cycle_anchor"], before["billing_cycle_anchor"]) ? null : after["billing_cycle_anchor"],
            ["cancel_at_period_end"] = null,
            ["discount"] = null,
            ["discounts"] = null,
            ["expires_at"] = unit.Now + Subscriptions.IncompleteFor,
            ["metadata"] = null,
            ["subscription_items"] = items.ConvertAll(item => (object?)item.Clone()),
            ["trial_end"] = Equals(after["trial_end"], before["trial_end"]) ? null : after["trial_end"],
            ["trial_from_plan"] = null,
        };
        Put(unit, subscription, itemsBefore);
        unit.Later(unit.Now + Subscriptions.IncompleteFor, Timetable.DropUpdate, subscription.Id);
    }

    /// <summary>Its invoice has been paid: the update holds from now on.</summary>
    public static void Paid(Unit unit, Doc subscription, Doc invoice)
    {
        if (!Awaits(subscription, invoice))
        {
            return;
        }
        if (subscription.Items("_pending_items") is { } items)
        {
            Subscriptions.Change(unit, subscription, () =>
            {
                foreach (var (name, value) in subscription.Part("_pending_fields")!)
                {
                    subscription[name] = value;
                }
                Forget(unit, subscription);
                Put(unit, subscription, items.ConvertAll(item => (Doc)item!));
            });
            Subscriptions.Schedule(unit, subscription);
            unit.Emit("customer.subscription.pending_update_applied", subscription);
        }
        subscription.Remove("_pending_invoice");
    }

    /// <summary>It was not paid in time.</summary>
    public static void Drop(Unit unit, Doc subscription)
    {
        if (subscription.Text("_pending_invoice") is not { } id || subscription["pending_update"] is null)
        {
            return;
        }
        Subscriptions.Change(unit, subscription, () => Forget(unit, subscription));
        subscription.Remove("_pending_invoice");
        if (unit.Get(id) is var invoice && invoice.Text("status") == "open")
        {
            Finalisation.Void(unit, invoice);
        }
        unit.Emit("customer.subscription.pending_update_expired", subscription);
    }

    private static void Forget(Unit unit, Doc subscription)
    {
        subscription["pending_update"] = null;
        subscription.Remove("_pending_fields");
        subscription.Remove("_pending_items");
        unit.NotLater(Timetable.DropUpdate, subscription.Id);
    }

    /// <summary>Makes these the items of the subscription.</summary>
    private static void Put(Unit unit, Doc subscription, List<Doc> items)
    {
        foreach (var item in SubscriptionItems.Of(unit, subscription))
        {
            item["deleted"] = true;
            unit.Changed(item);
        }
        foreach (var item in items)
        {
            var kept = unit.Get(item.Id);
            foreach (var (name, value) in item)
            {
                kept[name] = Doc.CloneValue(value);
            }
            kept.Remove("deleted");
            unit.Changed(kept);
        }
        SubscriptionObject.ShowItems(unit, subscription);
    }
}

using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Subscriptions that stand still: nothing is billed until they are resumed and paid for.</summary>
internal static class SubscriptionPause
{
    /// <summary>Pauses one because that was asked for.</summary>
    public static Answer Pause(Call call)
    {
        var (subscription, unit) = (call.Subject("subscription"), call.Unit);
        TestClocks.EnterForChange(unit, subscription);
        if (subscription.Text("status") is not ("active" or "trialing" or "past_due"))
        {
            throw StripeError.Invalid($"You can only pause a subscription that is active. Its status is {subscription.Text("status")}.");
        }
        if (call.Parameters.Part("bill_for")?.Part("unused_time_from")?.Text("type") is { } from and not "none")
        {
            var at = from == "now" ? unit.Now : Subscriptions.Period(unit, subscription).Start;
            SubscriptionItems.Of(unit, subscription).ForEach(item => Proration.Credit(unit, subscription, item, at));
        }
        var last = call.Parameters.Text("invoicing_behavior") == "invoice" ? Invoices.Last(unit, subscription) : null;
        Stop(unit, subscription, "pause_requested");
        if (last is not null)
        {
            Finalisation.Finalise(unit, last);
            Renewal.Collect(unit, last);
        }
        return subscription;
    }

    /// <param name="unit">The unit of work.</param>
    /// <param name="subscription">A living one.</param>
    /// <param name="why">As in <c>status_details</c>.</param>
    public static void Stop(Unit unit, Doc subscription, string why)
    {
        Subscriptions.Stop(unit, subscription);
        Subscriptions.Change(unit, subscription, () =>
        {
            subscription["status"] = "paused";
            subscription["status_details"] = new Doc(1)
            {
                ["paused"] = new Doc(3) { ["subscription"] = new Doc(1) { ["type"] = why }, ["transitioned_at"] = unit.Now, ["type"] = "subscription" },
            };
        });
        unit.Emit("customer.subscription.paused", subscription);
    }

    /// <summary>A paused subscription begins a new period, and is active once that is paid.</summary>
    public static Answer Resume(Call call)
    {
        var subscription = call.Subject("subscription");
        var unit = call.Unit;
        TestClocks.EnterForChange(unit, subscription);
        if (subscription.Text("status") != "paused")
        {
            throw StripeError.Invalid($"You can only resume a subscription that is paused. Its status is {subscription.Text("status")}.");
        }
        var before = subscription.Clone();
        if (!call.Parameters.Has("billing_cycle_anchor") || SubscriptionTerms.AnchorsNow(call, call.Parameters))
        {
            subscription["billing_cycle_anchor"] = unit.Now;
        }
        var invoice = Invoices.OfSubscription(unit, subscription, "subscription_cycle");
        foreach (var item in SubscriptionItems.Of(unit, subscription))
        {
            item["current_period_start"] = unit.Now;
            item["current_period_end"] = Periods.EndAfter(unit.Now, subscription.Number("billing_cycle_anchor"), SubscriptionItems.Recurring(item));
            unit.Changed(item);
            InvoiceLines.AddItem(unit, invoice, item, (unit.Now, item.Number("current_period_end")), trial: false);
        }
        SubscriptionObject.ShowItems(unit, subscription);
        Invoices.Announce(unit, subscription, invoice);
        subscription["_resumes_by"] = invoice.Id;
        Subscriptions.Announce(unit, subscription, before);
        Finalisation.Finalise(unit, invoice);
        if (invoice.Text("status") == "open")
        {
            unit.Later(unit.Now + Subscriptions.IncompleteFor, Timetable.Expire, subscription.Id);
            Collection.Attempt(unit, invoice, null, offSession: true, asked: true);
        }
        if (call.Parameters.Text("payment_behavior") == "resume_on_payment_attempt" && subscription.Text("status") == "paused")
        {
            Subscriptions.Restart(unit, subscription, "active");
        }
        return subscription;
    }
}

using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Changes a living subscription: what it is made of, its trial, its anchor, and what that costs or gives back.</summary>
internal static class SubscriptionUpdate
{
    public static Answer Update(Call call)
    {
        var subscription = call.Subject("subscription");
        TestClocks.EnterForChange(call.Unit, subscription);
        if (call.Parameters["trial_end"] is "now" && Renewal.StopsWithTrial(call.Unit, subscription))
        {
            return subscription;
        }
        Apply(call, subscription, call.Parameters);
        return subscription;
    }

    /// <summary>Carries out an update; also supposed ones, and those of a single item.</summary>
    public static void Apply(Call call, Doc subscription, Doc given)
    {
        var unit = call.Unit;
        Refuse(subscription, given);
        var before = subscription.Clone();
        if (Subscriptions.HasEnded(subscription))
        {
            Patch.Metadata(subscription, given);
            Patch.Fields(subscription.Part("cancellation_details")!, given.Part("cancellation_details") ?? [], "comment", "feedback");
            Subscriptions.Announce(unit, subscription, before);
            return;
        }
        var itemsBefore = SubscriptionItems.Of(unit, subscription).ConvertAll(item => item.Clone());
        SubscriptionTerms.Apply(unit, subscription, given);
        ApplyPause(unit, subscription, given);
        if (given.Has("discounts"))
        {
            subscription["discounts"] = Discounts.Give(
                unit, given.Items("discounts"), subscription.Text("customer"), new DiscountOf(subscription.Id, null, null, null), "discounts");
        }
        var change = new SubscriptionChange(call, subscription, given);
        change.Carry();
        SubscriptionTerms.ApplyEnd(unit, subscription, given);
        SubscriptionObject.ShowItems(unit, subscription);
        if (change.Invoice() is { } invoice)
        {
            Subscriptions.Announce(unit, subscription, before);
            before = subscription.Clone();
            Collect(unit, subscription, invoice, given, before, itemsBefore);
        }
        if (subscription.Text("status") is not ("incomplete" or "paused"))
        {
            Subscriptions.Schedule(unit, subscription);
        }
        Subscriptions.Announce(unit, subscription, before);
    }

    private static void Collect(Unit unit, Doc subscription, Doc invoice, Doc given, Doc before, List<Doc> itemsBefore)
    {
        Finalisation.Finalise(unit, invoice);
        if (invoice.Text("status") != "open")
        {
            return;
        }
        var behaviour = given.Text("payment_behavior") ?? "allow_incomplete";
        if (behaviour == "pending_if_incomplete")
        {
            PendingUpdates.Hold(unit, subscription, invoice);
        }
        if (behaviour != "default_incomplete" && invoice.Text("collection_method") == "charge_automatically")
        {
            Collection.Attempt(unit, invoice, null, given.Flag("off_session"), asked: true);
        }
        if (invoice.Text("status") == "paid")
        {
            return;
        }
        switch (behaviour)
        {
            case "error_if_incomplete": throw SubscriptionStart.Failure(unit, invoice);
            case "pending_if_incomplete": PendingUpdates.Restore(unit, subscription, before, itemsBefore); break;
            case "default_incomplete": Subscriptions.Unpaid(unit, subscription, invoice, isLast: false); break;
        }
    }

    private static void ApplyPause(Unit unit, Doc subscription, Doc given)
    {
        if (!given.Has("pause_collection"))
        {
            return;
        }
        var pause = given.Part("pause_collection");
        subscription["pause_collection"] = pause is null ? null : new Doc(2) { ["behavior"] = pause["behavior"], ["resumes_at"] = pause["resumes_at"] };
        if (pause?["resumes_at"] is long at)
        {
            unit.Later(at, Timetable.ResumeCollection, subscription.Id);
        }
        else
        {
            unit.NotLater(Timetable.ResumeCollection, subscription.Id);
        }
    }

    private static void Refuse(Doc subscription, Doc given)
    {
        if (given.Has("items") && (given.Has("quantity") || given.Has("plan")))
        {
            throw StripeError.Invalid($"Received both items and {(given.Has("plan") ? "plan" : "quantity")} parameters. Please pass in only one.");
        }
        if (Subscriptions.HasEnded(subscription))
        {
            foreach (var (name, _) in given)
            {
                if (name is not ("metadata" or "cancellation_details" or "expand"))
                {
                    throw StripeError.Invalid(
                        "A canceled subscription can only update its cancellation_details and metadata.", null, "invalid_canceled_subscription_fields");
                }
            }
        }
        if (subscription.Text("status") == "incomplete")
        {
            foreach (var (name, _) in given)
            {
                if (name is not ("metadata" or "default_payment_method" or "default_source" or "expand" or "payment_settings" or "description" or "cancellation_details"))
                {
                    throw StripeError.Invalid(
                        "You cannot update a subscription in `incomplete` status in a way that results in new invoices: only its metadata and its payment method.", name);
                }
            }
        }
    }
}

using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/subscriptions</summary>
internal static class SubscriptionOperations
{
    private const int MostLiving = 500;

    public static void Map(Router router)
    {
        router.Map("POST", "/v1/subscriptions", Create);
        router.Map("GET", "/v1/subscriptions", List);
        router.Map("GET", "/v1/subscriptions/search", static call => Search.Page(call, "/v1/subscriptions/search", "subscription"));
        router.Map("GET", "/v1/subscriptions/{}", static call => call.Subject("subscription"));
        router.Map("POST", "/v1/subscriptions/{}", SubscriptionUpdate.Update);
        router.Map("DELETE", "/v1/subscriptions/{}", Cancel);
        router.Map("DELETE", "/v1/subscriptions/{}/discount", RemoveDiscount);
        router.Map("POST", "/v1/subscriptions/{}/pause", SubscriptionPause.Pause);
        router.Map("POST", "/v1/subscriptions/{}/resume", SubscriptionPause.Resume);
        router.Map("POST", "/v1/subscriptions/{}/migrate", static call => call.Subject("subscription"));
    }

    private static Answer Create(Call call)
    {
        var given = call.Parameters;
        var customer = call.Referred("customer", "customer")
            ?? throw new StripeError(400, "Missing required param: customer.", "parameter_missing", "customer") { BeforeExecution = true };
        TestClocks.EnterForChange(call.Unit, customer);
        RefuseUnknown(given);
        CheckRoom(call.Unit, customer);
        var items = SubscriptionTerms.Items(call, given, customer.Text("currency") ?? "");
        var payment = new FirstPayment(given.Text("payment_behavior") ?? "allow_incomplete", given.Flag("off_session"));
        return SubscriptionStart.Start(call.Unit, customer, given, items, SubscriptionTerms.Extras(call, given), payment);
    }

    /// <summary>What Stripe can do and the sandbox cannot is refused, not passed over.</summary>
    private static void RefuseUnknown(Doc given)
    {
        foreach (var name in (ReadOnlySpan<string>)["backdate_start_date", "billing_cycle_anchor_config", "billing_schedules", "billing_thresholds", "transfer_data", "pending_invoice_item_interval"])
        {
            if (given.Has(name) && given[name] is not "")
            {
                throw StripeError.Invalid($"The sandbox's subscriptions have no `{name}`.", name);
            }
        }
        if (given.Text("payment_behavior") == "pending_if_incomplete")
        {
            throw StripeError.Invalid("`payment_behavior=pending_if_incomplete` can only be used to update a subscription.", "payment_behavior");
        }
    }

    public static void CheckRoom(Unit unit, Doc customer)
    {
        var most = customer.Text("test_clock") is null ? MostLiving : TestClocks.MostSubscriptions;
        if (Of(unit, customer.Id, most).Count >= most)
        {
            throw StripeError.Invalid(customer.Text("test_clock") is null
                ? $"Customer {customer.Id} already has the maximum {most} current subscriptions."
                : $"Customers on a test clock can have at most {most} subscriptions.", "customer", "customer_max_subscriptions");
        }
    }

    /// <summary>The living subscriptions of a customer, newest first.</summary>
    public static List<Doc> Of(Unit unit, string customer, int most) => unit.Select(new Selection("subscription", most)
    {
        Customer = customer, Where = static subscription => !Subscriptions.HasEnded(subscription),
    });

    private static Answer List(Call call)
    {
        var given = call.Parameters;
        var (status, price, way) = (given.Text("status"), given.Text("price") ?? given.Text("plan"), given.Text("collection_method"));
        return Lists.Page(call, "/v1/subscriptions", new Selection("subscription", 0)
        {
            Customer = call.Referred("customer", "customer")?.Id,
            Owner = given.Text("test_clock"),
            Where = subscription => status switch
            {
                null => !Subscriptions.HasEnded(subscription),
                "all" => true,
                "ended" => Subscriptions.HasEnded(subscription),
                _ => subscription.Text("status") == status,
            }
                && (price is null || Items(subscription).Any(item => item.Part("price")!.Id == price))
                && (way is null || subscription.Text("collection_method") == way)
                && Lists.Within(given, "current_period_start", Items(subscription).First().Number("current_period_start"))
                && Lists.Within(given, "current_period_end", Items(subscription).First().Number("current_period_end")),
        });
    }

    private static IEnumerable<Doc> Items(Doc subscription) => subscription.Part("items")!.Items("data")!.Cast<Doc>();

    public static Answer Cancel(Call call)
    {
        var (subscription, given) = (call.Subject("subscription"), call.Parameters);
        TestClocks.EnterForChange(call.Unit, subscription);
        if (Subscriptions.HasEnded(subscription))
        {
            throw StripeError.Missing("subscription", subscription.Id);
        }
        Patch.Fields(subscription.Part("cancellation_details")!, given.Part("cancellation_details") ?? [], "comment", "feedback");
        if (given.Flag("prorate"))
        {
            SubscriptionItems.Of(call.Unit, subscription).ForEach(item => Proration.Credit(call.Unit, subscription, item, call.Now));
        }
        var last = given.Flag("invoice_now") ? Invoices.Last(call.Unit, subscription) : null;
        Subscriptions.Cancel(call.Unit, subscription, "cancellation_requested");
        if (last is not null)
        {
            Finalisation.Finalise(call.Unit, last);
            Renewal.Collect(call.Unit, last);
        }
        return subscription;
    }

    private static Answer RemoveDiscount(Call call)
    {
        var subscription = call.Subject("subscription");
        TestClocks.EnterForChange(call.Unit, subscription);
        if (subscription.Items("discounts") is not [string id, ..])
        {
            throw new StripeError(404, "No active discount for subscription: " + subscription.Id, "resource_missing");
        }
        var discount = call.Unit.Get(id);
        Subscriptions.Change(call.Unit, subscription, () => subscription["discounts"] = new List<object?>());
        call.Unit.Emit("customer.discount.deleted", discount);
        var shown = discount.Clone();
        shown["deleted"] = true;
        return shown;
    }
}

using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>/v1/subscription_items: the same changes as those of a subscription, asked of one of its items.</summary>
internal static class SubscriptionItemOperations
{
    public static void Map(Router router)
    {
        router.Map("POST", "/v1/subscription_items", Create);
        router.Map("GET", "/v1/subscription_items", List);
        router.Map("GET", "/v1/subscription_items/{}", static call => Living(call));
        router.Map("POST", "/v1/subscription_items/{}", Update);
        router.Map("DELETE", "/v1/subscription_items/{}", Delete);
    }

    private static Answer Create(Call call)
    {
        var subscription = call.Referred("subscription", "subscription")!;
        var known = SubscriptionItems.Of(call.Unit, subscription).Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        Change(call, subscription, Entry(call.Parameters, null));
        return SubscriptionItems.Of(call.Unit, subscription).Find(item => !known.Contains(item.Id))!;
    }

    private static Answer Update(Call call)
    {
        var item = Living(call);
        Change(call, call.Unit.Get(item.Text("subscription")!), Entry(call.Parameters, item.Id));
        return item;
    }

    private static Answer Delete(Call call)
    {
        var item = Living(call);
        Change(call, call.Unit.Get(item.Text("subscription")!), new Doc(2) { ["deleted"] = true, ["id"] = item.Id });
        return new Doc(3) { ["id"] = item.Id, ["object"] = "subscription_item", ["deleted"] = true };
    }

    private static Answer List(Call call)
    {
        var subscription = call.Referred("subscription", "subscription")!;
        return Lists.Page(call, "/v1/subscription_items?subscription=" + subscription.Id, new Selection("subscription_item", 0)
        {
            Owner = subscription.Id, OldestFirst = true, Where = static item => !item.Flag("deleted"),
        });
    }

    private static void Change(Call call, Doc subscription, Doc entry)
    {
        TestClocks.EnterForChange(call.Unit, subscription);
        var given = new Doc(6) { ["items"] = new List<object?> { entry } };
        Patch.Fields(given, call.Parameters, "off_session", "payment_behavior", "proration_behavior", "proration_date");
        SubscriptionUpdate.Apply(call, subscription, given);
    }

    private static Doc Entry(Doc given, string? id)
    {
        var entry = new Doc(10);
        foreach (var name in (ReadOnlySpan<string>)["discounts", "metadata", "plan", "price", "price_data", "quantity", "tax_rates"])
        {
            if (given.Has(name))
            {
                entry[name] = given[name];
            }
        }
        if (id is not null)
        {
            entry["id"] = id;
        }
        return entry;
    }

    private static Doc Living(Call call) =>
        call.Subject("subscription_item") is var item && !item.Flag("deleted") ? item : throw StripeError.Missing("subscription_item", call.Id);
}

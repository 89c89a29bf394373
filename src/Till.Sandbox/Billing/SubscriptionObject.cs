using Till.Sandbox.Api;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

internal static class SubscriptionObject
{
    /// <summary>A subscription as it is before its parameters are taken over.</summary>
    public static Doc New(Unit unit, Doc customer, string currency) => new(64)
    {
        ["id"] = unit.Chance.LongId("sub"),
        ["object"] = "subscription",
        ["application"] = null,
        ["application_fee_percent"] = null,
        ["automatic_tax"] = new Doc(3) { ["disabled_reason"] = null, ["enabled"] = false, ["liability"] = null },
        ["billing_cycle_anchor"] = unit.Now,
        ["billing_cycle_anchor_config"] = null,
        ["billing_mode"] = new Doc(3)
        {
            ["flexible"] = new Doc(1) { ["proration_discounts"] = "included" }, ["type"] = "flexible", ["updated_at"] = unit.Now,
        },
        ["billing_schedules"] = new List<object?>(),
        ["billing_thresholds"] = null,
        ["cancel_at"] = null,
        ["cancel_at_period_end"] = false,
        ["canceled_at"] = null,
        ["cancellation_details"] = new Doc(4) { ["comment"] = null, ["feedback"] = null, ["feedback_option"] = null, ["reason"] = null },
        ["collection_method"] = "charge_automatically",
        ["created"] = unit.Now,
        ["currency"] = currency,
        ["customer"] = customer.Id,
        ["customer_account"] = null,
        ["days_until_due"] = null,
        ["default_payment_method"] = null,
        ["default_source"] = null,
        ["default_tax_rates"] = new List<object?>(),
        ["description"] = null,
        ["discounts"] = new List<object?>(),
        ["ended_at"] = null,
        ["invoice_settings"] = new Doc(5)
        {
            ["account_tax_ids"] = null, ["custom_fields"] = null, ["description"] = null, ["footer"] = null, ["issuer"] = new Doc(1) { ["type"] = "self" },
        },
        ["items"] = null,
        ["latest_invoice"] = null,
        ["livemode"] = false,
        ["managed_payments"] = new Doc(1) { ["enabled"] = false },
        ["metadata"] = new Doc(),
        ["next_pending_invoice_item_invoice"] = null,
        ["on_behalf_of"] = null,
        ["pause_collection"] = null,
        ["payment_settings"] = new Doc(3)
        {
            ["payment_method_options"] = null, ["payment_method_types"] = null, ["save_default_payment_method"] = "off",
        },
        ["pending_invoice_item_interval"] = null,
        ["pending_setup_intent"] = null,
        ["pending_update"] = null,
        ["schedule"] = null,
        ["start_date"] = unit.Now,
        ["status"] = "incomplete",
        ["test_clock"] = customer["test_clock"],
        ["transfer_data"] = null,
        ["trial_end"] = null,
        ["trial_settings"] = new Doc(1) { ["end_behavior"] = new Doc(2) { ["billing_cycle_anchor"] = null, ["missing_payment_method"] = "create_invoice" } },
        ["trial_start"] = null,
    };

    /// <summary>Puts the items, which are objects of their own, into their subscription as it shows them.</summary>
    public static void ShowItems(Unit unit, Doc subscription)
    {
        var items = SubscriptionItems.Of(unit, subscription);
        var list = Lists.Of(
            "/v1/subscription_items?subscription=" + subscription.Id, items.Take(10).Select(item => (object?)item.CloneShown()).ToList(), items.Count > 10);
        list["total_count"] = items.Count;
        subscription["items"] = list;
        // What older integrations read of a subscription that has one item only.
        subscription["plan"] = items.Count == 1 ? items[0].Part("plan")!.Clone() : null;
        subscription["quantity"] = items.Count == 1 ? items[0]["quantity"] : null;
        unit.Changed(subscription);
    }
}

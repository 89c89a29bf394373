using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>A recurring price in the words of Stripe's older object, which items still show beside it.</summary>
internal static class PlanObject
{
    public static Doc Of(Doc price)
    {
        var recurring = price.Part("recurring") ?? [];
        return new Doc(24)
        {
            ["id"] = price.Id,
            ["object"] = "plan",
            ["active"] = price["active"],
            ["amount"] = price["unit_amount"],
            ["amount_decimal"] = price["unit_amount_decimal"],
            ["billing_scheme"] = price["billing_scheme"],
            ["created"] = price["created"],
            ["currency"] = price["currency"],
            ["interval"] = recurring["interval"],
            ["interval_count"] = recurring["interval_count"],
            ["livemode"] = false,
            ["metadata"] = price.Part("metadata")?.Clone(),
            ["meter"] = null,
            ["nickname"] = price["nickname"],
            ["product"] = price["product"],
            ["tiers_mode"] = null,
            ["transform_usage"] = Doc.CloneValue(price["transform_quantity"]),
            ["trial_period_days"] = recurring["trial_period_days"],
            ["usage_type"] = recurring["usage_type"],
        };
    }
}

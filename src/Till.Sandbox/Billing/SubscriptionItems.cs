using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>What is asked of an item of a subscription: a price that is in the store, and how many of it.</summary>
internal sealed record ItemTerms(Doc Price, long Quantity)
{
    public Doc? Metadata { get; init; }

    /// <summary>The ids of tax rates; null for those of the subscription.</summary>
    public List<object?>? TaxRates { get; init; }

    /// <summary>As in <c>discounts</c>.</summary>
    public List<object?>? Discounts { get; init; }
}

/// <summary>What a subscription is made of.</summary>
internal static class SubscriptionItems
{
    public const int Most = 20;

    public static List<Doc> Of(Unit unit, Doc subscription) => unit.Select(new Selection("subscription_item", Most)
    {
        Owner = subscription.Id, OldestFirst = true, Where = static item => !item.Flag("deleted"),
    });

    public static Doc Add(Unit unit, Doc subscription, ItemTerms terms, long start, long end)
    {
        var item = new Doc(24)
        {
            ["id"] = unit.Chance.ShortId("si"),
            ["object"] = "subscription_item",
            ["billing_thresholds"] = null,
            ["created"] = unit.Now,
            ["current_period_end"] = end,
            ["current_period_start"] = start,
            ["current_trial"] = null,
            ["discounts"] = new List<object?>(),
            ["metadata"] = terms.Metadata?.Clone() ?? [],
            ["quantity"] = terms.Quantity,
            ["subscription"] = subscription.Id,
            ["tax_rates"] = Taxes.Shown(unit, terms.TaxRates),
            ["_tax_rates"] = terms.TaxRates,
        };
        SetPrice(item, terms.Price);
        unit.Add(item);
        item["discounts"] = Discounts.Give(unit, terms.Discounts, subscription.Text("customer"), new DiscountOf(subscription.Id, item.Id, null, null), "items[0][discounts]");
        return item;
    }

    public static void SetPrice(Doc item, Doc price)
    {
        item["plan"] = PlanObject.Of(price);
        item["price"] = price.Clone();
    }

    public static Doc Recurring(Doc item) => item.Part("price")!.Part("recurring")!;

    /// <summary>What the item costs for a whole period, in minor units.</summary>
    public static long Amount(Doc item) => Cost(item.Part("price")!, item.Number("quantity"));

    /// <summary>So many of a price: packages of several are rounded as the price says.</summary>
    /// <param name="price">A price.</param>
    /// <param name="quantity">How many.</param>
    /// <param name="param">What is refused when it is more than can be billed.</param>
    public static long Cost(Doc price, long quantity, string param = "quantity")
    {
        if (price.Part("transform_quantity") is { } transform)
        {
            var size = transform.Number("divide_by");
            quantity = transform.Text("round") == "up" ? ((quantity - 1) / size) + 1 : quantity / size;
        }
        return Currencies.OfLine((Int128)price.Number("unit_amount") * quantity, param);
    }
}

using System.Globalization;
using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>What a change in the middle of a period gives back and charges, by the second, as invoice items that wait for the next invoice.</summary>
internal static class Proration
{
    /// <summary>Gives back what was paid for the rest of the period.</summary>
    public static void Credit(Unit unit, Doc subscription, Doc item, long at)
    {
        if (item.Part("_billed") is not { } billed || billed.Number("end") <= at)
        {
            return;
        }
        var (start, end) = (billed.Number("start"), billed.Number("end"));
        var amount = Share(billed.Number("amount"), end - Math.Max(at, start), end - start);
        item["_billed"] = null;
        unit.Changed(item);
        if (amount == 0)
        {
            return;
        }
        var made = New(unit, subscription, item, -amount, "Unused time on", at, end);
        made["_credited"] = billed.Text("invoice") is { } invoice
            ? new Doc(2) { ["invoice"] = invoice, ["invoice_line_items"] = new List<object?> { billed["line"] } }
            : null;
        Keep(unit, made);
    }

    /// <summary>Charges the rest of the period at the item's price as it is now.</summary>
    public static void Charge(Unit unit, Doc subscription, Doc item, long at)
    {
        var (start, end) = (item.Number("current_period_start"), item.Number("current_period_end"));
        if (end <= at)
        {
            return;
        }
        var amount = Share(Discounted(unit, subscription, item), end - Math.Max(at, start), end - start);
        item["_billed"] = new Doc(5) { ["amount"] = amount, ["end"] = end, ["invoice"] = null, ["line"] = null, ["start"] = Math.Max(at, start) };
        unit.Changed(item);
        if (amount > 0)
        {
            Keep(unit, New(unit, subscription, item, amount, "Remaining time on", at, end));
        }
    }

    /// <summary>So many parts of a whole, rounded half up.</summary>
    private static long Share(long amount, long part, long whole) => (long)((((Int128)amount * part) + (whole / 2)) / whole);

    /// <summary>Prorations are net of discounts. An amount off is good for a whole invoice, and is not taken of its parts.</summary>
    private static long Discounted(Unit unit, Doc subscription, Doc item)
    {
        var amount = SubscriptionItems.Amount(item);
        foreach (var discount in Discounts.Living(unit, [.. item.Items("discounts")!, .. subscription.Items("discounts")!], unit.Now))
        {
            var coupon = Discounts.CouponOf(unit, discount);
            var products = coupon.Part("_applies_to")?.Items("products");
            if (coupon.Has("_percent") && coupon["_percent"] is not null && (products is null || products.Contains(item.Part("price")!["product"])))
            {
                amount -= Coupons.Off(coupon, amount);
            }
        }
        return amount;
    }

    private static Doc New(Unit unit, Doc subscription, Doc item, long amount, string words, long start, long end)
    {
        var price = item.Part("price")!;
        var quantity = item.Number("quantity");
        var goods = quantity == 1
            ? InvoiceLines.Name(unit, price)
            : $"{quantity.ToString(CultureInfo.InvariantCulture)} {InvoiceLines.Goods(unit, price)}";
        var made = InvoiceItems.New(unit, unit.Get(subscription.Text("customer")!), amount, subscription.Text("currency")!);
        made["description"] = $"{words} {goods} after {Periods.Written(start)}";
        made["discountable"] = false;
        made["parent"] = new Doc(2)
        {
            ["subscription_details"] = new Doc(2) { ["subscription"] = subscription.Id, ["subscription_item"] = item.Id }, ["type"] = "subscription_details",
        };
        made["period"] = new Doc(2) { ["end"] = end, ["start"] = start };
        made["pricing"] = InvoiceLines.Pricing(price, null);
        made["proration"] = true;
        InvoiceLines.SetQuantity(made, quantity);
        made["tax_rates"] = Doc.CloneValue(item["tax_rates"]);
        // The rates of the subscription hold where the item has none of its own, as on any line.
        made["_tax_rates"] = Doc.CloneValue(item["_tax_rates"]);
        return made;
    }

    private static void Keep(Unit unit, Doc made)
    {
        unit.Add(made);
        unit.Emit("invoiceitem.created", made);
    }
}

using Till.Sandbox.Catalogue;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Checkout;

/// <summary>Adds a session up: lines, less the discount, plus tax and delivery. All amounts are in minor units.</summary>
internal static class Totals
{
    /// <summary>Computes every line and the session anew.</summary>
    public static void Compute(Unit unit, Doc session, IReadOnlyList<Doc> lines)
    {
        Discount(unit, session, lines);
        long subtotal = 0, discount = 0, tax = 0, total = 0;
        foreach (var line in lines)
        {
            Tax(unit, line);
            subtotal += line.Number("amount_subtotal");
            discount += line.Number("amount_discount");
            tax += line.Number("amount_tax");
            total += line.Number("amount_total");
        }
        var shipping = session.Part("shipping_cost")?.Number("amount_total") ?? 0;
        total += shipping;
        session["amount_subtotal"] = subtotal;
        session["amount_total"] = total;
        session["total_details"] = new Doc(3) { ["amount_discount"] = discount, ["amount_shipping"] = shipping, ["amount_tax"] = tax };
        session["payment_status"] = total == 0 && session.Text("mode") == "payment" ? "no_payment_required" : "unpaid";
        if (total > 0)
        {
            CheckTotal(total, session.Text("currency")!);
        }
    }

    /// <summary>The delivery that was chosen.</summary>
    public static void Ship(Doc session, Doc rate)
    {
        var amount = rate.Part("fixed_amount")!["amount"];
        session["shipping_cost"] = new Doc(4)
        {
            ["amount_subtotal"] = amount, ["amount_tax"] = 0, ["amount_total"] = amount, ["shipping_rate"] = rate.Id,
        };
    }

    /// <summary>An amount off is spread over the lines in proportion, to the last cent; a percentage is taken of each.</summary>
    private static void Discount(Unit unit, Doc session, IReadOnlyList<Doc> lines)
    {
        foreach (var line in lines)
        {
            line["amount_discount"] = 0;
        }
        if (session.Items("discounts") is not { Count: > 0 } discounts)
        {
            return;
        }
        var coupon = unit.Get(((Doc)discounts[0]!).Text("coupon")!);
        var products = coupon.Part("_applies_to")?.Items("products");
        var eligible = lines.Where(line => products is null || products.Contains(line.Part("price")!.Text("product"))).ToList();
        var left = eligible.Sum(line => line.Number("amount_subtotal"));
        var off = Coupons.Off(coupon, left);
        foreach (var line in eligible)
        {
            // What is left of the discount, over what is left of the lines: the last one takes the rest.
            var amount = line.Number("amount_subtotal");
            var share = left == 0 ? 0 : (long)((((Int128)off * amount) + (left / 2)) / left);
            line["amount_discount"] = Math.Min(share, amount);
            off -= Math.Min(share, amount);
            left -= amount;
        }
    }

    private static void Tax(Unit unit, Doc line)
    {
        var taxable = line.Number("amount_subtotal") - line.Number("amount_discount");
        long tax = 0, onTop = 0;
        var applied = new List<object?>();
        foreach (var id in line.Items("_tax_rates") ?? [])
        {
            var rate = unit.Get((string)id!);
            var amount = TaxRates.Of(rate, taxable);
            tax += amount;
            onTop += rate.Flag("inclusive") ? 0 : amount;
            applied.Add(new Doc(4) { ["amount"] = amount, ["rate"] = rate.Id, ["taxability_reason"] = null, ["taxable_amount"] = taxable });
        }
        line["amount_tax"] = tax;
        line["amount_total"] = taxable + onTop;
        line["_taxes"] = applied;
    }

    private static void CheckTotal(long total, string currency)
    {
        try
        {
            Currencies.CheckAmount(total, currency);
        }
        catch (StripeError refused) when (refused.Code == "amount_too_small")
        {
            throw StripeError.Invalid(
                refused.Message.Replace("Amount must be at least", "The Checkout Session's total amount due must add up to at least", StringComparison.Ordinal),
                null, refused.Code);
        }
    }
}

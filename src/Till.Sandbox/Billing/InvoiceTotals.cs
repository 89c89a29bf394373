using Till.Sandbox.Catalogue;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Adds an invoice up: lines, less discounts, plus tax, less or plus what the customer's balance holds. All in minor units.</summary>
internal static class InvoiceTotals
{
    /// <summary>Computes every line and the invoice anew.</summary>
    public static void Compute(Unit unit, Doc invoice)
    {
        var lines = InvoiceLines.Of(unit, invoice);
        var customer = unit.Get(invoice.Text("customer")!);
        Discount(unit, invoice, lines);
        var exempt = customer.Text("tax_exempt") is "exempt" or "reverse";
        var defaults = exempt ? [] : Taxes.Ids(invoice.Items("default_tax_rates"));
        long subtotal = 0, off = 0, onTop = 0, within = 0;
        foreach (var line in lines)
        {
            var discounted = line.Items("discount_amounts")!.Sum(part => ((Doc)part!).Number("amount"));
            var rates = exempt ? [] : line.Items("_tax_rates") ?? defaults;
            var tax = Taxes.Apply(unit, line, rates, line.Number("amount") - discounted);
            subtotal += line.Number("amount");
            off += discounted;
            onTop += tax.OnTop;
            within += tax.Within;
            unit.Changed(line);
        }
        var total = subtotal - off + onTop;
        invoice["subtotal"] = subtotal;
        invoice["subtotal_excluding_tax"] = subtotal - within;
        invoice["total"] = total;
        invoice["total_excluding_tax"] = total - onTop - within;
        invoice["total_taxes"] = Taxes.Total(lines);
        invoice["total_discount_amounts"] = Sum(lines, "discount_amounts");
        invoice["total_pretax_credit_amounts"] = Sum(lines, "pretax_credit_amounts");
        Balance(invoice, customer);
        InvoiceLines.Show(invoice, lines);
        unit.Changed(invoice);
    }

    /// <summary>What is due once the customer's balance has been used; a credit that exceeds the total stays in the balance.</summary>
    private static void Balance(Doc invoice, Doc customer)
    {
        var (total, balance) = (invoice.Number("total"), customer.Number("balance"));
        if (invoice.Flag("_is_sold"))
        {
            (invoice["starting_balance"], invoice["_ending_balance"]) = (balance, balance);
            (invoice["amount_due"], invoice["amount_remaining"]) = (total, total - invoice.Number("amount_paid"));
            return;
        }
        var due = Math.Max(0, total + balance);
        var ending = Math.Min(0, total + balance);
        if (total <= 0)
        {
            (due, ending) = (0, total + balance);
        }
        else if (due > 0 && due < Currencies.Smallest(invoice.Text("currency")!))
        {
            // Too little to be charged: it is owed, and comes on the next invoice.
            (due, ending) = (0, due);
        }
        invoice["starting_balance"] = balance;
        invoice["_ending_balance"] = ending;
        invoice["amount_due"] = due;
        invoice["amount_remaining"] = due - invoice.Number("amount_paid");
    }

    private static void Discount(Unit unit, Doc invoice, List<Doc> lines)
    {
        foreach (var line in lines)
        {
            line["discount_amounts"] = new List<object?>();
            line["pretax_credit_amounts"] = new List<object?>();
            foreach (var discount in line.Flag("discountable") ? Discounts.Living(unit, line.Items("discounts"), unit.Now) : [])
            {
                TakeOff(unit, discount, [line]);
            }
        }
        foreach (var discount in Discounts.Living(unit, invoice.Items("discounts"), unit.Now))
        {
            TakeOff(unit, discount, [.. lines.Where(line => line.Flag("discountable"))]);
        }
    }

    /// <summary>An amount off is spread over the lines in proportion, to the last cent; a percentage is taken of each.</summary>
    private static void TakeOff(Unit unit, Doc discount, List<Doc> lines)
    {
        var coupon = Discounts.CouponOf(unit, discount);
        if (coupon.Text("currency") is { } currency && lines.Count > 0 && currency != lines[0].Text("currency"))
        {
            return;
        }
        var products = coupon.Part("_applies_to")?.Items("products");
        var eligible = lines.FindAll(line => Rest(line) > 0
            && (products is null || products.Contains(line.Part("pricing")?.Part("price_details")?["product"])));
        var left = eligible.Sum(Rest);
        var off = Coupons.Off(coupon, left);
        foreach (var line in eligible)
        {
            // What is left of the discount, over what is left of the lines: the last one takes the rest.
            var rest = Rest(line);
            var share = Math.Min(rest, (long)((((Int128)off * rest) + (left / 2)) / left));
            (off, left) = (off - share, left - rest);
            line.Items("discount_amounts")!.Add(new Doc(2) { ["amount"] = share, ["discount"] = discount.Id });
            line.Items("pretax_credit_amounts")!.Add(new Doc(3) { ["amount"] = share, ["discount"] = discount.Id, ["type"] = "discount" });
        }
    }

    private static long Rest(Doc line) => line.Number("amount") - line.Items("discount_amounts")!.Sum(part => ((Doc)part!).Number("amount"));

    private static List<object?> Sum(List<Doc> lines, string name)
    {
        var sums = new Dictionary<string, Doc>(StringComparer.Ordinal);
        foreach (var part in lines.SelectMany(line => line.Items(name)!).Cast<Doc>())
        {
            var id = part.Text("discount")!;
            if (!sums.TryGetValue(id, out var sum))
            {
                sums.Add(id, sum = part.Clone());
                continue;
            }
            sum["amount"] = sum.Number("amount") + part.Number("amount");
        }
        return [.. sums.Values];
    }
}

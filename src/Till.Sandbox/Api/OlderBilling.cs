using Till.Sandbox.Billing;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>Subscriptions and invoices in the words of versions before 2025-03-31, which named payments and periods in other places.</summary>
internal static class OlderBilling
{
    private static readonly string[] SinceBasil = ["billing_mode", "billing_schedules", "managed_payments", "status_details"];

    /// <summary>What an older invoice refers to by itself; null for nothing, and for any other name.</summary>
    public static string? Reference(Unit unit, Doc invoice, string name) => name switch
    {
        "payment_intent" => invoice.Text("_intent"),
        "charge" => invoice.Text("_intent") is { } intent ? unit.Get(intent).Text("latest_charge") : null,
        "subscription" => InvoiceObject.SubscriptionOf(invoice),
        _ => null,
    };

    /// <summary>What older invoices could be asked to expand, and newer ones do not have.</summary>
    public static bool IsReference(string name) => name is "payment_intent" or "charge" or "subscription" or "total_tax_amounts" or "discount";

    public static void Subscription(Unit unit, Doc subscription)
    {
        foreach (var name in SinceBasil)
        {
            subscription.Remove(name);
        }
        if (subscription.Part("items")?.Items("data") is [Doc first, ..])
        {
            subscription["current_period_start"] = first["current_period_start"];
            subscription["current_period_end"] = first["current_period_end"];
        }
        foreach (var item in (subscription.Part("items")?.Items("data") ?? []).Cast<Doc>())
        {
            item.Remove("current_period_start");
            item.Remove("current_period_end");
        }
        subscription["discount"] = Discount(unit, subscription);
    }

    public static void Invoice(Unit unit, Doc invoice, ApiVersion version)
    {
        foreach (var name in (ReadOnlySpan<string>)["payment_intent", "charge", "subscription"])
        {
            if (!invoice.Has(name))
            {
                invoice[name] = Reference(unit, invoice, name);
            }
        }
        var taxes = (invoice.Items("total_taxes") ?? []).ConvertAll(Tax);
        invoice["application_fee_amount"] = null;
        invoice["discount"] = Discount(unit, invoice);
        invoice["paid"] = invoice.Text("status") == "paid";
        invoice["paid_out_of_band"] = invoice.Text("status") == "paid" && invoice.Number("amount_due") > 0 && invoice.Number("attempt_count") == 0;
        invoice["quote"] = null;
        invoice["subscription_details"] = new Doc(1) { ["metadata"] = Doc.CloneValue(invoice.Part("parent")?.Part("subscription_details")?["metadata"]) };
        invoice["tax"] = taxes.Count == 0 ? null : taxes.Sum(tax => ((Doc)tax!).Number("amount"));
        invoice["total_tax_amounts"] = taxes;
        invoice["transfer_data"] = null;
        invoice.Part("automatic_tax")?.Remove("provider");
        if (version.Before("2024-11-01"))
        {
            Array.ForEach(["amount_overpaid", "parent", "total_pretax_credit_amounts", "total_taxes"], name => invoice.Remove(name));
        }
    }

    public static void Line(Unit unit, Doc line, ApiVersion version)
    {
        var parent = line.Part("parent");
        var (item, made) = (parent?.Part("subscription_item_details"), parent?.Part("invoice_item_details"));
        var price = line.Part("pricing")?.Part("price_details")?["price"] is string id ? unit.Find("price", id) : null;
        line["amount_excluding_tax"] = line["amount"];
        if ((made ?? item)?["invoice_item"] is string invoiceItem)
        {
            line["invoice_item"] = invoiceItem;
        }
        line["plan"] = price?.Part("recurring") is null ? null : PlanObject.Of(price);
        line["price"] = price?.Clone();
        line["proration"] = (made ?? item)?.Flag("proration") ?? false;
        line["proration_details"] = Doc.CloneValue((made ?? item)?["proration_details"]);
        line["subscription"] = (made ?? item)?["subscription"];
        if (item is not null)
        {
            line["subscription_item"] = item["subscription_item"];
        }
        line["tax_amounts"] = (line.Items("taxes") ?? []).ConvertAll(Tax);
        line["tax_rates"] = Taxes.Shown(unit, line.Items("_tax_rates"));
        line["type"] = item is not null && item["invoice_item"] is null ? "subscription" : "invoiceitem";
        line["unit_amount_excluding_tax"] = line.Part("pricing")?["unit_amount_decimal"];
        if (version.Before("2024-11-01"))
        {
            Array.ForEach(["parent", "pretax_credit_amounts", "pricing", "taxes"], name => line.Remove(name));
        }
    }

    /// <summary>One discount, the first, as older versions had one only.</summary>
    private static Doc? Discount(Unit unit, Doc subject)
    {
        if (subject.Items("discounts") is not [var first, ..])
        {
            return null;
        }
        var discount = first as Doc ?? unit.Get((string)first!).Clone();
        var shown = discount.Clone();
        if (shown.Part("source") is { } source)
        {
            shown["coupon"] = source["coupon"] is string coupon ? unit.Get(coupon).Clone() : Doc.CloneValue(source["coupon"]);
            shown.Remove("source");
        }
        return shown;
    }

    private static object? Tax(object? tax)
    {
        var shown = (Doc)tax!;
        return new Doc(5)
        {
            ["amount"] = shown["amount"],
            ["inclusive"] = shown.Text("tax_behavior") == "inclusive",
            ["tax_rate"] = shown.Part("tax_rate_details")!["tax_rate"],
            ["taxability_reason"] = null,
            ["taxable_amount"] = shown["taxable_amount"],
        };
    }
}

using System.Globalization;
using Till.Sandbox.Api;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>The lines of invoices.</summary>
internal static class InvoiceLines
{
    private const int Shown = 10;

    /// <summary>The most lines that an invoice has.</summary>
    private const int Most = 250;

    public static List<Doc> Of(Unit unit, Doc invoice) => unit.Select(new Selection("line_item", Most)
    {
        Owner = invoice.Id, OldestFirst = true, Where = static line => !line.Flag("deleted"),
    });

    /// <summary>Puts the first lines into their invoice as it shows them.</summary>
    public static void Show(Doc invoice, IReadOnlyList<Doc> lines)
    {
        var list = Lists.Of($"/v1/invoices/{invoice.Id}/lines", lines.Take(Shown).Select(line => (object?)line.CloneShown()).ToList(), lines.Count > Shown);
        list["total_count"] = lines.Count;
        invoice["lines"] = list;
    }

    /// <summary>An item of a subscription for a period.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="invoice">The draft.</param>
    /// <param name="item">The item.</param>
    /// <param name="period">From its first second to the one after its last.</param>
    /// <param name="trial">Whether the period is a trial, and free.</param>
    public static void AddItem(Unit unit, Doc invoice, Doc item, (long Start, long End) period, bool trial)
    {
        var price = item.Part("price")!;
        var (quantity, currency) = (item.Number("quantity"), price.Text("currency")!);
        var goods = $"{quantity.ToString(CultureInfo.InvariantCulture)} {Goods(unit, price)}";
        var amount = trial ? 0 : SubscriptionItems.Amount(item);
        var line = New(unit, invoice, amount, trial
            ? "Free trial for " + goods
            : $"{goods} (at {Money(price.Number("unit_amount"), currency)} {Periods.Words(price.Part("recurring")!)})");
        line["discounts"] = Doc.CloneValue(item["discounts"]);
        line["metadata"] = item.Part("metadata")!.Clone();
        line["parent"] = new Doc(3)
        {
            ["invoice_item_details"] = null,
            ["subscription_item_details"] = new Doc(5)
            {
                ["invoice_item"] = null, ["proration"] = false, ["proration_details"] = new Doc(1) { ["credited_items"] = null },
                ["subscription"] = item["subscription"], ["subscription_item"] = item.Id,
            },
            ["type"] = "subscription_item_details",
        };
        line["period"] = new Doc(2) { ["end"] = period.End, ["start"] = period.Start };
        line["pricing"] = Pricing(price, trial ? "0" : price.Text("unit_amount_decimal"));
        SetQuantity(line, quantity);
        line["_tax_rates"] = Doc.CloneValue(item["_tax_rates"]);
        unit.Add(line);
    }

    /// <summary>An invoice item, which from now on belongs to this invoice.</summary>
    public static void AddInvoiceItem(Unit unit, Doc invoice, Doc made)
    {
        made["invoice"] = invoice.Id;
        unit.Changed(made);
        var line = New(unit, invoice, made.Number("amount"), made.Text("description"));
        line["discountable"] = made["discountable"];
        line["discounts"] = Doc.CloneValue(made["discounts"]);
        line["metadata"] = made.Part("metadata")!.Clone();
        var subscription = made.Part("parent")?.Part("subscription_details");
        var proration = made.Flag("proration");
        var credited = Doc.CloneValue(made["_credited"]);
        line["parent"] = proration && subscription?.Text("subscription_item") is { } item
            ? new Doc(3)
            {
                ["invoice_item_details"] = null,
                ["subscription_item_details"] = new Doc(5)
                {
                    ["invoice_item"] = made.Id, ["proration"] = true, ["proration_details"] = new Doc(1) { ["credited_items"] = credited },
                    ["subscription"] = subscription["subscription"], ["subscription_item"] = item,
                },
                ["type"] = "subscription_item_details",
            }
            : new Doc(3)
            {
                ["invoice_item_details"] = new Doc(4)
                {
                    ["invoice_item"] = made.Id, ["proration"] = proration, ["proration_details"] = new Doc(1) { ["credited_items"] = credited },
                    ["subscription"] = subscription?["subscription"],
                },
                ["subscription_item_details"] = null,
                ["type"] = "invoice_item_details",
            };
        line["period"] = made.Part("period")!.Clone();
        line["pricing"] = Doc.CloneValue(made["pricing"]);
        SetQuantity(line, made.Number("quantity"));
        line["_tax_rates"] = Doc.CloneValue(made["_tax_rates"]);
        line["_invoice_item"] = made.Id;
        unit.Add(line);
    }

    public static void SetQuantity(Doc line, long quantity)
    {
        line["quantity"] = quantity;
        line["quantity_decimal"] = quantity.ToString(CultureInfo.InvariantCulture);
    }

    public static Doc Pricing(Doc price, string? unitAmount) => new(3)
    {
        ["price_details"] = new Doc(2) { ["price"] = price.Id, ["product"] = price["product"] },
        ["type"] = "price_details",
        ["unit_amount_decimal"] = unitAmount,
    };

    /// <summary>What is sold, after the number of them: <c>× Membership</c>, or <c>user × Membership</c> where the product counts in users.</summary>
    public static string Goods(Unit unit, Doc price)
    {
        var product = unit.Get(price.Text("product")!);
        return product.Text("unit_label") is { Length: > 0 } label ? $"{label} × {product.Text("name")}" : $"× {product.Text("name")}";
    }

    public static string Name(Unit unit, Doc price) => unit.Get(price.Text("product")!).Text("name") ?? "";

    private static string Money(long amount, string currency) => Currencies.Symbol(currency) is { Length: > 0 } symbol
        ? symbol + Currencies.Major(amount, currency)
        : $"{Currencies.Major(amount, currency)} {currency.ToUpperInvariant()}";

    private static Doc New(Unit unit, Doc invoice, long amount, string? description) => new(28)
    {
        ["id"] = unit.Chance.LongId("il"),
        ["object"] = "line_item",
        ["amount"] = amount,
        ["currency"] = invoice["currency"],
        ["description"] = description,
        ["discount_amounts"] = new List<object?>(),
        ["discountable"] = true,
        ["discounts"] = new List<object?>(),
        ["invoice"] = invoice.Id,
        ["livemode"] = false,
        ["metadata"] = new Doc(),
        ["pretax_credit_amounts"] = new List<object?>(),
        ["subtotal"] = amount,
        ["taxes"] = new List<object?>(),
    };
}

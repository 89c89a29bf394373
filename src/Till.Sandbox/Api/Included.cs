using Till.Sandbox.Billing;
using Till.Sandbox.Checkout;
using Till.Sandbox.Customers;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Api;

/// <summary>What an object shows only when it is asked for with <c>expand[]</c>.</summary>
internal static class Included
{
    public static object? Find(Unit unit, Doc doc, ReadOnlySpan<string> steps) => (doc.Text("object"), steps[0]) switch
    {
        ("charge", "refunds") => ChargeObject.Refunds(unit, doc),
        ("checkout.session", "line_items") => LineItems.FirstPage(unit, doc),
        ("checkout.session", "total_details") => Breakdown(unit, doc, doc.Part("total_details")),
        ("customer", "invoice_credit_balance") => new Doc(),
        ("customer", "tax") => Tax(doc),
        ("customer", "default_source") => doc.Text("default_source") is { } source ? Sources.View(unit.Get(source)) : null,
        ("customer", "sources") => Listed($"/v1/customers/{doc.Id}/sources", Sources.Of(unit, doc.Id)),
        ("customer", "subscriptions") => Listed($"/v1/customers/{doc.Id}/subscriptions", SubscriptionOperations.Of(unit, doc.Id, 10)),
        ("customer", "tax_ids") => Listed($"/v1/customers/{doc.Id}/tax_ids", TaxIds.Of(unit, doc.Id)),
        ("invoice", "confirmation_secret") => Secret(unit, doc),
        ("invoice", "payments") => InvoicePayments.Shown(unit, doc),
        ("coupon", "applies_to") => doc["_applies_to"],
        ("item", "discounts") => Discounts(unit, doc),
        ("item", "taxes") => Doc.CloneValue(doc["_taxes"]) ?? new List<object?>(),
        _ => null,
    };

    /// <summary>Where a customer lives decides over tax, and an address without a country says nothing.</summary>
    private static Doc Tax(Doc customer)
    {
        var country = customer.Part("address")?.Text("country");
        return new Doc
        {
            ["automatic_tax"] = country is null ? "unrecognized_location" : "supported",
            ["ip_address"] = null,
            ["location"] = country is null
                ? null
                : new Doc { ["country"] = country, ["source"] = "billing_address", ["state"] = customer.Part("address")!.Text("state") },
            ["provider"] = "stripe",
        };
    }

    private static Doc? Breakdown(Unit unit, Doc session, Doc? totals)
    {
        if (totals is null)
        {
            return null;
        }
        var discounts = new List<object?>();
        if (SessionDiscounts.Shown(session) is { } discount)
        {
            discounts.Add(new Doc(2) { ["amount"] = totals["amount_discount"], ["discount"] = discount });
        }
        totals["breakdown"] = new Doc(2) { ["discounts"] = discounts, ["taxes"] = Taxes(unit, session) };
        return totals;
    }

    private static List<object?> Discounts(Unit unit, Doc line) =>
        line.Number("amount_discount") > 0 && SessionDiscounts.Shown(unit.Get(line.Text("_session")!)) is { } discount
            ? [new Doc(2) { ["amount"] = line["amount_discount"], ["discount"] = discount }]
            : [];

    /// <summary>The taxes of all lines, added up by their rate, each rate in full.</summary>
    private static List<object?> Taxes(Unit unit, Doc session)
    {
        var byRate = new Dictionary<string, Doc>(StringComparer.Ordinal);
        foreach (var line in unit.Select(new Selection("item", 100) { Owner = session.Id, OldestFirst = true }))
        {
            foreach (var tax in (line.Items("_taxes") ?? []).Cast<Doc>())
            {
                var id = tax.Text("rate")!;
                if (!byRate.TryGetValue(id, out var sum))
                {
                    sum = new Doc(4) { ["amount"] = 0, ["rate"] = unit.Get(id).Clone(), ["taxability_reason"] = null, ["taxable_amount"] = 0 };
                    byRate.Add(id, sum);
                }
                sum["amount"] = sum.Number("amount") + tax.Number("amount");
                sum["taxable_amount"] = sum.Number("taxable_amount") + tax.Number("taxable_amount");
            }
        }
        return [.. byRate.Values];
    }

    /// <summary>By which a page confirms the payment of an invoice.</summary>
    private static Doc? Secret(Unit unit, Doc invoice) => invoice.Text("_intent") is { } intent
        ? new Doc(2) { ["client_secret"] = unit.Get(intent)["client_secret"], ["type"] = "payment_intent" }
        : null;

    private static Doc Listed(string url, List<Doc> items) => new()
    {
        ["object"] = "list", ["data"] = items.ConvertAll(item => (object?)item.Clone()), ["has_more"] = false, ["total_count"] = items.Count, ["url"] = url,
    };
}

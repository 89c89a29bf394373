using Till.Sandbox.Checkout;
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
        ("checkout.session", "total_details") => Breakdown(doc.Part("total_details")),
        ("customer", "invoice_credit_balance") => new Doc(),
        ("customer", "tax") => Tax(doc),
        ("customer", "sources") => Empty($"/v1/customers/{doc.Id}/sources"),
        ("customer", "subscriptions") => Empty($"/v1/customers/{doc.Id}/subscriptions"),
        ("customer", "tax_ids") => Empty($"/v1/customers/{doc.Id}/tax_ids"),
        ("item", "discounts" or "taxes") => new List<object?>(),
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

    private static Doc? Breakdown(Doc? totals)
    {
        if (totals is not null)
        {
            totals["breakdown"] = new Doc { ["discounts"] = new List<object?>(), ["taxes"] = new List<object?>() };
        }
        return totals;
    }

    private static Doc Empty(string url) => new()
    {
        ["object"] = "list", ["data"] = new List<object?>(), ["has_more"] = false, ["total_count"] = 0, ["url"] = url,
    };
}

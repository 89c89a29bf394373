using Till.Sandbox.Catalogue;
using Till.Sandbox.Storage;
using Till.Sandbox.Wire;

namespace Till.Sandbox.Billing;

/// <summary>Tax by the rates that a line, an invoice or a subscription names.</summary>
internal static class Taxes
{
    /// <summary>Refuses rates that there are not.</summary>
    public static List<object?>? Check(Unit unit, Doc given, string name, string at)
    {
        foreach (var id in given.Items(name) ?? [])
        {
            if (unit.Find("tax_rate", id as string ?? "") is null)
            {
                throw StripeError.Missing("tax rate", id as string ?? "", at);
            }
        }
        return given[name] is "" ? [] : given.Items(name);
    }

    /// <summary>The rates in full, as subscriptions and invoices show them.</summary>
    public static List<object?> Shown(Unit unit, List<object?>? ids) => (ids ?? []).ConvertAll(id => (object?)unit.Get((string)id!).Clone());

    public static List<object?> Ids(List<object?>? shown) => (shown ?? []).ConvertAll(rate => (object?)((Doc)rate!).Id);

    /// <summary>Writes the taxes of a line, and answers what comes on top of its amount and what is contained in it.</summary>
    public static (long OnTop, long Within) Apply(Unit unit, Doc line, List<object?> rates, long taxable)
    {
        var (taxes, onTop, within) = (new List<object?>(), 0L, 0L);
        foreach (var id in rates)
        {
            var rate = unit.Get((string)id!);
            var inclusive = rate.Flag("inclusive");
            // A credit gives the tax back as it was taken, rounded the same way.
            var amount = taxable < 0 ? -TaxRates.Of(rate, -taxable) : TaxRates.Of(rate, taxable);
            (onTop, within) = inclusive ? (onTop, within + amount) : (onTop + amount, within);
            taxes.Add(New(rate.Id, amount, inclusive ? taxable - amount : taxable, inclusive));
        }
        line["taxes"] = taxes;
        return (onTop, within);
    }

    /// <summary>The taxes of all lines, added up by their rate.</summary>
    public static List<object?> Total(IEnumerable<Doc> lines)
    {
        var sums = new Dictionary<string, Doc>(StringComparer.Ordinal);
        foreach (var tax in lines.SelectMany(line => line.Items("taxes") ?? []).Cast<Doc>())
        {
            var id = tax.Part("tax_rate_details")!.Text("tax_rate")!;
            if (!sums.TryGetValue(id, out var sum))
            {
                sums.Add(id, sum = New(id, 0, 0, tax.Text("tax_behavior") == "inclusive"));
            }
            sum["amount"] = sum.Number("amount") + tax.Number("amount");
            sum["taxable_amount"] = sum.Number("taxable_amount") + tax.Number("taxable_amount");
        }
        return [.. sums.Values];
    }

    private static Doc New(string rate, long amount, long taxable, bool inclusive) => new(6)
    {
        ["amount"] = amount,
        ["tax_behavior"] = inclusive ? "inclusive" : "exclusive",
        ["tax_rate_details"] = new Doc(1) { ["tax_rate"] = rate },
        ["taxability_reason"] = "not_available",
        ["taxable_amount"] = taxable,
        ["type"] = "tax_rate_details",
    };
}

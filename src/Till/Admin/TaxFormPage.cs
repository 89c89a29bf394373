using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Checkout;
using Till.Core.Pricing;
using Till.Products;
using Till.Storage;
using Typed = Till.Products.Typed;

namespace Till.Admin;

/// <summary>What is typed of a tax rate, new or not.</summary>
internal abstract class TaxFormPage(Database database, ShopSettings settings, TimeProvider time) : RuleFormPage(database, settings, time)
{
    /// <summary>A country's code, or * for every other.</summary>
    [BindProperty]
    public string? TaxCountry { get; set; }

    /// <summary>Of products; * for every other.</summary>
    [BindProperty]
    public string? TaxClass { get; set; }

    /// <summary>As the receipt calls it.</summary>
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Rate { get; set; }

    /// <summary>What was typed; null where something is wrong with it, which stands at its field then.</summary>
    protected TaxRate? ReadRate(Typed typed)
    {
        var (country, taxClass) = ((TaxCountry ?? "").Trim(), (TaxClass ?? "").Trim().ToLowerInvariant());
        if (country != TaxRules.Any && Countries.Find(country.ToUpperInvariant()) is null)
        {
            typed.Refuse(nameof(TaxCountry), "A country is its code of two letters such as DE, or * for every other country.");
        }

        if (!TaxRates.IsClass(taxClass))
        {
            typed.Refuse(nameof(TaxClass), "A class is a word of letters, digits and hyphens such as books, or * for every other class.");
        }

        var name = typed.Line(nameof(Name), Name, "A name", TaxRates.MaxName);
        var points = typed.Percent(nameof(Rate), Rate, "The rate", required: true);
        return typed.IsSound ? new TaxRate(country.ToUpperInvariant(), taxClass, name, points!.Value) : null;
    }

    /// <param name="id">Null: a new one.</param>
    protected async Task<IActionResult> PreviewAsync(TaxRow? row, CancellationToken cancel)
    {
        var typed = NewTyped();
        var rate = ReadRate(typed);
        if (await ReadSampleAsync(typed, cancel) is { } bag && rate is not null)
        {
            var tax = bag.Rules.Tax;
            Show(bag.Quote(Settings), bag.Quote(Settings, bag.Rules with { Tax = tax with { Rates = [rate, .. tax.Rates.Where(one => one != row?.Rate)] } }));
        }

        return Again();
    }

    /// <summary>Puts it at the field of this form.</summary>
    protected static void Refuse(Typed typed, Edit.Refused refused) => typed.Refuse(refused.Field == "Class" ? nameof(TaxClass) : refused.Field, refused.Why);

    protected void Fill(TaxRow row)
    {
        (TaxCountry, TaxClass, Name, Version) = (row.Country, row.Class, row.Name, row.Version.ToString(CultureInfo.InvariantCulture));
        Rate = RateOf(row.BasisPoints);
    }

    internal static string RateOf(int points) => BasisPoints.ToText(points).TrimEnd('%', '\u00a0');
}

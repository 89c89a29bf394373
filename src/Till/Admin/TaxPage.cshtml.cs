using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Checkout;
using Till.Products;
using Till.Storage;
using Typed = Till.Products.Typed;

namespace Till.Admin;

/// <summary>The tax rates, a new one, and how the prices in the catalogue are meant.</summary>
internal sealed class TaxPageModel(Database database, ShopSettings settings, TaxRates rates, OwnerDesk desk, TimeProvider time)
    : TaxFormPage(database, settings, time)
{
    public const string Contained = "contained";
    public const string OnTop = "on-top";

    public static readonly IReadOnlyList<(string Value, string Name)> Meanings =
        [(OnTop, "Without tax: it comes on top"), (Contained, "With the tax that is due")];

    [BindProperty]
    public string? Meaning { get; set; }

    /// <summary>Where most buyers are; empty: not said.</summary>
    [BindProperty]
    public string? Home { get; set; }

    public IReadOnlyList<TaxRow> Rows { get; private set; } = [];

    public static IReadOnlyList<(string Value, string Name)> Homes { get; } = [("", "Not said"), .. Countries.All.Select(country => (country.Code, country.Name))];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillMeaning();
        FillSample();
        (TaxClass, Name) = ("*", "VAT");
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillMeaning();
        return await PreviewAsync(null, cancel);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        var typed = NewTyped();
        if (ReadRate(typed) is { } rate)
        {
            switch (await rates.SaveAsync(null, null, rate, Me, cancel))
            {
                case Edit.Done:
                    return Redirect("/admin/tax?done=added");
                case Edit.Refused refused:
                    Refuse(typed, refused);
                    break;
            }
        }

        await ReadAsync(cancel);
        FillMeaning();
        FillSample();
        return Again();
    }

    public async Task<IActionResult> OnPostPreviewMeaningAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var typed = NewTyped();
        var meaning = ReadMeaning(typed);
        if (await ReadSampleAsync(typed, cancel) is { } bag && meaning is { } chosen)
        {
            Show(bag.Quote(Settings), bag.Quote(Settings, bag.Rules with { Tax = bag.Rules.Tax with { PricesIncludeTax = chosen.Contained } }));
        }

        return Again();
    }

    public async Task<IActionResult> OnPostMeaningAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillSample();
        if (ReadMeaning(NewTyped()) is not { } meaning)
        {
            return Again();
        }

        var outcome = await desk.ChangeAsync(
            ReadVersion(), own => own with { PricesIncludeTax = meaning.Contained, Country = meaning.Home }, null, "How prices are meant", Me, cancel);
        return outcome is Edit.Stale stale
            ? Tell(stale, (await desk.ReadAsync(cancel)).Version,
            [
                ("Prices are", Meanings.First(one => one.Value == MeaningOf(Settings.Pricing)).Name, Meanings.FirstOrDefault(one => one.Value == Meaning).Name),
                ("Where most buyers are", Settings.Pricing.Country, Home),
            ])
            : Redirect("/admin/tax?done=saved");
    }

    private static string MeaningOf(PricingSettings pricing) => pricing.PricesIncludeTax ? Contained : OnTop;

    private void FillMeaning() => (Meaning, Home) = (MeaningOf(Settings.Pricing), Settings.Pricing.Country ?? "");

    private (bool Contained, string Home)? ReadMeaning(Typed typed)
    {
        if (Meanings.All(one => one.Value != Meaning))
        {
            typed.Refuse(nameof(Meaning), "Choose how prices are meant.");
        }

        if (!string.IsNullOrEmpty(Home) && Countries.Find(Home) is null)
        {
            typed.Refuse(nameof(Home), "Choose a country from the list.");
        }

        return typed.IsSound ? (Meaning == Contained, Home ?? "") : null;
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        Rows = await Database.ReadAsync(TaxRates.RowsAsync, cancel);
        Version ??= (await desk.ReadAsync(cancel)).Version.ToString(CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Catalogue;
using Till.Core;
using Till.Checkout;
using Till.Products;
using Till.Storage;
using Typed = Till.Products.Typed;

namespace Till.Admin;

/// <summary>
/// A form for what prices are reckoned by. It can be previewed against a sample bag before it is saved; whatever was typed stays in it,
/// and whoever comes second is told what the other has saved.
/// </summary>
internal abstract class RuleFormPage(Database database, ShopSettings settings, TimeProvider time) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Of what is edited, as the form was shown.</summary>
    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public string? SampleCountry { get; set; }

    [BindProperty]
    public string? SampleQuantity { get; set; }

    public Currency Currency => settings.Currency;

    public SampleView? Sample { get; private set; }

    public RuleClash? Clash { get; private set; }

    public string? Message => Done switch
    {
        "added" => "It is there, and counts from now on.",
        "saved" => "Saved. Bags know it now.",
        "removed" => "It is gone. Bags know it now.",
        "ended" => "The code counts no longer.",
        _ => null,
    };

    protected Database Database => database;

    protected ShopSettings Settings => settings;

    protected DateTimeOffset Now => time.Now();

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    protected Typed NewTyped() => new((field, why) => ModelState.AddModelError(field, why));

    /// <param name="zones">Whose first country serves where the owner has said none.</param>
    protected void FillSample(IReadOnlyList<ZoneRow>? zones = null)
    {
        SampleCountry ??= settings.Pricing.Country ?? zones?.SelectMany(zone => zone.Codes).FirstOrDefault(code => code.Length == 2) ?? "US";
        SampleQuantity ??= "1";
    }

    /// <summary>What was chosen of the sample bag; null where that is wrong, which stands at its field then.</summary>
    protected async Task<SampleBag?> ReadSampleAsync(Typed typed, CancellationToken cancel)
    {
        FillSample();
        var country = Countries.Find(SampleCountry)?.Code;
        if (country is null)
        {
            typed.Refuse(nameof(SampleCountry), "Choose where the sample bag goes.");
        }

        var quantity = typed.Number(nameof(SampleQuantity), SampleQuantity, "How many of each", 1, SampleBag.MostOfEach, required: true);
        return country is null || quantity is null
            ? null
            : await database.ReadAsync(db => SampleBag.ReadAsync(db, settings, country, quantity.Value, Now), cancel);
    }

    protected void Show(BagQuote before, BagQuote after) => Sample = new SampleView(before, after);

    protected int ReadVersion() => int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    /// <summary>The page with the form as it was typed.</summary>
    protected IActionResult Again()
    {
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <summary>Tells who comes second; saving once more is deliberate then.</summary>
    /// <param name="fields">What the form has, by name: as it was saved, and as it was typed.</param>
    protected IActionResult Tell(Edit.Stale stale, int version, IEnumerable<(string Field, string? Theirs, string? Mine)> fields)
    {
        Clash = new RuleClash(
            stale.By, stale.At, [.. fields.Where(one => (one.Theirs ?? "") != (one.Mine ?? "").Trim()).Select(one => (one.Field, one.Theirs ?? ""))]);
        Version = version.ToString(CultureInfo.InvariantCulture);
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }
}

/// <summary>The sample bag as it is reckoned now, and as it would be.</summary>
internal sealed record SampleView(BagQuote Before, BagQuote After);

/// <summary>Two have edited one thing: what the other has saved, where it is not what was typed here.</summary>
internal sealed record RuleClash(string By, DateTimeOffset At, IReadOnlyList<(string Field, string Theirs)> Theirs);

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>The delivery zones, a new one, and the rule that holds where there are none.</summary>
internal sealed class DeliveryPageModel(Database database, ShopSettings settings, DeliveryZones zones, OwnerDesk desk, TimeProvider time)
    : ZoneFormPage(database, settings, time)
{
    /// <summary>Of the rule where there are no zones: percent of the goods.</summary>
    [BindProperty]
    public string? PlainPercent { get; set; }

    [BindProperty]
    public string? PlainFreeFrom { get; set; }

    public IReadOnlyList<ZoneRow> Zones { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillPlain();
        FillSample(Zones);
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillPlain();
        return await PreviewAsync(null, cancel);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        var typed = NewTyped();
        if (ReadZone(typed) is { } zone)
        {
            switch (await zones.SaveAsync(null, null, zone, Me, cancel))
            {
                case Edit.Done:
                    return Redirect("/admin/delivery?done=added");
                case Edit.Refused refused:
                    Refuse(typed, refused);
                    break;
            }
        }

        await ReadAsync(cancel);
        FillPlain();
        FillSample(Zones);
        return Again();
    }

    public async Task<IActionResult> OnPostPreviewPlainAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        var typed = NewTyped();
        var rule = ReadPlain(typed);
        if (await ReadSampleAsync(typed, cancel) is { } bag && rule is { } plain)
        {
            Show(bag.Quote(Settings), bag.Quote(Settings, bag.Rules with { Zones = Zones.Count > 0 ? bag.Rules.Zones : [PriceRules.Everywhere(PricingOf(plain))] }));
        }

        return Again();
    }

    public async Task<IActionResult> OnPostPlainAsync(CancellationToken cancel)
    {
        await ReadAsync(cancel);
        FillSample(Zones);
        if (ReadPlain(NewTyped()) is not { } plain)
        {
            return Again();
        }

        var outcome = await desk.ChangeAsync(
            ReadVersion(), own => own with { DeliveryBasisPoints = plain.Points, FreeFromMinor = plain.FreeFrom.Minor }, null, "Delivery where there are no zones", Me, cancel);
        if (outcome is not Edit.Stale stale)
        {
            return Redirect("/admin/delivery?done=saved");
        }

        var pricing = Settings.Pricing;
        return Tell(stale, (await desk.ReadAsync(cancel)).Version,
        [
            ("Percent of the goods", PercentOf(pricing.DeliveryBasisPoints), PlainPercent), ("Free from", pricing.DeliveryFreeFrom.ToPlainString(), PlainFreeFrom),
        ]);
    }

    private void FillPlain()
    {
        var pricing = Settings.Pricing;
        (PlainPercent, PlainFreeFrom) = (PercentOf(pricing.DeliveryBasisPoints) ?? "0", pricing.DeliveryFreeFrom.ToPlainString());
    }

    private (int Points, Money FreeFrom)? ReadPlain(Typed typed)
    {
        var points = typed.Percent(nameof(PlainPercent), PlainPercent, "The share of the goods", required: true);
        var free = typed.Amount(nameof(PlainFreeFrom), PlainFreeFrom, "The sum from which it is free", Currency, required: true);
        return points is { } share && free is { } from ? (share, from) : null;
    }

    private PricingSettings PricingOf((int Points, Money FreeFrom) plain) =>
        Settings.Pricing with { DeliveryBasisPoints = plain.Points, DeliveryFreeFrom = plain.FreeFrom };

    private async Task ReadAsync(CancellationToken cancel)
    {
        Zones = await zones.ListAsync(cancel);
        Version ??= (await desk.ReadAsync(cancel)).Version.ToString(CultureInfo.InvariantCulture);
    }
}

using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>One delivery zone.</summary>
internal sealed class ZoneSheetModel(Database database, ShopSettings settings, DeliveryZones zones, TimeProvider time)
    : ZoneFormPage(database, settings, time)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public ZoneRow Row { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        Fill(Row);
        FillSample([Row]);
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel) => await ReadAsync(cancel) ? await PreviewAsync(Id, cancel) : NotFound();

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        FillSample();
        var typed = NewTyped();
        if (ReadZone(typed) is not { } zone)
        {
            return Again();
        }

        switch (await zones.SaveAsync(Id, ReadVersion(), zone, Me, cancel))
        {
            case Edit.Done:
                return Redirect($"/admin/delivery/{Id}?done=saved");
            case Edit.Refused refused:
                Refuse(typed, refused);
                return Again();
            case Edit.Stale stale when await ReadAsync(cancel):
                var rule = Row.Zone(Currency).Rule;
                return Tell(stale, Row.Version,
                [
                    ("Name", Row.Name, Name), ("Countries", Row.Countries, string.Join(' ', zone.Countries)), ("Every parcel", PlainOf(rule.Flat), Flat),
                    ("Percent of the goods", PercentOf(rule.BasisPoints), Percent), ("Free from", rule.FreeFrom?.ToPlainString(), FreeFrom),
                ]);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        await zones.RemoveAsync(Id, Me, cancel) is Edit.Done ? Redirect("/admin/delivery?done=removed") : NotFound();

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        if ((await zones.ListAsync(cancel)).FirstOrDefault(zone => zone.Id == Id) is not { } row)
        {
            return false;
        }

        Row = row;
        return true;
    }
}

using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>One tax rate.</summary>
internal sealed class TaxSheetModel(Database database, ShopSettings settings, TaxRates rates, TimeProvider time) : TaxFormPage(database, settings, time)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public TaxRow Row { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        Fill(Row);
        SampleCountry = Row.Country == "*" ? null : Row.Country;
        FillSample();
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel) => await ReadAsync(cancel) ? await PreviewAsync(Row, cancel) : NotFound();

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        FillSample();
        var typed = NewTyped();
        if (ReadRate(typed) is not { } rate)
        {
            return Again();
        }

        switch (await rates.SaveAsync(Id, ReadVersion(), rate, Me, cancel))
        {
            case Edit.Done:
                return Redirect($"/admin/tax/{Id}?done=saved");
            case Edit.Refused refused:
                Refuse(typed, refused);
                return Again();
            case Edit.Stale stale when await ReadAsync(cancel):
                return Tell(stale, Row.Version,
                [
                    ("Country", Row.Country, rate.Country), ("Class", Row.Class, rate.Class), ("Percent", RateOf(Row.BasisPoints), RateOf(rate.BasisPoints)),
                    ("Name on the receipt", Row.Name, Name),
                ]);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        await rates.RemoveAsync(Id, Me, cancel) is Edit.Done ? Redirect("/admin/tax?done=removed") : NotFound();

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        if (await Database.ReadAsync(db => TaxRates.FindAsync(db, Id), cancel) is not { } row)
        {
            return false;
        }

        Row = row;
        return true;
    }
}

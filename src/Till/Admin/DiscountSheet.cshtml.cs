using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>One discount code.</summary>
internal sealed class DiscountSheetModel(Database database, ShopSettings settings, DiscountCodes codes, TimeProvider time)
    : DiscountFormPage(database, settings, time)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public CodeRow Row { get; private set; } = null!;

    public override bool IsNew => false;

    public bool HasEnded => Row.EndsAt <= Now;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        Fill(Row);
        FillSample();
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        var typed = NewTyped();
        return await PreviewAsync(typed, Row.Code, ReadRules(typed, Row.Used), Row.Rules(Currency), cancel);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        FillSample();
        if (ReadRules(NewTyped(), Row.Used) is not { } rules)
        {
            return Again();
        }

        switch (await codes.ChangeAsync(Id, ReadVersion(), rules, Me, cancel))
        {
            case Edit.Done:
                return Redirect($"/admin/discounts/{Id}?done=saved");
            case Edit.Stale stale when await ReadAsync(cancel):
                var theirs = Row.Rules(Currency);
                return Tell(stale, Row.Version,
                [
                    ("Gives", Kinds.First(one => one.Value == Row.Kind).Name, Kinds.FirstOrDefault(one => one.Value == Kind).Name),
                    ("How much", ValueOf(theirs.Discount), Value),
                    ("Least to spend", theirs.Minimum.IsZero ? "" : theirs.Minimum.ToPlainString(), Minimum),
                    ("First day", Day(theirs.StartsAt), Starts),
                    ("Last day", Day(theirs.EndsAt?.AddTicks(-1)), Ends),
                    ("Times in all", Say(theirs.LimitTotal), LimitTotal),
                    ("Times for each buyer", Say(theirs.LimitPerPerson), LimitPerPerson),
                    ("First order only", theirs.FirstOrderOnly ? "yes" : "no", FirstOrderOnly == "true" ? "yes" : "no"),
                ]);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostEndAsync(CancellationToken cancel) =>
        await codes.EndAsync(Id, Me, cancel) is Edit.Done ? Redirect($"/admin/discounts/{Id}?done=ended") : NotFound();

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        if (await Database.ReadAsync(db => DiscountCodes.FindAsync(db, Id), cancel) is not { } row)
        {
            return false;
        }

        Row = row;
        return true;
    }

    public string UsedText => string.Create(CultureInfo.InvariantCulture, $"Used {Row.Used} times{(Row.LimitTotal is { } limit ? $" of {limit}" : "")}, by payments and by attempts that can still be paid.");
}

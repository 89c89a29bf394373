using Microsoft.AspNetCore.Mvc;
using Till.Bags;
using Till.Storage;

namespace Till.Admin;

/// <summary>The discount codes, and a new one.</summary>
internal sealed class DiscountsPageModel(Database database, ShopSettings settings, DiscountCodes codes, TimeProvider time)
    : DiscountFormPage(database, settings, time)
{
    public IReadOnlyList<CodeRow> Codes { get; private set; } = [];

    public override bool IsNew => true;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Kind = "percent";
        FillSample();
        Codes = await codes.ListAsync(cancel);
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        Codes = await codes.ListAsync(cancel);
        var typed = NewTyped();
        var code = ReadCode(typed);
        return await PreviewAsync(typed, code, ReadRules(typed, 0), null, cancel);
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        var typed = NewTyped();
        var code = ReadCode(typed);
        if (ReadRules(typed, 0) is { } rules)
        {
            if (await codes.AddAsync(code, rules, Me, cancel) is not null)
            {
                return Redirect("/admin/discounts?done=added");
            }

            typed.Refuse(nameof(Code), $"There is a code {code} already. A code’s name is used once, since orders name it; choose another.");
        }

        FillSample();
        Codes = await codes.ListAsync(cancel);
        return Again();
    }

    public string GivesOf(CodeRow row) => DiscountWords.Of(row.Rules(Currency), Now);

    public (string Name, string Tone) StateOf(CodeRow row) =>
        row.EndsAt <= Now ? ("ended", "") : row.StartsAt > Now ? ("to come", "warn") : row.Used >= row.LimitTotal ? ("used up", "") : ("counts", "good");
}

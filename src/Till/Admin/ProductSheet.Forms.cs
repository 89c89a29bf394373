using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Catalogue;
using Till.Core;
using Till.Products;

namespace Till.Admin;

/// <summary>The forms beside the product's own: each is one change, which is made whole or not at all.</summary>
internal sealed partial class ProductSheetModel
{
    public const string MembersPay = "members";

    [BindProperty]
    public string? NewSize { get; set; }

    [BindProperty]
    public string? NewSku { get; set; }

    [BindProperty]
    public string? NewStock { get; set; }

    /// <summary>The size that is to be taken away.</summary>
    [BindProperty]
    public string? Going { get; set; }

    [BindProperty]
    public string? Amount { get; set; }

    /// <summary>Of which size; empty: of all.</summary>
    [BindProperty]
    public string? PriceOf { get; set; }

    /// <summary>"once", "month", "year" or <see cref="MembersPay"/>.</summary>
    [BindProperty]
    public string? Payer { get; set; }

    /// <summary>A day as forms write it; empty: now.</summary>
    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? PriceId { get; set; }

    /// <summary>A size and how many there were when the page was shown: <c>{id}:{stock}</c>.</summary>
    [BindProperty]
    public string? Variant { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Number { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public IFormFile? Picture { get; set; }

    [BindProperty]
    public string? NewAlt { get; set; }

    /// <summary>The picture that something is done to.</summary>
    [BindProperty]
    public string? PictureId { get; set; }

    [BindProperty]
    public string? Alt { get; set; }

    /// <summary>What is done to it.</summary>
    [BindProperty]
    public string? Act { get; set; }

    public IReadOnlyList<(string Value, string Name)> Payers => IsMembership
        ? [(Memberships.Plan.Month, "A month"), (Memberships.Plan.Year, "A year")]
        : [(Price.Once, "Everybody"), (MembersPay, "Members")];

    public IReadOnlyList<(string Value, string Name)> PricedSizes =>
        [("", "All sizes"), .. View.Variants.Select(variant => (variant.Id.ToString(), variant.Size))];

    public IReadOnlyList<(string Value, string Name)> StockedSizes =>
        [.. View.Variants.Select(variant => ($"{variant.Id}:{variant.Stock}", $"{variant.Name}: {variant.StockText}"))];

    public Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        RunAsync("removed", _ => () => services.GetRequiredService<EditProduct>().RemoveAsync(Id, Me, cancel), cancel);

    public Task<IActionResult> OnPostPutBackAsync(CancellationToken cancel) =>
        RunAsync("put-back", _ => () => services.GetRequiredService<EditProduct>().PutBackAsync(Id, Me, cancel), cancel);

    public Task<IActionResult> OnPostBackOrderAsync(CancellationToken cancel) => RunAsync(
        Act == "sell-on" ? "sells-on" : "sells-out", _ => () => services.GetRequiredService<MoveStock>().SellOnAsync(Id, Act == "sell-on", Me, cancel), cancel);

    public Task<IActionResult> OnPostAddSizeAsync(CancellationToken cancel) => RunAsync(
        "sized",
        typed =>
        {
            var size = typed.Line(nameof(NewSize), NewSize, "A size", ProductRules.MaxSize);
            var sku = typed.Line(nameof(NewSku), NewSku, "A code", ProductRules.MaxSku, required: false);
            var stock = typed.Number(nameof(NewStock), NewStock, "Stock", 0, ProductRules.MostStock);
            return typed.IsSound ? () => services.GetRequiredService<ChangeSizes>().AddAsync(Id, size, sku, stock, Me, cancel) : null;
        },
        cancel);

    public Task<IActionResult> OnPostRemoveSizeAsync(CancellationToken cancel) =>
        RunAsync("sized", _ => () => services.GetRequiredService<ChangeSizes>().RemoveAsync(Id, IdOf(Going), Me, cancel), cancel);

    public Task<IActionResult> OnPostPriceAsync(CancellationToken cancel) => RunAsync(
        "priced",
        typed =>
        {
            var (forMembers, text) = (Payer == MembersPay, (Amount ?? "").Trim());
            Money? amount = text.Length is > 0 and <= 30 && Money.TryParse(text, Currency, out var money) ? money : null;
            if (amount is null && text.Length > 0)
            {
                typed.Refuse(nameof(Amount), "Type an amount such as 12.50.");
            }

            DateOnly? from = null;
            if (!string.IsNullOrWhiteSpace(From))
            {
                if (DateOnly.TryParseExact(From.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                {
                    from = day;
                }
                else
                {
                    typed.Refuse(nameof(From), "Type a day such as 2027-01-31, or nothing for now.");
                }
            }

            if (Payers.All(one => one.Value != Payer))
            {
                typed.Refuse(nameof(Payer), "Choose who pays it.");
            }

            return typed.IsSound
                ? () => services.GetRequiredService<PriceProduct>().SetAsync(
                    Id, new NewPrice(string.IsNullOrEmpty(PriceOf) ? null : IdOf(PriceOf), forMembers, forMembers ? Price.Once : Payer!, amount, from), Currency, Me, cancel)
                : null;
        },
        cancel);

    public Task<IActionResult> OnPostTakeBackAsync(CancellationToken cancel) =>
        RunAsync("taken-back", _ => () => services.GetRequiredService<PriceProduct>().TakeBackAsync(Id, IdOf(PriceId), Currency, Me, cancel), cancel);

    public Task<IActionResult> OnPostStockAsync(CancellationToken cancel) => RunAsync(
        "stocked",
        typed =>
        {
            var parts = (Variant ?? "").Split(':');
            var seen = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var stock) ? stock : (int?)null;
            var reason = StockReason.All.FirstOrDefault(one => one.Value == Reason);
            if (reason is null)
            {
                typed.Refuse(nameof(Reason), "Choose what happened.");
            }

            var number = reason is null || reason == StockReason.Uncounted
                ? null
                : typed.Number(nameof(Number), Number, "How many", reason.Step == 0 ? 0 : 1, ProductRules.MostStock, required: true);
            var note = typed.Line(nameof(Note), Note, "A note", ProductRules.MaxNote, required: false);
            return typed.IsSound ? () => services.GetRequiredService<MoveStock>().RunAsync(Id, IdOf(parts[0]), seen, reason!, number, note, Me, cancel) : null;
        },
        cancel);

    public async Task<IActionResult> OnPostPictureAsync(CancellationToken cancel)
    {
        var picture = await ReadPictureAsync(nameof(Picture), Picture, required: true, cancel);
        return await RunAsync(
            "pictured",
            typed =>
            {
                var alt = typed.Line(nameof(NewAlt), NewAlt, "What the picture shows", ProductRules.MaxAlt);
                return typed.IsSound && picture is not null ? () => services.GetRequiredService<ProductPictures>().AddAsync(Id, picture, alt, Me, cancel) : null;
            },
            cancel);
    }

    public Task<IActionResult> OnPostChangePictureAsync(CancellationToken cancel) => RunAsync(
        "pictured",
        typed =>
        {
            var (pictures, id) = (services.GetRequiredService<ProductPictures>(), IdOf(PictureId));
            switch (Act)
            {
                case "up":
                    return () => pictures.MoveAsync(Id, id, -1, Me, cancel);
                case "down":
                    return () => pictures.MoveAsync(Id, id, 1, Me, cancel);
                case "remove":
                    return () => pictures.RemoveAsync(Id, id, Me, cancel);
                case "describe":
                    var alt = typed.Line(nameof(Alt), Alt, "What the picture shows", ProductRules.MaxAlt);
                    return typed.IsSound ? () => pictures.DescribeAsync(Id, id, alt, Me, cancel) : null;
                default:
                    typed.Refuse("", "Say what is to be done with the picture.");
                    return null;
            }
        },
        cancel);

    /// <summary>What is no id is nobody's.</summary>
    private static Guid IdOf(string? text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    /// <param name="work">Null where something is wrong with what was typed.</param>
    private async Task<IActionResult> RunAsync(string done, Func<Typed, Func<Task<Edit>>?> work, CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        if (work(NewTyped()) is { } run)
        {
            return Answer(await run(), done);
        }

        Fill();
        return Again();
    }
}

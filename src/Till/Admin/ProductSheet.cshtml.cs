using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Till.Catalogue;
using Till.Core;
using Till.Memberships;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>One product as the owner sees it, and all that can be done with it. What each form does stands in the other half of this class.</summary>
[UploadLimit(MaxForm)]
internal sealed partial class ProductSheetModel(IServiceProvider services, Database database, ShopSettings settings, TimeProvider time, Layout.Assets assets)
    : ProductFormPage
{
    public const long MaxForm = 64_000_000;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>Of the product, as the form was shown.</summary>
    [BindProperty]
    public string? Version { get; set; }

    [BindProperty]
    public List<SizeFields> Sizes { get; set; } = [];

    public ProductView View { get; private set; } = null!;

    /// <summary>What somebody else has saved meanwhile; null where nobody has.</summary>
    public Clash? Clash { get; private set; }

    public override Shelf Shelf => View.Product.Shelf;

    public Currency Currency => settings.Currency;

    public string Script => assets.Url("product.js");

    public bool IsMembership => Shelf == Shelf.Membership;

    public string? Message => Done switch
    {
        "added" => "The product is there.",
        "saved" => "Saved.",
        "removed" => "The product is removed. What was sold of it stays as it is.",
        "put-back" => "The product is back. It is not on the shelf yet.",
        "sized" => "The sizes are changed.",
        "priced" => "The price is set.",
        "taken-back" => "The price is taken back.",
        "stocked" => "The stock is changed.",
        "sells-on" => "It is sold on when there are none left. Buyers are told that it comes later.",
        "sells-out" => "When there are none left, it is sold out.",
        "pictured" => "The pictures are changed.",
        "plan" => "What it gives is changed.",
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        Fill();
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        var typed = NewTyped();
        var (version, sizes) = (typed.Number("", Version, "The version of this form", 1, int.MaxValue, required: true), ReadSizes(typed));
        var draft = ReadDraft(typed);
        if (draft is { Slug.Length: 0 })
        {
            typed.Refuse(nameof(Slug), "An address is needed.");
        }

        if (draft is null || version is null || !typed.IsSound)
        {
            return Again();
        }

        var outcome = await services.GetRequiredService<EditProduct>().SaveAsync(Id, version.Value, draft with { Sizes = sizes }, Me, cancel);
        if (outcome is not Edit.Stale stale)
        {
            return Answer(outcome, "saved", fill: false);
        }

        if (!await ReadAsync(cancel)) // as it is now
        {
            return NotFound();
        }

        Clash = Clash.Of(View, this, stale);
        TakeOver();
        Response.StatusCode = StatusCodes.Status409Conflict;
        return Page();
    }

    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        ShowPreview();
        return Again();
    }

    /// <summary>The form's fields as they are saved.</summary>
    private void Fill()
    {
        var product = View.Product;
        (Title, Maker, Slug, Description) = (product.Title, product.Maker, product.Slug, product.Description);
        (Year, Version) = (product.Year?.ToString(CultureInfo.InvariantCulture), product.Version.ToString(CultureInfo.InvariantCulture));
        (MemberOnly, Published) = (product.MemberOnly ? "true" : null, product.Published ? "true" : null);
        Categories = [.. View.Categories.Select(id => id.ToString())];
        Sizes = [.. View.Variants.Select(SizeFields.Of)];
    }

    /// <summary>The sizes that there are now, each as it was typed if it was; the version so that saving once more is deliberate.</summary>
    private void TakeOver()
    {
        var typed = Sizes.Where(one => Guid.TryParse(one.Id, out _)).DistinctBy(one => Guid.Parse(one.Id!)).ToDictionary(one => Guid.Parse(one.Id!));
        Sizes = [.. View.Variants.Select(variant => typed.GetValueOrDefault(variant.Id) ?? SizeFields.Of(variant))];
        Version = View.Product.Version.ToString(CultureInfo.InvariantCulture);
        foreach (var key in ModelState.Keys.Where(key => key.StartsWith("Sizes[", StringComparison.Ordinal)).ToList())
        {
            ModelState.Remove(key);
        }
    }

    private List<SizeDraft> ReadSizes(Typed typed)
    {
        var sizes = new List<SizeDraft>();
        foreach (var (size, at) in Sizes.Select((size, at) => (size, at)))
        {
            var name = typed.Line($"Sizes[{at}].Size", size.Size, "A size", ProductRules.MaxSize, required: false);
            var sku = typed.Line($"Sizes[{at}].Sku", size.Sku, "A code", ProductRules.MaxSku);
            var low = typed.Number($"Sizes[{at}].LowStock", size.LowStock, "The low-stock level", 0, ProductRules.MostStock);
            sizes.Add(new SizeDraft(Guid.TryParse(size.Id, out var id) ? id : Guid.Empty, at, name, sku, low ?? 0));
        }

        return sizes;
    }

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        if (await database.ReadAsync(db => ProductView.FindAsync(db, Id, settings.Currency, time.Now()), cancel) is not { } view)
        {
            return false;
        }

        (View, AllCategories) = (view, view.AllCategories);
        Plan = IsMembership ? await database.ReadAsync(db => Plans.FindAsync(db, Id), cancel) : null;
        FillPlan();
        return true;
    }

    /// <summary>The page with the form as it was typed.</summary>
    private PageResult Again()
    {
        SetStatus();
        return Page();
    }

    /// <param name="fill">Whether another form than the product's own was sent, so that this one shows what is saved.</param>
    private IActionResult Answer(Edit outcome, string done, bool fill = true)
    {
        switch (outcome)
        {
            case Edit.Done:
                return Redirect($"/admin/products/{Id}?done={done}");
            case Edit.NotFound:
                return NotFound();
            case Edit.Refused refused:
                ModelState.AddModelError(refused.Field, refused.Why);
                break;
            default:
                throw new InvalidOperationException($"Unknown outcome {outcome}.");
        }

        if (fill)
        {
            Fill();
        }

        return Again();
    }
}

/// <summary>A size as it is typed.</summary>
public sealed class SizeFields
{
    public string? Id { get; set; }

    public string? Size { get; set; }

    public string? Sku { get; set; }

    public string? LowStock { get; set; }

    internal static SizeFields Of(ProductView.VariantRow row) => new()
    {
        Id = row.Id.ToString(), Size = row.Size, Sku = row.Sku, LowStock = row.LowStock.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Two have edited one product: what the other has saved, where it is not what was typed here.</summary>
internal sealed record Clash(string By, DateTimeOffset At, IReadOnlyList<(string Field, string Theirs)> Theirs)
{
    public static Clash Of(ProductView now, ProductSheetModel typed, Edit.Stale stale)
    {
        var product = now.Product;
        var names = now.AllCategories.Where(one => now.Categories.Contains(one.Id)).Select(one => one.Name);
        var mine = now.AllCategories.Where(one => typed.IsChecked(one.Id)).Select(one => one.Name);
        var fields = new List<(string Field, string Theirs, string? Mine)>
        {
            ("Title", product.Title, typed.Title),
            (product.Shelf.MakerTitle, product.Maker, typed.Maker),
            ("Description", product.Description, typed.Description?.ReplaceLineEndings("\n")),
            ("Categories", string.Join(", ", names), string.Join(", ", mine)),
            ("Address", product.Slug, typed.Slug),
            ("Year", product.Year?.ToString(CultureInfo.InvariantCulture) ?? "", typed.Year),
            ("For members only", Say(product.MemberOnly), Say(typed.MemberOnly == "true")),
            ("On the shelf", Say(product.Published), Say(typed.Published == "true")),
            ("Sizes", Of(now.Variants.Select(SizeFields.Of)), Of(typed.Sizes)),
        };
        return new Clash(stale.By, stale.At, [.. fields.Where(field => field.Theirs != (field.Mine ?? "").Trim()).Select(field => (field.Field, field.Theirs))]);

        static string Say(bool is_) => is_ ? "yes" : "no";
        static string Of(IEnumerable<SizeFields> sizes) => string.Join("; ", sizes.Select(size => $"{size.Size} {size.Sku}, low at {size.LowStock}".Trim()));
    }
}

using Microsoft.AspNetCore.Mvc;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/products/new?kind=good</c>: a product with what it takes to sell it, on one form.</summary>
[UploadLimit(ProductSheetModel.MaxForm)]
internal sealed class NewProductModel(
    Database database, ShopSettings settings, AddProduct add, ProductPictures pictures, Layout.Assets assets) : ProductFormPage
{
    /// <summary>As in the address; what is no kind asks for one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>What it costs once.</summary>
    [BindProperty]
    public string? PriceOnce { get; set; }

    [BindProperty]
    public string? PriceMonth { get; set; }

    [BindProperty]
    public string? PriceYear { get; set; }

    /// <summary>"S, M, L".</summary>
    [BindProperty]
    public string? SizeNames { get; set; }

    [BindProperty]
    public string? Stock { get; set; }

    [BindProperty]
    public IFormFile? Picture { get; set; }

    [BindProperty]
    public string? NewAlt { get; set; }

    public Shelf? Chosen => Shelf.All.FirstOrDefault(shelf => shelf.Kind == Kind);

    public override Shelf Shelf => Chosen ?? Shelf.Goods;

    public Currency Currency => settings.Currency;

    public string Script => assets.Url("product.js");

    public bool HasSizes => Shelf == Shelf.Goods;

    public bool IsCounted => Shelf == Shelf.Goods || Shelf == Shelf.Books;

    public string One => OneOf(Shelf);

    public static string OneOf(Shelf shelf) => shelf.Kind switch { "album" => "album", "book" => "book", "membership" => "membership", _ => "good" };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Published = "true";
        return ShowAsync(cancel);
    }

    public Task<IActionResult> OnPostPreviewAsync(CancellationToken cancel)
    {
        ShowPreview();
        return ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Chosen is null)
        {
            return NotFound();
        }

        var product = Read();
        var picture = await ReadPictureAsync(nameof(Picture), Picture, required: false, cancel);
        var alt = Picture is null ? "" : NewTyped().Line(nameof(NewAlt), NewAlt, "What the picture shows", ProductRules.MaxAlt);
        if (product is null || !ModelState.IsValid)
        {
            return await ShowAsync(cancel);
        }

        switch (await add.RunAsync(product, chooseSlug: string.IsNullOrWhiteSpace(Slug), Me, cancel))
        {
            case Edit.Done done:
                if (picture is not null)
                {
                    await pictures.AddAsync(done.Id, picture, alt, Me, cancel);
                }

                return Redirect($"/admin/products/{done.Id}?done=added");
            case Edit.Refused refused:
                ModelState.AddModelError(refused.Field, refused.Why);
                return await ShowAsync(cancel);
            case var other:
                throw new InvalidOperationException($"Unknown outcome {other}.");
        }
    }

    private NewProduct? Read()
    {
        var typed = NewTyped();
        var draft = ReadDraft(typed);
        IEnumerable<(string Interval, string Field, string? Text)> prices = Shelf == Shelf.Membership
            ? [(Memberships.Plan.Month, nameof(PriceMonth), PriceMonth), (Memberships.Plan.Year, nameof(PriceYear), PriceYear)]
            : [(Price.Once, nameof(PriceOnce), PriceOnce)];
        var amounts = prices.Select(one => (one.Interval, Amount: ReadPrice(typed, one.Field, one.Text))).Where(one => one.Amount is not null)
            .Select(one => (one.Interval, one.Amount!.Value.Minor)).ToList();
        var stock = IsCounted ? typed.Number(nameof(Stock), Stock, "Stock", 0, ProductRules.MostStock) : null;
        var sizes = HasSizes ? ReadSizes(typed) : [""];
        if (draft is null || !typed.IsSound)
        {
            return null;
        }

        var slug = draft.Slug.Length > 0 ? draft.Slug : ProductRules.SlugOf(draft.Title) is { Length: > 0 } made ? made : One;
        return new NewProduct(Shelf, draft with { Slug = slug }, sizes, stock, amounts);
    }

    private Money? ReadPrice(Typed typed, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (text.Length > 30 || !Money.TryParse(text, settings.Currency, out var amount))
        {
            typed.Refuse(field, $"Type an amount such as {new Money(1250 * settings.Currency.StepMinor, settings.Currency).ToPlainString()}, or leave it empty.");
            return null;
        }

        if (PriceProduct.Wrong(amount, forMembers: false) is { } why)
        {
            typed.Refuse(field, why);
        }

        return amount;
    }

    private List<string> ReadSizes(Typed typed)
    {
        var sizes = (SizeNames ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (sizes.Count > ProductRules.MostSizes)
        {
            typed.Refuse(nameof(SizeNames), $"A product has at most {ProductRules.MostSizes} sizes.");
        }
        else if (sizes.Exists(size => size.Length > ProductRules.MaxSize || size.Any(char.IsControl)))
        {
            typed.Refuse(nameof(SizeNames), $"The name of a size has at most {ProductRules.MaxSize} characters. Commas part them: S, M, L.");
        }
        else if (sizes.Distinct(StringComparer.OrdinalIgnoreCase).Count() != sizes.Count)
        {
            typed.Refuse(nameof(SizeNames), "Each size has a name of its own.");
        }

        return sizes.Count == 0 ? [""] : sizes;
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        AllCategories = await database.ReadAsync(CategoryOption.ListAsync, cancel);
        SetStatus();
        return Page();
    }
}

using Microsoft.AspNetCore.Mvc;
using Till.Catalogue;
using Till.Products;

namespace Till.Admin;

/// <summary>What is typed of a product, new or not. Everything is taken as text, so that whatever comes is answered at its field.</summary>
internal abstract class ProductFormPage : AdminPage
{
    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Maker { get; set; }

    [BindProperty]
    public string? Slug { get; set; }

    [BindProperty]
    public string? Year { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public List<string?> Categories { get; set; } = [];

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? MemberOnly { get; set; }

    /// <summary>"true", or nothing.</summary>
    [BindProperty]
    public string? Published { get; set; }

    public abstract Shelf Shelf { get; }

    public IReadOnlyList<CategoryOption> AllCategories { get; protected set; } = [];

    /// <summary>The description as a visitor would read it, in HTML; null where nobody has asked.</summary>
    public string? Preview { get; private set; }

    public bool IsChecked(Guid category) => Categories.Any(one => Guid.TryParse(one, out var id) && id == category);

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    /// <summary>What was typed, without sizes; null where something is wrong with it, which stands at its field then.</summary>
    protected ProductDraft? ReadDraft(Typed typed) =>
        new ProductText(Title, Maker, Slug, Year, Description, Categories, MemberOnly == "true", Published == "true").Read(Shelf, typed);

    /// <summary>Renders the description, and leaves all as it was typed.</summary>
    protected void ShowPreview()
    {
        var text = NewTyped().Text(nameof(Description), Description, "A description", ProductRules.MaxDescription);
        Preview = ModelState.IsValid ? Catalogue.Words.Html(text) : null;
    }

    protected Typed NewTyped() => new((field, why) => ModelState.AddModelError(field, why));

    /// <summary>A picture that was sent; null where none was, or it cannot be kept, which stands at the field then.</summary>
    protected async Task<PictureFile?> ReadPictureAsync(string field, IFormFile? file, bool required, CancellationToken cancel)
    {
        if (file is null || file.Length == 0)
        {
            if (required || file is not null)
            {
                ModelState.AddModelError(field, file is null ? "Choose a picture." : "This file is empty. Choose a picture.");
            }

            return null;
        }

        if (file.Length > PictureFile.MaxBytes)
        {
            ModelState.AddModelError(field, PictureFile.TooLarge(file.Length));
            return null;
        }

        using var memory = new MemoryStream((int)file.Length);
        await file.CopyToAsync(memory, cancel);
        var (picture, why) = PictureFile.Read(memory.ToArray());
        if (picture is null)
        {
            ModelState.AddModelError(field, why);
        }

        return picture;
    }

    protected void SetStatus() => Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
}

/// <summary>A choice among several in a form.</summary>
internal sealed record ChoiceView(string Name, string Label, string? Error, IReadOnlyList<(string Value, string Name)> Options, string? Chosen, string? Hint = null);

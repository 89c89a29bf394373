using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Till.Products;

namespace Till.Admin;

/// <summary>One category: what it is called, where it is found, whether it is shown.</summary>
internal sealed class CategorySheetModel(Categories categories) : CategoryFormPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Slug { get; set; }

    [BindProperty]
    public bool Hidden { get; set; }

    /// <summary>As the form was shown.</summary>
    [BindProperty]
    public string? Version { get; set; }

    public CategoryRow Row { get; private set; } = null!;

    public RuleClash? Clash { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        (Name, Slug, Hidden, Version) = (Row.Name, Row.Slug, Row.Hidden, Row.Version.ToString(CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(CancellationToken cancel)
    {
        if (!await ReadAsync(cancel))
        {
            return NotFound();
        }

        var typed = NewTyped();
        var name = typed.Line(nameof(Name), Name, "A name", ProductRules.MaxCategory);
        var slug = typed.Line(nameof(Slug), Slug, "An address", ProductRules.MaxSlug, required: false);
        slug = slug.Length > 0 ? slug : ProductRules.SlugOf(name);
        if (typed.IsSound && !ProductRules.IsSlug(slug))
        {
            typed.Refuse(nameof(Slug), "An address is made of small letters a to z, digits and hyphens, such as summer-shirts.");
        }

        if (!typed.IsSound)
        {
            return Again();
        }

        switch (await categories.SaveAsync(Id, int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0, name, slug, Hidden, Me, cancel))
        {
            case Edit.Done:
                return Redirect($"/admin/categories/{Id}?done=saved");
            case Edit.Refused refused:
                typed.Refuse(refused.Field, refused.Why);
                return Again();
            case Edit.Stale stale when await ReadAsync(cancel):
                Clash = new RuleClash(stale.By, stale.At,
                [
                    .. new[] { ("Name", Row.Name, Name), ("Address", Row.Slug, Slug), ("Hidden", Row.Hidden ? "yes" : "no", Hidden ? "yes" : "no") }
                        .Where(one => one.Item2 != (one.Item3 ?? "").Trim()).Select(one => (one.Item1, one.Item2)),
                ]);
                Version = Row.Version.ToString(CultureInfo.InvariantCulture);
                Response.StatusCode = StatusCodes.Status409Conflict;
                return Page();
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        await categories.RemoveAsync(Id, Me, cancel) is Edit.Done ? Redirect("/admin/categories?done=removed") : NotFound();

    private async Task<bool> ReadAsync(CancellationToken cancel)
    {
        if (await categories.FindAsync(Id, cancel) is not { } row)
        {
            return false;
        }

        Row = row;
        return true;
    }
}

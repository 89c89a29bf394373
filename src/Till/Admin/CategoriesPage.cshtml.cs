using Microsoft.AspNetCore.Mvc;
using Till.Products;

namespace Till.Admin;

/// <summary>All categories in their order, and a new one.</summary>
internal sealed class CategoriesPageModel(Categories categories) : CategoryFormPage
{
    public IReadOnlyList<CategoryRow> Rows { get; private set; } = [];

    /// <summary>Of the one that is moved.</summary>
    [BindProperty]
    public Guid Id { get; set; }

    [BindProperty]
    public string? To { get; set; }

    public async Task OnGetAsync(CancellationToken cancel) => Rows = await categories.ListAsync(cancel);

    public async Task<IActionResult> OnPostAddAsync(CancellationToken cancel)
    {
        var typed = NewTyped();
        var name = typed.Line(nameof(Name), Name, "A name", ProductRules.MaxCategory);
        if (typed.IsSound)
        {
            switch (await categories.AddAsync(name, Me, cancel))
            {
                case Edit.Done:
                    return Redirect("/admin/categories?done=added");
                case Edit.Refused refused:
                    typed.Refuse(refused.Field, refused.Why);
                    break;
            }
        }

        Rows = await categories.ListAsync(cancel);
        return Again();
    }

    public async Task<IActionResult> OnPostMoveAsync(CancellationToken cancel) =>
        To is "up" or "down" && await categories.MoveAsync(Id, To == "up", Me, cancel) is Edit.Done
            ? Redirect($"/admin/categories?done=moved#c-{Id}")
            : Redirect("/admin/categories?done=gone");
}

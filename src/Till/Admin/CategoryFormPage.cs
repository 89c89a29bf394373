using Microsoft.AspNetCore.Mvc;
using Till.Products;
using Typed = Till.Products.Typed;

namespace Till.Admin;

/// <summary>What is typed of a category.</summary>
internal abstract class CategoryFormPage : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public string? Message => Done switch
    {
        "added" => "The category is there. Products are put into it in their editors.",
        "moved" => "It has moved. Lists show it there now.",
        "saved" => "Saved. Lists know it now.",
        "removed" => "The category is gone. Its products are what they were.",
        _ => null,
    };

    /// <summary>What was pressed is about something that is not there any more.</summary>
    public bool IsGone => Done == "gone";

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    protected Typed NewTyped() => new((field, why) => ModelState.AddModelError(field, why));

    /// <summary>The page with the form as it was typed.</summary>
    protected IActionResult Again()
    {
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }
}

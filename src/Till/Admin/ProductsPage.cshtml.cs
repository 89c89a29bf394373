using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary><c>/admin/products?q=shirt&amp;kind=good&amp;state=low&amp;category={id}</c></summary>
internal sealed class ProductsPageModel(Database database, ShopSettings settings, EditProduct edit, TimeProvider time) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Category { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    /// <summary>What the boxes name.</summary>
    [BindProperty]
    public List<string?> Ids { get; set; } = [];

    public IReadOnlyList<DeskProduct> Rows { get; private set; } = [];

    public IReadOnlyList<CategoryOption> Categories { get; private set; } = [];

    public bool HasNext { get; private set; }

    /// <summary>Why nothing was looked for, or nothing was done; null where it was.</summary>
    public string? Problem { get; private set; }

    public Currency Currency => settings.Currency;

    public bool IsNarrowed => !string.IsNullOrEmpty(Q) || !string.IsNullOrEmpty(Kind) || !string.IsNullOrEmpty(State) || !string.IsNullOrEmpty(Category);

    public string? Message => Done?.Split('-') switch
    {
        ["published", var count] when int.TryParse(count, out var number) => $"{Catalogue.Words.Count(number, "product")} put on the shelf.",
        ["withdrawn", var count] when int.TryParse(count, out var number) => $"{Catalogue.Words.Count(number, "product")} taken off the shelf.",
        _ => null,
    };

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public Task<IActionResult> OnPostPublishAsync(CancellationToken cancel) => SetAsync(published: true, cancel);

    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken cancel) => SetAsync(published: false, cancel);

    /// <summary>Of this list, narrowed as it is.</summary>
    public string Address(string? after = null, string? done = null, string? handler = null) => "/admin/products" + QueryString.Create(
        new Dictionary<string, string?> { ["q"] = Q, ["kind"] = Kind, ["state"] = State, ["category"] = Category, ["after"] = after, ["done"] = done, ["handler"] = handler }
            .Where(one => !string.IsNullOrEmpty(one.Value)));

    private async Task<IActionResult> SetAsync(bool published, CancellationToken cancel)
    {
        var ids = Ids.Select(id => Guid.TryParse(id, out var read) ? read : Guid.Empty).Distinct().ToList();
        if (ids.Count is 0 or > DeskProducts.PerPage || ids.Contains(Guid.Empty))
        {
            Problem = ids.Count == 0 ? "Tick the products first." : "That selection cannot be read. Load the page again, and tick them anew.";
            return await ShowAsync(cancel);
        }

        var count = await edit.PublishAsync(ids, published, Me, cancel);
        return Redirect(Address(After, $"{(published ? "published" : "withdrawn")}-{count}"));
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        var category = Guid.TryParse(Category, out var id) ? id : (Guid?)null;
        var search = new ProductSearch((Q ?? "").Trim(), Kind ?? "", State ?? "", category, After);
        var unreadable = search.Typed.Length > ProductSearch.MaxLength || search.Typed.Contains('\0') ? $"Search for up to {ProductSearch.MaxLength} characters."
            : search.Kind.Length > 0 && Shelf.All.All(shelf => shelf.Kind != search.Kind) ? "There is no such kind of products; choose one from the list."
            : DeskProducts.States.All(one => one.Value != search.State) ? "There is no such state of products; choose one from the list."
            : !string.IsNullOrEmpty(Category) && category is null ? "There is no such category; choose one from the list."
            : null;
        if (unreadable is not null)
        {
            (Q, Kind, State, Category, Problem) = ("", "", "", "", unreadable);
        }

        if (Problem is not null)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
        }

        await database.ReadAsync(
            async db =>
            {
                Categories = await CategoryOption.ListAsync(db);
                var rows = unreadable is null ? await DeskProducts.FindAsync(db, database.Engine, search, settings.Currency, time.Now()) : [];
                (Rows, HasNext) = ([.. rows.Take(DeskProducts.PerPage)], rows.Count > DeskProducts.PerPage);
                return true;
            },
            cancel);
        return Page();
    }
}

/// <summary>A category that a product can stand in.</summary>
internal sealed record CategoryOption(Guid Id, string Name)
{
    public static async Task<IReadOnlyList<CategoryOption>> ListAsync(System.Data.Common.DbConnection db) =>
        (await db.QueryAsync<CategoryOption>("SELECT id, name FROM categories ORDER BY position, slug")).AsList();
}

using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>A shelf: <c>/albums</c>, <c>/books</c>, <c>/goods?category=shirts&amp;page=2</c>, <c>/membership</c>.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed class ListingModel(Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    public Shelf Shelf { get; private set; } = Shelf.Albums;

    public IReadOnlyList<Product> Products { get; private set; } = [];

    public IReadOnlyList<CategoryRow> Categories { get; private set; } = [];

    /// <summary>By product, on a shelf whose things are told and not only shown.</summary>
    public IReadOnlyDictionary<Guid, string> Descriptions { get; private set; } = new Dictionary<Guid, string>();

    public CategoryRow? Category { get; private set; }

    public int Number { get; private set; } = 1;

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + Shelf.PageSize - 1) / Shelf.PageSize);

    public bool CanPay => settings.Stripe.HasKeys;

    /// <summary>The one address of a page of the shelf, whatever order its visitors write the parts in.</summary>
    public string Address(int page, string? category) => Shelf.Path + QueryString.Create(
        new Dictionary<string, string?> { ["category"] = category, ["page"] = page > 1 ? page.ToString() : null }
            .Where(pair => pair.Value is not null));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        Shelf = Shelf.At(Request.Path);
        var (category, page) = (Request.Query["category"], Request.Query["page"]);
        if (category.Count > 1 || page.Count > 1 || !TryPage(page, out var number))
        {
            return BadRequest();
        }

        Number = number;
        var slug = category.ToString() is { Length: > 0 } text ? text : null;
        var now = time.Now();
        await database.ReadAsync(
            async db =>
            {
                Categories = (await db.QueryAsync<CategoryRow>(
                    """
                    SELECT c.slug, c.name, COUNT(*) AS products
                    FROM categories c
                    JOIN product_categories pc ON pc.category_id = c.id
                    JOIN products p ON p.id = pc.product_id
                    WHERE p.published AND p.kind = @Kind
                    GROUP BY c.slug, c.name, c.position ORDER BY c.position, c.slug
                    """,
                    Shelf)).AsList();
                Category = Categories.FirstOrDefault(one => one.Slug == slug);
                if (slug is null || Category is not null)
                {
                    Total = await ProductQueries.CountAsync(db, Shelf, slug);
                    Products = await ProductQueries.ListAsync(
                        db, Shelf, slug, (Number - 1) * Shelf.PageSize, Shelf.PageSize, settings.Currency, now);
                }

                if (Shelf == Shelf.Membership)
                {
                    Descriptions = (await db.QueryAsync<(Guid Id, string Description)>(
                        "SELECT id, description FROM products WHERE published AND kind = @Kind AND description <> ''", Shelf))
                        .ToDictionary(row => row.Id, row => row.Description);
                }

                return true;
            },
            cancel);
        if (Number > Pages || (slug is not null && Category is null))
        {
            return NotFound();
        }

        CataloguePages.Remember(HttpContext, Products, now);
        return Page();
    }

    /// <summary>Pages are counted from one and written without ornament, so that each has one address.</summary>
    private static bool TryPage(string? text, out int number)
    {
        number = 1;
        return string.IsNullOrEmpty(text)
            || (text.Length <= 6 && text[0] is >= '1' and <= '9' && text.All(char.IsAsciiDigit) && int.TryParse(text, out number));
    }

    public sealed record CategoryRow(string Slug, string Name, int Products);
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>A product's own page: <c>/albums/{slug}</c> and the like.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed partial class ProductPageModel(Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    public Product Product { get; private set; } = null!;

    public ProductDetails Details { get; private set; } = null!;

    public Offer Offer => Product.Offer(settings.Stripe.HasKeys);

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (!Slug().IsMatch(slug))
        {
            return NotFound();
        }

        var now = time.Now();
        var found = await database.ReadAsync(
            async db => await ProductQueries.FindAsync(db, Shelf.At(Request.Path), slug, settings.Currency, now) is { } product
                ? (product, await ProductDetails.ReadAsync(db, product.Id))
                : ((Product, ProductDetails)?)null,
            cancel);
        if (found is null)
        {
            return NotFound();
        }

        (Product, Details) = found.Value;
        CataloguePages.Remember(HttpContext, [Product], now);
        return Page();
    }

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}

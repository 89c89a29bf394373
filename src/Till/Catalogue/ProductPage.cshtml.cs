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
    private const int Row = 4;

    public Product Product { get; private set; } = null!;

    public ProductDetails Details { get; private set; } = null!;

    /// <summary>The next on the same shelf.</summary>
    public IReadOnlyList<Neighbour> Others { get; private set; } = [];

    public Offer Offer => Product.Offer(settings.Stripe.HasKeys);

    public IReadOnlyList<(string Name, string Value)> Facts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (!Slug().IsMatch(slug))
        {
            return NotFound();
        }

        var now = time.Now();
        var found = await database.ReadAsync(
            async db =>
            {
                if (await ProductQueries.FindAsync(db, Shelf.At(Request.Path), slug, settings.Currency, now) is not { } product)
                {
                    return ((Product, ProductDetails)?)null;
                }

                Others = await ProductQueries.NeighboursAsync(db, product, Row);
                return (product, await ProductDetails.ReadAsync(db, product.Id));
            },
            cancel);
        if (found is null)
        {
            return NotFound();
        }

        (Product, Details) = found.Value;
        Facts = [.. FactsOf(Product, Details)];
        CataloguePages.Remember(HttpContext, [Product], now);
        return Page();
    }

    /// <summary>In the order in which they matter to a buyer.</summary>
    private static IEnumerable<(string Name, string Value)> FactsOf(Product product, ProductDetails details)
    {
        if (product.Shelf == Shelf.Membership)
        {
            foreach (var price in product.Variants.SelectMany(variant => variant.Prices))
            {
                yield return ($"By the {price.Interval}", price.Amount.ToString());
            }

            yield break;
        }

        yield return (product.Shelf.MakerTitle, product.Maker);
        if (details.Tracks.Count > 0)
        {
            yield return ("Length", $"{Words.Count(details.Tracks.Count, "track")}, {Words.Duration(details.Length)}");
        }

        if (product.Year is { } year)
        {
            yield return ("Released", year.ToString());
        }

        if (product.RatingTenths is { } rating)
        {
            yield return ("Rating", $"{rating / 10}.{rating % 10} of 5");
        }
    }

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}

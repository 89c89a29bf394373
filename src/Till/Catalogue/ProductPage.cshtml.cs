using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Core;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>A product's own page: <c>/albums/{slug}</c> and the like.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed partial class ProductPageModel(
    Listings listings, ShopSettings settings, Assets assets, Bags.DeliveryNote delivery, TimeProvider time) : PageModel
{
    private const int Row = 4;

    public Product Product { get; private set; } = null!;

    public ProductDetails Details { get; private set; } = null!;

    /// <summary>The next on the same shelf.</summary>
    public IReadOnlyList<Card> Others { get; private set; } = [];

    public Offer Offer => Product.Offer(settings.Stripe.HasKeys);

    public IReadOnlyList<Crumb> Crumbs { get; private set; } = [];

    /// <summary>What delivery costs and from when it is free; null for what is downloaded.</summary>
    public string? DeliveryNote { get; private set; }

    public Currency Currency => settings.Currency;

    public string Style => assets.Url("catalogue.css");

    public IReadOnlyList<(string Name, string Value)> Facts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string slug, CancellationToken cancel)
    {
        if (!Slug().IsMatch(slug))
        {
            return NotFound();
        }

        var (found, _) = await listings.ReadAsync(
            async (db, now) =>
            {
                var shelf = Shelf.At(Request.Path);
                if (await ProductQueries.FindAsync(db, shelf, slug, settings.Currency, now) is not { } product)
                {
                    return ((Product, ProductDetails)?)null;
                }

                // One more than a row holds: this one may be among them.
                if (shelf == Shelf.Books || shelf == Shelf.Goods)
                {
                    DeliveryNote = product.Variants.SelectMany(variant => variant.Prices).Select(price => price.Amount).Order().ToList() is [var least, ..]
                        ? await delivery.ReadAsync(db, least)
                        : null;
                }

                Others = [.. (await ListQueries.FirstAsync(db, shelf, Row + 1)).Where(card => card.ProductId != product.Id).Take(Row)];
                return (product, await ProductDetails.ReadAsync(db, product));
            },
            cancel);
        if (found is null)
        {
            return NotFound();
        }

        (Product, Details) = found.Value;
        Facts = [.. FactsOf(Product, Details)];
        Crumbs = [.. CrumbsOf(Product, Details)];
        CataloguePages.Remember(HttpContext, [Product.Id], Product.NextPriceAt, time.Now());
        return Page();
    }

    private static IEnumerable<Crumb> CrumbsOf(Product product, ProductDetails details)
    {
        yield return new Crumb("Home", "/");
        yield return new Crumb(product.Shelf.Title, product.Shelf.Path);
        if (details.Category is var (slug, name))
        {
            yield return new Crumb(name, $"{product.Shelf.Path}?category={slug}");
        }

        yield return new Crumb(product.Title, product.Path);
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
    }

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}

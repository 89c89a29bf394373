using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Core;
using Till.Layout;
using Till.Memberships;
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

    public Offer Offer { get; private set; } = new Offer.NotForSale();

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

        Plan? plan = null;
        var (found, _) = await listings.ReadAsync(
            async (db, now) =>
            {
                var shelf = Shelf.At(Request.Path);
                if (await ProductQueries.FindAsync(db, shelf, slug, settings.Currency, now) is not { } product)
                {
                    return ((Product, ProductDetails)?)null;
                }

                plan = shelf == Shelf.Membership ? await Plan.FindAsync(db, slug, settings.Currency, now) : null;
                if (shelf == Shelf.Books || shelf == Shelf.Goods)
                {
                    DeliveryNote = product.Variants.SelectMany(variant => variant.Prices).Select(price => price.Amount).Order().ToList() is [var least, ..]
                        ? await delivery.ReadAsync(db, least)
                        : null;
                }

                // One more than a row holds: this one may be among them.
                Others = [.. (await ListQueries.FirstAsync(db, shelf, Row + 1)).Where(card => card.ProductId != product.Id).Take(Row)];
                return (product, await ProductDetails.ReadAsync(db, product));
            },
            cancel);
        if (found is null)
        {
            return await listings.ReadAsync((db, _) => ProductQueries.MovedAsync(db, Shelf.At(Request.Path), slug), cancel) is ({ } path, _)
                ? RedirectPermanent(path)
                : NotFound();
        }

        (Product, Details) = found.Value;
        Offer = Product.Offer(settings.Stripe.HasKeys) switch
        {
            Offer.Join when plan is not { IsOffered: true } => new Offer.NotToBeJoined(),
            var offer => offer,
        };
        Facts = [.. plan is null ? FactsOf(Product, Details) : FactsOf(plan)];
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

    private static IEnumerable<(string Name, string Value)> FactsOf(Plan plan)
    {
        foreach (var interval in plan.Intervals)
        {
            var saves = interval == Plan.Year && plan.YearSaves is { } less ? $", which saves {less}" : "";
            yield return ($"By the {interval}", $"{plan.PriceBy(interval)}{saves}");
        }

        if (plan.TrialDays > 0)
        {
            yield return ("Free at first", Words.Count(plan.TrialDays, "day"));
        }

        if (plan.OpensMemberOnly)
        {
            yield return ("Members only", "Records to play and download, and things to buy, that nobody else gets");
        }

        if (plan.MemberPrices)
        {
            yield return ("Prices", "What members pay, wherever it is less");
        }

        foreach (var benefit in plan.Benefits)
        {
            yield return ("And", benefit);
        }
    }

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Slug();
}

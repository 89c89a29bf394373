using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Core;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>A shelf: <c>/albums</c>, <c>/books?sort=price</c>, <c>/goods?category=shirts&amp;size=M&amp;page=2</c>.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed class ListingModel(Listings listings, ShopSettings settings, Assets assets, TimeProvider time) : PageModel
{
    public Shelf Shelf { get; private set; } = Shelf.Albums;

    public ListView List { get; private set; } = null!;

    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    public IReadOnlyList<Crumb> Crumbs { get; private set; } = [];

    public Currency Currency => settings.Currency;

    public bool CanPay => settings.Stripe.HasKeys;

    public string Style => assets.Url("catalogue.css");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ListQuery.TryPage(Request.Query["page"], out var page))
        {
            return BadRequest();
        }

        Shelf = Shelf.At(Request.Path);
        var (_, until) = await listings.ReadAsync(
            async (db, now) =>
            {
                var facets = await Facets.ReadAsync(db, Shelf);
                var query = ListQuery.Read(Request.Query, Shelf.Path, Shelf, null, page, facets, settings.Currency);
                var found = Found.Nothing;
                if (page <= Shelf.MostPages)
                {
                    found = await ListQueries.FindAsync(db, query.Selection, facets);
                }

                List = new ListView(query, facets, found, settings.Currency);
                return true;
            },
            cancel);
        if (await FormerCategories.AddressAsync(listings, Request, List.Facets, cancel) is { } moved)
        {
            return RedirectPermanent(moved);
        }

        Problems = [.. List.Query.Problems.Concat(TooDeep(List))];
        if (Problems.Count == 0 && page > 1 && List.Found.Cards.Count == 0)
        {
            return NotFound();
        }

        Response.StatusCode = Problems.Select(problem => problem.Status).DefaultIfEmpty(StatusCodes.Status200OK).Max();
        Crumbs = [.. CrumbsOf(List)];
        CataloguePages.Remember(HttpContext, List.Found.Cards.Select(card => card.ProductId), until, time.Now());
        var chosen = List.Query.Selection;
        if (chosen.From is not null || chosen.To is not null || chosen.Categories.Count + chosen.Sizes.Count > 2)
        {
            PageCache.Skip(HttpContext); // there are too many of them to keep
        }

        return Page();
    }

    /// <summary>Where a shop has more pages than are shown, it says so; else a page too far is a page that is not there.</summary>
    private static IEnumerable<Problem> TooDeep(ListView list)
    {
        if (list.Page > Shelf.MostPages && list.Facets.Total > Shelf.MostPages * Shelf.PageSize)
        {
            yield return new Problem(
                StatusCodes.Status404NotFound, $"Lists end at page {Shelf.MostPages}. Narrow this one with the filters, or turn its order round, to see the rest.");
        }
    }

    private static IEnumerable<Crumb> CrumbsOf(ListView list)
    {
        var shelf = list.Query.Selection.Shelf!;
        yield return new Crumb("Home", "/");
        yield return new Crumb(shelf.Title, shelf.Path);
        if (list.Query.Selection.Categories is [var only])
        {
            yield return new Crumb(list.Facets.Categories.First(one => one.Slug == only).Name, list.Query.Address(new Selection(shelf, shelf.Sort) { Categories = [only] }));
        }
    }
}

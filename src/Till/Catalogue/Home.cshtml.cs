using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>The front page: the newest album large, and a row of each of three shelves, and what a member gets.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed class HomeModel(Database database, ShopSettings settings, TimeProvider time) : PageModel
{
    private const int Row = 4;

    public Product? Feature { get; private set; }

    public string FeatureHtml { get; private set; } = "";

    public IReadOnlyList<(Shelf Shelf, IReadOnlyList<Product> Products)> Shelves { get; private set; } = [];

    public Product? Club { get; private set; }

    public bool CanPay => settings.Stripe.HasKeys;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var now = time.Now();
        await database.ReadAsync(
            async db =>
            {
                // One more album than a row holds: the first is the feature.
                var albums = await ProductQueries.ListAsync(db, Shelf.Albums, null, 0, Row + 1, settings.Currency, now);
                var goods = await ProductQueries.ListAsync(db, Shelf.Goods, null, 0, Row, settings.Currency, now);
                var books = await ProductQueries.ListAsync(db, Shelf.Books, null, 0, Row, settings.Currency, now);
                var clubs = await ProductQueries.ListAsync(db, Shelf.Membership, null, 0, 1, settings.Currency, now);
                Club = clubs.Count > 0 ? clubs[0] : null;
                Feature = albums.Count > 0 ? albums[0] : null;
                FeatureHtml = Feature is null ? "" : await ProductDetails.DescriptionAsync(db, Feature.Id);
                Shelves = [(Shelf.Albums, [.. albums.Skip(1)]), (Shelf.Books, books), (Shelf.Goods, goods)];
                return true;
            },
            cancel);
        CataloguePages.Remember(HttpContext, [.. Shelves.SelectMany(shelf => shelf.Products), .. new[] { Feature, Club }.OfType<Product>()], now);
    }
}

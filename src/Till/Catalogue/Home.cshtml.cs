using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;
using Till.Core;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>The front page: the newest album large, and a row of each of three shelves, and what a member gets.</summary>
[OutputCache(PolicyName = PageCache.Name)]
internal sealed class HomeModel(Listings listings, ShopSettings settings, Assets assets, TimeProvider time) : PageModel
{
    private const int Row = 4;

    public Card? Feature { get; private set; }

    public string FeatureHtml { get; private set; } = "";

    public IReadOnlyList<(Shelf Shelf, IReadOnlyList<Card> Cards)> Shelves { get; private set; } = [];

    public Product? Club { get; private set; }

    public Currency Currency => settings.Currency;

    public bool CanPay => settings.Stripe.HasKeys;

    public string Style => assets.Url("catalogue.css");

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var (_, until) = await listings.ReadAsync(
            async (db, now) =>
            {
                // One more album than a row holds: the first is the feature.
                var albums = await ListQueries.FirstAsync(db, Shelf.Albums, Row + 1);
                var goods = await ListQueries.FirstAsync(db, Shelf.Goods, Row);
                var books = await ListQueries.FirstAsync(db, Shelf.Books, Row);
                var clubs = await ProductQueries.AllAsync(db, Shelf.Membership, 1, settings.Currency, now);
                Club = clubs.Count > 0 ? clubs[0] : null;
                Feature = albums.Count > 0 ? albums[0] : null;
                FeatureHtml = Feature is null ? "" : await ProductDetails.DescriptionAsync(db, Feature.ProductId);
                Shelves = [(Shelf.Albums, [.. albums.Skip(1)]), (Shelf.Books, books), (Shelf.Goods, goods)];
                return true;
            },
            cancel);
        var shown = Shelves.SelectMany(shelf => shelf.Cards).Append(Feature).OfType<Card>().Select(card => card.ProductId);
        CataloguePages.Remember(HttpContext, Club is null ? shown : shown.Append(Club.Id), until, time.Now());
    }
}

using System.Text.Json.Nodes;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>A product in the words of schema.org, for search engines.</summary>
internal static class StructuredData
{
    public static string Of(Product product, ProductDetails details, string description, Offer offer, IReadOnlyList<Crumb> crumbs, Site site) =>
        Graph(ProductOf(product, details, description, offer, site), CrumbsOf(crumbs, site));

    public static string OfList(IReadOnlyList<Crumb> crumbs, IReadOnlyList<Card> cards, Site site) => Graph(
        CrumbsOf(crumbs, site),
        new JsonObject
        {
            ["@type"] = "ItemList",
            ["itemListElement"] = new JsonArray([.. cards.Select((card, at) => new JsonObject
            {
                ["@type"] = "ListItem",
                ["position"] = at + 1,
                ["url"] = site.Absolute(card.Path),
            })]),
        });

    // The default encoder writes < and > as escapes, so that no text can end the script element.
    private static string Graph(params JsonNode[] things) =>
        new JsonObject { ["@context"] = "https://schema.org", ["@graph"] = new JsonArray(things) }.ToJsonString();

    private static JsonObject CrumbsOf(IReadOnlyList<Crumb> crumbs, Site site) => new()
    {
        ["@type"] = "BreadcrumbList",
        ["itemListElement"] = new JsonArray([.. crumbs.Select((crumb, at) => new JsonObject
        {
            ["@type"] = "ListItem",
            ["position"] = at + 1,
            ["name"] = crumb.Name,
            ["item"] = site.Absolute(crumb.Path),
        })]),
    };

    private static JsonObject ProductOf(Product product, ProductDetails details, string description, Offer offer, Site site)
    {
        var url = site.Absolute(product.Path);
        var thing = new JsonObject
        {
            ["@type"] = product.Shelf.Kind switch
            {
                "album" => new JsonArray("Product", "MusicAlbum"),
                "book" => new JsonArray("Product", "Book"),
                _ => new JsonArray("Product"),
            },
            ["name"] = product.Title,
            ["description"] = description,
            ["url"] = url,
        };
        if (details.Pictures.Count > 0)
        {
            thing["image"] = new JsonArray([.. details.Pictures.Select(picture => JsonValue.Create(site.Absolute(picture.Url)))]);
        }

        switch (product.Shelf.Kind)
        {
            case "album":
                thing["byArtist"] = new JsonObject { ["@type"] = "MusicGroup", ["name"] = product.Maker };
                thing["numTracks"] = product.Tracks;
                break;
            case "book":
                thing["author"] = new JsonObject { ["@type"] = "Person", ["name"] = product.Maker };
                break;
            default:
                thing["brand"] = new JsonObject { ["@type"] = "Brand", ["name"] = product.Maker };
                break;
        }

        if (product.Year is { } year)
        {
            thing["datePublished"] = year.ToString("0000");
        }

        var prices = product.Variants.SelectMany(variant => variant.Prices).Where(price => price.Interval == Price.Once).Select(price => price.Amount).ToList();
        if (offer is Offer.Buy or Offer.SoldOut && prices.Count > 0)
        {
            // There is a rating, but nobody counted who gave it, and schema.org asks for the count: so none is claimed.
            thing["offers"] = new JsonObject
            {
                ["@type"] = "Offer",
                ["url"] = url,
                ["price"] = (offer is Offer.Buy buy ? buy.Amount : prices.Min()).ToPlainString(),
                ["priceCurrency"] = prices[0].Currency.Code.ToUpperInvariant(),
                ["availability"] = offer is not Offer.Buy ? "https://schema.org/SoldOut"
                    : product.Variants.All(variant => variant.Stock == 0) ? "https://schema.org/BackOrder"
                    : "https://schema.org/InStock",
            };
        }

        return thing;
    }
}

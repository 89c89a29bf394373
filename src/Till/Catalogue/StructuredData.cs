using System.Text.Json.Nodes;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>A product in the words of schema.org, for search engines.</summary>
internal static class StructuredData
{
    public static string Of(Product product, string description, Offer offer, Site site)
    {
        var url = site.Absolute(product.Path);
        var thing = new JsonObject
        {
            ["@context"] = "https://schema.org",
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
        if (product.Picture is { } picture)
        {
            thing["image"] = site.Absolute(picture.Url);
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

        if (product.Year is { } year && product.Shelf.SoldOnline)
        {
            thing["datePublished"] = year.ToString("0000");
        }

        if (offer is Offer.Buy buy)
        {
            thing["offers"] = new JsonObject
            {
                ["@type"] = "Offer",
                ["url"] = url,
                ["price"] = buy.Amount.ToPlainString(),
                ["priceCurrency"] = buy.Amount.Currency.Code.ToUpperInvariant(),
                ["availability"] = "https://schema.org/InStock",
            };
        }

        // The default encoder writes < and > as escapes, so that no text can end the script element.
        return thing.ToJsonString();
    }
}

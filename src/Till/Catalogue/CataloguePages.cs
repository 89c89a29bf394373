using Till.Layout;

namespace Till.Catalogue;

internal static class CataloguePages
{
    /// <summary>Ties the kept page to the products on it: it is forgotten when one changes or its next price begins.</summary>
    public static void Remember(HttpContext context, IEnumerable<Product> products, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var product in products)
        {
            PageCache.Tag(context, CatalogueCache.TagOf(product.Id));
            next = product.NextPriceAt < (next ?? DateTimeOffset.MaxValue) ? product.NextPriceAt : next;
        }

        PageCache.Until(context, next, now);
    }
}

/// <param name="Large">On a page of its own, with what arrives and when, rather than on a card.</param>
internal sealed record OfferView(Product Product, Offer Offer, bool Large);

/// <param name="Description">Null where it only leads to more.</param>
internal sealed record ClubView(Product Product, string? Description);

/// <param name="Eager">Seen at once when the page opens, so it is not left for later.</param>
internal sealed record PictureView(Shelf Shelf, Picture? Picture, bool Eager);

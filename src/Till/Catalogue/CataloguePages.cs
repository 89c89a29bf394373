using Till.Core;
using Till.Layout;

namespace Till.Catalogue;

internal static class CataloguePages
{
    /// <summary>Ties the kept page to the products on it: it is forgotten when one changes, or when a price begins.</summary>
    public static void Remember(HttpContext context, IEnumerable<Guid> products, DateTimeOffset? until, DateTimeOffset now)
    {
        foreach (var product in products)
        {
            PageCache.Tag(context, CatalogueCache.TagOf(product));
        }

        PageCache.Until(context, until, now);
    }
}

/// <param name="CanPay">Whether albums have their button.</param>
/// <param name="Class">How they stand: in one row, or in as many as they need.</param>
/// <param name="Offered">With prices and buttons; a row that only leads on has none.</param>
internal sealed record CardsView(IReadOnlyList<Card> Cards, Currency Currency, bool CanPay, string Class = "shelf", bool Offered = true);

/// <summary>A list with what it can be narrowed and sorted by.</summary>
internal sealed record ListView(ListQuery Query, Facets Facets, Found Found, Currency Currency)
{
    public int Page => Query.Selection.Page;

    /// <summary>Null while it isn't known.</summary>
    public int? Pages => Found.More ? null : Math.Min(Shelf.MostPages, Math.Max(1, (Found.Total + Shelf.PageSize - 1) / Shelf.PageSize));

    /// <summary>"43 things", "more than 1,000 things".</summary>
    public string Count => Found.More ? $"More than {Found.Total:N0} things" : Found.Total == 1 ? "1 thing" : $"{Found.Total:N0} things";
}

internal sealed record OfferView(Product Product, Offer Offer, string? DeliveryNote);

/// <param name="Description">Null where it only leads to more.</param>
internal sealed record ClubView(Product Product, string? Description);

/// <param name="Eager">Seen at once when the page opens, so it is not left for later.</param>
internal sealed record PictureView(Shelf Shelf, Picture? Picture, bool Eager);

namespace Till.Catalogue;

/// <summary>One of the four kinds of things that a shop sells, and where and how it is listed.</summary>
/// <param name="Kind">As in <c>products.kind</c>.</param>
/// <param name="Segment">First part of its addresses: <c>/albums</c>, <c>/albums/{slug}</c>.</param>
/// <param name="MakerTitle">What the maker of such a thing is called.</param>
/// <param name="Order">SQL over <c>products p</c>: the first of the shelf comes first, and no two are equal.</param>
/// <param name="SoldOnline">Whether it can be bought on these pages.</param>
internal sealed record Shelf(string Kind, string Segment, string Title, string Lede, string MakerTitle, string Order, bool SoldOnline)
{
    public const int PageSize = 24;

    public static Shelf Albums { get; } = new(
        "album", "albums", "Albums", "Records to keep, newest first. Pay once, and download them at once.", "Artist",
        "p.year DESC NULLS LAST, p.title, p.id", SoldOnline: true);

    public static Shelf Books { get; } = new(
        "book", "books", "Books", "Printed in small runs, and written to be read twice.", "Author", "p.title, p.id", SoldOnline: false);

    public static Shelf Goods { get; } = new(
        "good", "goods", "Goods", "Things for the house and the wardrobe, best loved first.", "Maker",
        "p.rating_tenths DESC NULLS LAST, p.title, p.id", SoldOnline: false);

    public static Shelf Membership { get; } = new(
        "membership", "membership", "Membership", "A small sum now and then that keeps the lights on, with something back for it.", "From",
        "p.title, p.id", SoldOnline: false);

    public static IReadOnlyList<Shelf> All { get; } = [Albums, Books, Goods, Membership];

    public string Path => "/" + Segment;

    public static Shelf? Find(string? segment) => All.FirstOrDefault(shelf => shelf.Segment == segment);

    public static Shelf OfKind(string kind) => All.First(shelf => shelf.Kind == kind);
}

/// <summary>Lets one page stand for the four shelves: <c>@page "/{shelf:shelf}"</c>.</summary>
internal sealed class ShelfConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        Shelf.Find(values[routeKey] as string) is not null;
}

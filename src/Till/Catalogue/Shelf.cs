namespace Till.Catalogue;

/// <summary>One of the four kinds of things that a shop sells, and where and how it is listed.</summary>
/// <param name="Kind">As in <c>products.kind</c>.</param>
/// <param name="Segment">First part of its addresses: <c>/albums</c>, <c>/albums/{slug}</c>.</param>
/// <param name="MakerTitle">What the maker of such a thing is called.</param>
/// <param name="Sort">The order that its list is read in, unless a visitor asks for another.</param>
/// <param name="SoldOnline">Whether it goes into a bag; a membership is joined.</param>
internal sealed record Shelf(string Kind, string Segment, string Title, string Lede, string MakerTitle, Sort Sort, bool SoldOnline)
{
    public const int PageSize = 24;

    /// <summary>Nobody reads further, and whoever does is a machine that has the sitemap. It bounds what a page costs.</summary>
    public const int MostPages = 100;

    public static Shelf Albums { get; } = new(
        "album", "albums", "Albums", "Records to keep, newest first. Pay once, and download them at once.", "Artist",
        Sort.Newest, SoldOnline: true);

    public static Shelf Books { get; } = new(
        "book", "books", "Books", "Printed in small runs, and written to be read twice.", "Author", Sort.Name, SoldOnline: true);

    public static Shelf Goods { get; } = new(
        "good", "goods", "Goods", "Things for the house and the wardrobe, best loved first.", "Maker",
        Sort.BestRated, SoldOnline: true);

    public static Shelf Membership { get; } = new(
        "membership", "membership", "Membership", "A small sum now and then that keeps the lights on, with something back for it.", "From",
        Sort.Name, SoldOnline: false);

    public static IReadOnlyList<Shelf> All { get; } = [Albums, Books, Goods, Membership];

    public string Path => "/" + Segment;

    /// <summary>The shelf whose page stands at this path.</summary>
    public static Shelf At(PathString path) => All.First(shelf => path.StartsWithSegments(shelf.Path, StringComparison.OrdinalIgnoreCase));

    public static Shelf OfKind(string kind) => All.First(shelf => shelf.Kind == kind);
}

namespace Till.Catalogue;

/// <summary>An order in which a list can be read.</summary>
/// <param name="Word">As in the address: <c>?sort=-price</c>; a minus turns it round.</param>
/// <param name="Order">SQL over <c>listing_places l</c>. There is an index for each, and no two things are equal in any.</param>
internal sealed record Sort(string Word, string Title, string Order)
{
    public static Sort Newest { get; } = new("newest", "Newest first", "l.new_key DESC, l.title_key, l.number");

    public static Sort Name { get; } = new("name", "Name, A to Z", "l.title_key, l.number");

    public static Sort BestRated { get; } = new("-rating", "Best rated first", "l.rating_tenths DESC, l.title_key, l.number");

    /// <summary>Of a search: what fits the words best.</summary>
    public static Sort Best { get; } = new("best", "Best match first", "l.score DESC, l.number");

    /// <summary>Every list knows these; a search knows the best match too.</summary>
    public static IReadOnlyList<Sort> All { get; } =
    [
        Newest,
        new("-newest", "Oldest first", "l.new_key, l.title_key DESC, l.number DESC"),
        new("price", "Price, lowest first", "l.price_minor ASC NULLS LAST, l.title_key, l.number"),
        new("-price", "Price, highest first", "l.price_minor DESC NULLS LAST, l.title_key DESC, l.number DESC"),
        BestRated,
        new("rating", "Lowest rated first", "l.rating_tenths, l.title_key DESC, l.number DESC"),
        Name,
        new("-name", "Name, Z to A", "l.title_key DESC, l.number DESC"),
        new("category", "Category, A to Z", "l.category_key, l.title_key, l.number"),
        new("-category", "Category, Z to A", "l.category_key DESC, l.title_key DESC, l.number DESC"),
    ];
}

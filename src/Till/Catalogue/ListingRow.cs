namespace Till.Catalogue;

/// <summary>All that is written of a product for lists: its card, its keys in each sort, and its words.</summary>
internal sealed record ListingRow
{
    public required Guid ProductId { get; init; }

    public required string Kind { get; init; }

    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Maker { get; init; }

    public required int? Year { get; init; }

    public required int Tracks { get; init; }

    public required bool MemberOnly { get; init; }

    public required bool SoldOut { get; init; }

    public required string? PriceText { get; init; }

    public required string? MemberText { get; init; }

    public required Guid? BuyVariantId { get; init; }

    public required long? BuyMinor { get; init; }

    public required string? PictureUrl { get; init; }

    public required int? PictureWidth { get; init; }

    public required int? PictureHeight { get; init; }

    public required string? PictureAlt { get; init; }

    public required string Places { get; init; }

    public required string Sizes { get; init; }

    public required string TextHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The lowest in force, in the shop's currency.</summary>
    public required long? PriceMinor { get; init; }

    public required int RatingTenths { get; init; }

    public required long NewKey { get; init; }

    public required string TitleKey { get; init; }

    public required string CategoryKey { get; init; }

    public required IndexedWords Words { get; init; }
}

/// <summary>What <c>listing_places.place</c> is called.</summary>
internal static class Places
{
    /// <summary>Everything that the shop shows.</summary>
    public const string All = "*";

    public static string OfCategory(string slug) => "/" + slug;
}

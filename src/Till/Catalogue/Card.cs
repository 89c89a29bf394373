namespace Till.Catalogue;

/// <summary>A product as a list shows it, read from its one row of <c>listings</c>.</summary>
internal sealed record Card
{
    public required Guid ProductId { get; init; }

    public required string Kind { get; init; }

    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Maker { get; init; }

    public int? Year { get; init; }

    public required int Tracks { get; init; }

    public required bool MemberOnly { get; init; }

    public required bool SoldOut { get; init; }

    /// <summary>Null: it has no price in the shop's currency.</summary>
    public string? PriceText { get; init; }

    /// <summary>Null: members pay what all pay.</summary>
    public string? MemberText { get; init; }

    /// <summary>What one click buys; null when that needs a choice, or it can't be bought.</summary>
    public Guid? BuyVariantId { get; init; }

    public long? BuyMinor { get; init; }

    public string? PictureUrl { get; init; }

    public int? PictureWidth { get; init; }

    public int? PictureHeight { get; init; }

    public string? PictureAlt { get; init; }

    public Shelf Shelf => Shelf.OfKind(Kind);

    public string Path => $"{Shelf.Path}/{Slug}";

    public Picture? Picture => PictureUrl is null ? null : new Picture(PictureUrl, PictureWidth!.Value, PictureHeight!.Value, PictureAlt!);
}

using Till.Core;

namespace Till.Catalogue;

/// <summary>Which part of the catalogue a list shows, and in which order.</summary>
/// <param name="Shelf">Null: of every kind.</param>
internal sealed record Selection(Shelf? Shelf, Sort Sort)
{
    /// <summary>Slugs of categories that there are; a thing in any of them is shown.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>A thing that can be had in any of them is shown.</summary>
    public IReadOnlyList<string> Sizes { get; init; } = [];

    public Money? From { get; init; }

    public Money? To { get; init; }

    public bool InStock { get; init; }

    /// <summary>Each of them must be in what is shown.</summary>
    public IReadOnlyList<SearchWord> Words { get; init; } = [];

    /// <summary>Counted from one.</summary>
    public int Page { get; init; } = 1;

    public bool IsNarrowed => Categories.Count > 0 || Sizes.Count > 0 || From is not null || To is not null || InStock;
}

/// <summary>A page of a list.</summary>
/// <param name="Total">How many there are in all; when there are <paramref name="More"/>, as many as were counted.</param>
internal sealed record Found(IReadOnlyList<Card> Cards, int Total, bool More, bool HasNext)
{
    public static Found Nothing { get; } = new([], 0, false, false);
}

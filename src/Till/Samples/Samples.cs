namespace Till.Samples;

/// <summary>Amounts are US dollars in cents; an album for members only that costs nothing comes with the membership.</summary>
internal sealed record SampleAlbum(
    string Slug, string Title, string Band, int Year, int PriceCents, string Genre, string Description, IReadOnlyList<SampleTrack> Tracks)
{
    public bool IsPublished { get; init; } = true;

    public bool IsForMembersOnly { get; init; }
}

internal sealed record SampleTrack(int Number, string Title);

internal sealed record SampleBook(string Slug, string Title, string Author, int Year, int Pages, int PriceCents, string Description);

/// <summary>One thing to wear or use. <see cref="RatingTenths"/> runs from 10 (one star) to 50 (five).</summary>
internal sealed record SampleGood(
    string Sku, string Slug, string Name, string Maker, string Category, string Kind, string Colour, string Pattern,
    int PriceCents, int RatingTenths, bool HasSizes, string Description)
{
    /// <summary>How many there are of each size, XS first; of a thing without sizes one number. Null: as many as asked for.</summary>
    public required IReadOnlyList<int?> Stock { get; init; }

    public bool IsForMembersOnly { get; init; }
}

internal sealed record SampleCategory(string Slug, string Name, string Description);

internal sealed record SampleMembership(string Slug, string Name, int MonthlyCents, int YearlyCents, string Description)
{
    public int TrialDays { get; init; }

    public required string Badge { get; init; }

    /// <summary>Whether it opens what is for members only.</summary>
    public bool Opens { get; init; } = true;

    public required IReadOnlyList<string> Benefits { get; init; }
}

/// <summary>A picture as SVG text, its size in the drawing's own units, and what it shows in words.</summary>
internal sealed record Artwork(string Svg, int Width, int Height, string AlternativeText);

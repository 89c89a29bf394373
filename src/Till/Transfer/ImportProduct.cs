using Till.Catalogue;

namespace Till.Transfer;

/// <summary>A product as a file tells of it. What is null is not told, and stays as it is or as it begins.</summary>
internal sealed record ImportProduct
{
    /// <summary>Its first line.</summary>
    public required int Line { get; init; }

    /// <summary>By which the shop knows it: what has this address is changed, and where nothing has, a product is made.</summary>
    public required string Slug { get; init; }

    /// <summary>Where the file itself says what it is.</summary>
    public Shelf? Shelf { get; init; }

    /// <summary>What it becomes where it is new and the file does not say.</summary>
    public Shelf? NewShelf { get; init; }

    public string? Title { get; init; }

    public string? Maker { get; init; }

    /// <summary>As with <see cref="NewShelf"/>.</summary>
    public string? NewMaker { get; init; }

    public int? Year { get; init; }

    public string? Description { get; init; }

    /// <summary>By their names; those that are not there yet are made.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    public bool? Published { get; init; }

    public bool? MemberOnly { get; init; }

    public required IReadOnlyList<ImportSize> Sizes { get; init; }
}

/// <summary>A size of it; the only one has no name.</summary>
internal sealed record ImportSize(int Line, string Size)
{
    public string? Sku { get; init; }

    /// <summary>By interval, in minor units of the shop's currency.</summary>
    public IReadOnlyList<(string Interval, long Minor)> Prices { get; init; } = [];

    public ImportStock? Stock { get; init; }

    public int? LowStock { get; init; }
}

/// <param name="Count">Null: not counted, there are always some.</param>
internal sealed record ImportStock(int? Count);

/// <summary>What a file holds.</summary>
/// <param name="Format">Whose it is, in a person's words.</param>
/// <param name="Remarks">What is left out of it, and why.</param>
internal sealed record ImportFile(string Format, IReadOnlyList<ImportProduct> Products, IReadOnlyList<string> Remarks);

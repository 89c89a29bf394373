namespace Till.Catalogue;

/// <summary>What a page says of how many there are. Whoever moves stock compares what is said before and after, and wakes <see cref="StockWatch"/> where they differ.</summary>
internal static class StockState
{
    /// <summary>So few that it is worth saying.</summary>
    private const int Few = 5;

    /// <param name="stock">Null: unlimited.</param>
    public static string Of(int? stock) => stock switch
    {
        0 => "Sold out",
        > 0 and <= Few => $"Only {stock} left",
        _ => "In stock",
    };
}

namespace Till.Catalogue;

/// <summary>What a page says of how many there are. Whoever moves stock compares what is said before and after, and wakes <see cref="StockWatch"/> where they differ.</summary>
internal static class StockState
{
    /// <summary>So few that it is worth saying.</summary>
    private const int Few = 5;

    /// <param name="stock">Null: unlimited.</param>
    /// <param name="sellsOn">Whether it is sold on when there are none left.</param>
    public static string Of(int? stock, bool sellsOn = false) => stock switch
    {
        0 when sellsOn => "On back-order: sent when it is here again",
        > 0 and <= Few when sellsOn => $"{stock} at once, more on back-order",
        0 => "Sold out",
        > 0 and <= Few => $"Only {stock} left",
        _ => "In stock",
    };
}

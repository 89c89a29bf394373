namespace Till.Bags;

/// <summary>How the bag's pages say numbers.</summary>
internal static class BagWords
{
    public static string Things(int count) => count == 1 ? "1 thing" : $"{count} things";
}

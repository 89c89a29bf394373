namespace Till.Payments;

internal static class StripeLists
{
    /// <summary>
    /// All pages of a list. The library's own way goes on on any thread between two pages; this one stays with its caller, since a rehearsal
    /// has a single thread.
    /// </summary>
    public static async Task<List<T>> AllAsync<T>(this IAsyncEnumerable<T> pages)
    {
        var all = new List<T>();
        await foreach (var one in pages)
        {
            all.Add(one);
        }

        return all;
    }
}

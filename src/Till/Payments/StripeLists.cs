namespace Till.Payments;

/// <summary>
/// What the library has as well; but that goes on on any thread between two pages, and this stays with its caller, since a rehearsal has a
/// single thread.
/// </summary>
internal static class StripeLists
{
    public static async Task<List<T>> AllAsync<T>(this IAsyncEnumerable<T> pages)
    {
        var all = new List<T>();
        await foreach (var one in pages)
        {
            all.Add(one);
        }

        return all;
    }

    /// <summary>So many at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<T>> ChunksAsync<T>(this IAsyncEnumerable<T> pages, int size)
    {
        var chunk = new List<T>(size);
        await foreach (var one in pages)
        {
            chunk.Add(one);
            if (chunk.Count == size)
            {
                yield return chunk;
                chunk = new List<T>(size);
            }
        }

        if (chunk.Count > 0)
        {
            yield return chunk;
        }
    }
}

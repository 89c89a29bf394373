using System.Data.Common;
using Dapper;

namespace Till.Catalogue;

/// <summary>
/// Finds a page of a selection in a time that does not grow with the catalogue. What a place holds is counted already, and
/// read in the order of its sort from an index. With filters or words, matches are counted up to a limit: few are gathered and
/// sorted; many are so close together in the sort's index that walking it soon meets a page of them.
/// </summary>
internal static class ListQueries
{
    /// <summary>Up to here matches are counted one by one; beyond, a page says "more than".</summary>
    public const int Counted = 1000;

    private const string Keys = "l.number, l.price_minor, l.rating_tenths, l.new_key, l.title_key, l.category_key";

    /// <summary>A thing's keys are the same wherever it is met; its score is that of the word that fits best.</summary>
    private const string OnceEach =
        """
        l.number, MAX(l.price_minor) AS price_minor, MAX(l.rating_tenths) AS rating_tenths, MAX(l.new_key) AS new_key,
        MAX(l.title_key) AS title_key, MAX(l.category_key) AS category_key, MAX(l.score) AS score
        """;

    private const string CardColumns =
        """
        c.product_id, c.kind, c.slug, c.title, c.maker, c.year, c.tracks, c.member_only, c.sold_out, c.price_text, c.buy_variant_id,
        c.buy_minor, c.member_text, c.picture_url, c.picture_width, c.picture_height, c.picture_alt
        """;

    public static async Task<Found> FindAsync(DbConnection db, Selection selection, Facets facets)
    {
        if (selection.Words.Any(word => word.Stems.Count == 0))
        {
            return Found.Nothing;
        }

        var parts = new ListParts(selection);
        if (parts.IsPlain)
        {
            return Cut(await db.QueryAsync<Card>(Walk(parts), parts.Values), parts.Total(facets), more: false, selection.Page);
        }

        var matches = parts.IsCommonWord(Counted) ? Counted + 1 : await db.QuerySingleAsync<int>(Count(parts), parts.Values);
        var isFew = matches <= Counted && parts.IsGatheredSooner(matches, facets);
        var sql = isFew ? Gather(parts) : selection.Sort == Sort.Best ? BestFirst(parts) : Walk(parts);
        return matches == 0
            ? Found.Nothing
            : Cut(await db.QueryAsync<Card>(sql, parts.Values), Math.Min(matches, Counted), matches > Counted, selection.Page);
    }

    /// <summary>The first of a kind in its own order.</summary>
    public static async Task<IReadOnlyList<Card>> FirstAsync(DbConnection db, Shelf shelf, int take) =>
    [
        .. await db.QueryAsync<Card>(
            Walk("l.place = @kind", shelf.Sort.Order), new { kind = shelf.Kind, take, skip = 0 }),
    ];

    /// <summary>The newest of what is for members only.</summary>
    public static async Task<IReadOnlyList<Card>> MemberOnlyAsync(DbConnection db, int take) =>
        (await db.QueryAsync<Card>(
            $"SELECT {CardColumns} FROM listings c WHERE c.member_only ORDER BY c.created_at DESC, c.number DESC LIMIT @take", new { take })).AsList();

    private static string Walk(ListParts parts) => Walk(string.Join(" AND ", parts.Conditions.Prepend("l.place = @place")), parts.Order);

    /// <summary>In the order of an index, from its beginning.</summary>
    private static string Walk(string where, string order) =>
        $"""
        SELECT {CardColumns}
        FROM (SELECT {Keys} FROM listing_places l WHERE {where} ORDER BY {order} LIMIT @take OFFSET @skip) l
        JOIN listings c ON c.number = l.number
        ORDER BY {order}
        """;

    /// <summary>Up to the limit. A thing that is in two categories, or has two of the words, counts once.</summary>
    private static string Count(ListParts parts) => parts.IsRepeated
        ? $"SELECT COUNT(DISTINCT l.number) FROM (SELECT l.number FROM {parts.Source} LIMIT @scanned) l"
        : $"SELECT COUNT(*) FROM (SELECT l.number FROM {parts.Source} LIMIT @counted) l";

    /// <summary>All matches, sorted.</summary>
    private static string Gather(ListParts parts) =>
        $"""
        WITH met AS (SELECT {Keys}, {parts.Score} AS score FROM {parts.Source}),
        matched AS ({(parts.IsRepeated ? $"SELECT {OnceEach} FROM met l GROUP BY l.number" : "SELECT * FROM met")}),
        ranked AS (SELECT {Keys}, {parts.FullScore} AS score FROM matched l)
        SELECT {CardColumns}
        FROM (SELECT * FROM ranked l ORDER BY {parts.Order} LIMIT @take OFFSET @skip) l
        JOIN listings c ON c.number = l.number
        ORDER BY {parts.Order}
        """;

    /// <summary>The best of each stem that the rarest word can stand for, and the best of these.</summary>
    private static string BestFirst(ListParts parts) =>
        $"""
        SELECT {CardColumns}
        FROM (
            SELECT l.number, MAX(l.score) AS score FROM ({string.Join(" UNION ALL ", parts.BestOfEach)}) l
            GROUP BY l.number ORDER BY score DESC, l.number LIMIT @take OFFSET @skip
        ) l
        JOIN listings c ON c.number = l.number
        ORDER BY {parts.Order}
        """;

    private static Found Cut(IEnumerable<Card> rows, int total, bool more, int page)
    {
        var read = rows.AsList();
        var hasNext = read.Count > Shelf.PageSize;
        return new Found([.. read.Take(Shelf.PageSize)], total, more, hasNext && page < Shelf.MostPages);
    }
}

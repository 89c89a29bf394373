using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Storage;

namespace Till.Admin;

/// <summary>A product as the owner's list shows it.</summary>
internal sealed record DeskProduct
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string Maker { get; init; }

    public required bool Published { get; init; }

    public required bool MemberOnly { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string? Sha256 { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Of all sizes that are counted; null where none is.</summary>
    public long? Stock { get; init; }

    public required bool IsLow { get; init; }

    public required bool IsUncounted { get; init; }

    /// <summary>The lowest in force, as <see cref="MostMinor"/> is the highest.</summary>
    public long? LeastMinor { get; init; }

    public long? MostMinor { get; init; }

    public string? PictureUrl => Sha256 is null ? null : MediaFiles.Url(Sha256, ContentType!);

    public string StockText => Stock is null ? "—" : IsUncounted ? $"{Stock} and more" : Stock.Value.ToString(CultureInfo.InvariantCulture);

    public string PriceText(Currency currency) =>
        LeastMinor is null ? "none" : LeastMinor == MostMinor ? new Money(LeastMinor.Value, currency).ToString() : $"from {new Money(LeastMinor.Value, currency)}";

    /// <summary>Where the list goes on after this one.</summary>
    public string Cursor => $"{UpdatedAt.UtcTicks}.{Id:N}";
}

/// <summary>What an owner's list of products is narrowed to.</summary>
/// <param name="State">One of <see cref="DeskProducts.States"/>.</param>
/// <param name="After">The <see cref="DeskProduct.Cursor"/> of the last one that was seen; what is none is the beginning.</param>
internal sealed record ProductSearch(string Typed, string Kind, string State, Guid? Category, string? After)
{
    public const int MaxLength = 200;

    public string From { get; } = Typed.ToLowerInvariant();

    public string To => Beginning.End(From);

    public (DateTimeOffset At, Guid Id)? Position =>
        After?.Split('.') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
        && at <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParseExact(id, "N", out var product)
            ? (new DateTimeOffset(at, TimeSpan.Zero), product)
            : null;
}

/// <summary>Products as the owner looks for them, the one that was changed last first.</summary>
internal static class DeskProducts
{
    public const int PerPage = 50;

    /// <summary>Of each way in which a search may find something, so that a single letter costs no more than a name.</summary>
    private const int MostFound = 500;

    public static readonly IReadOnlyList<(string Value, string Name)> States =
    [
        ("", "All"), ("published", "On the shelf"), ("withdrawn", "Not on the shelf"), ("low", "Low stock"), ("removed", "Removed"),
    ];

    /// <summary>One page of them; one more than a page says that there is another.</summary>
    public static async Task<IReadOnlyList<DeskProduct>> FindAsync(DbConnection db, Engine engine, ProductSearch search, Currency currency, DateTimeOffset now)
    {
        var values = new DynamicParameters(new
        {
            search.From, search.To, search.Typed, search.Kind, search.Category, now, currency.Code, most = PerPage + 1, MostFound,
            at = search.Position?.At, id = search.Position?.Id,
        });
        var found = search.Typed.Length == 0 ? "" : await FoundAsync(db, engine, search, values);
        var rows = await db.QueryAsync<DeskProduct>(
            $"""
            WITH {found} chosen AS (
                SELECT p.* FROM products p
                WHERE {Of(search.State)} {(search.Kind.Length == 0 ? "" : "AND p.kind = @Kind")}
                {(search.Category is null ? "" : "AND p.id IN (SELECT pc.product_id FROM product_categories pc WHERE pc.category_id = @Category)")}
                {(found.Length == 0 ? "" : "AND p.id IN (SELECT id FROM found)")}
                {(search.Position is null ? "" : "AND (p.updated_at, p.id) < (@at, @id)")}
                ORDER BY p.updated_at DESC, p.id DESC LIMIT @most)
            SELECT c.id, c.kind, c.title, c.maker, c.published, c.member_only, c.removed_at, c.updated_at, pic.sha256, f.content_type,
                   (SELECT SUM(v.stock) FROM variants v WHERE v.product_id = c.id) AS stock,
                   EXISTS (SELECT 1 FROM variants v WHERE v.product_id = c.id AND v.stock <= v.low_stock) AS is_low,
                   EXISTS (SELECT 1 FROM variants v WHERE v.product_id = c.id AND v.stock IS NULL) AS is_uncounted,
                   (SELECT MIN(x.amount_minor) {InForce}) AS least_minor,
                   (SELECT MAX(x.amount_minor) {InForce}) AS most_minor
            FROM chosen c
            LEFT JOIN pictures pic ON pic.product_id = c.id AND pic.position = (SELECT MIN(one.position) FROM pictures one WHERE one.product_id = c.id)
            LEFT JOIN files f ON f.sha256 = pic.sha256
            ORDER BY c.updated_at DESC, c.id DESC
            """,
            values);
        return rows.AsList();
    }

    private const string InForce =
        """
        FROM prices x JOIN variants v ON v.id = x.variant_id
        WHERE v.product_id = c.id AND x.currency = @Code AND x.from_at = (
            SELECT MAX(y.from_at) FROM prices y WHERE y.variant_id = x.variant_id AND y.currency = @Code AND y.interval = x.interval AND y.from_at <= @now)
        """;

    /// <summary>Over products <c>p</c>: those in a state of <see cref="States"/>.</summary>
    public static string Of(string state) => state switch
    {
        "published" => "p.removed_at IS NULL AND p.published",
        "withdrawn" => "p.removed_at IS NULL AND NOT p.published",
        "low" => "p.removed_at IS NULL AND p.published AND p.id IN (SELECT v.product_id FROM variants v WHERE v.stock <= v.low_stock)",
        "removed" => "p.removed_at IS NOT NULL",
        _ => "p.removed_at IS NULL",
    };

    /// <summary>By the beginning of title, maker or code, by the whole address, and by any words of what is on the shelf.</summary>
    private static async Task<string> FoundAsync(DbConnection db, Engine engine, ProductSearch search, DynamicParameters values)
    {
        var words = await SearchWords.FindAsync(db, SearchWords.Of(search.Typed));
        var byWords = words.Count == 0 || words.Any(word => word.Stems.Count == 0) ? "" :
            $"""
            UNION SELECT product_id FROM (
                SELECT l.product_id FROM listings l
                WHERE l.number IN ({string.Join(" INTERSECT ", words.Select((word, at) =>
                    $"SELECT s.number FROM search_postings s WHERE s.stem IN {values.AddList($"stem{at}_", word.Stems.Select(stem => stem.Stem))}"))})
                LIMIT @MostFound) e
            """;
        return
            $"""
            found AS (
                SELECT id FROM (SELECT p.id FROM products p WHERE {Begins("p.title")} LIMIT @MostFound) a
                UNION SELECT id FROM (SELECT p.id FROM products p WHERE {Begins("p.maker")} LIMIT @MostFound) b
                UNION SELECT p.id FROM products p WHERE p.slug = @From
                UNION SELECT product_id FROM (SELECT v.product_id FROM variants v WHERE {Begins("v.sku")} LIMIT @MostFound) d
                {byWords}),
            """;

        string Begins(string column) => Beginning.Of($"lower({column})", engine, "@From", "@To");
    }
}

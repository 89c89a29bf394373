using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Memberships;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>Reads published products with their first picture, their variants and the prices in force, in one query.</summary>
internal static class ProductQueries
{
    private const string OnShelf = "p.published AND p.kind = @kind";

    /// <summary>
    /// Over <c>chosen</c>, which are rows of <c>products</c>. In force is the newest price that has started; of several currencies the shop's own
    /// counts. The moment of the next one tells how long the page can be kept.
    /// </summary>
    private const string Details =
        $"""
        SELECT p.id, p.kind, p.slug, p.title, p.maker, p.year, p.rating_tenths, p.member_only, {MemberAlbums.IsIncluded} AS included,
               (SELECT COUNT(*) FROM tracks t WHERE t.product_id = p.id) AS tracks,
               pic.sha256, f.content_type, pic.width, pic.height, pic.alt,
               v.id AS variant_id, v.size, v.stock, p.back_order, price.amount_minor, price.interval,
               (SELECT m.amount_minor FROM member_prices m
                WHERE m.variant_id = v.id AND m.currency = @currency AND m.from_at <= @now
                ORDER BY m.from_at DESC LIMIT 1) AS member_minor,
               (SELECT MIN(later.from_at) FROM member_prices later
                WHERE later.variant_id = v.id AND later.currency = @currency AND later.from_at > @now) AS next_member_price_at,
               (SELECT MIN(later.from_at) FROM prices later
                WHERE later.variant_id = v.id AND later.currency = @currency AND later.from_at > @now) AS next_price_at
        FROM chosen p
        LEFT JOIN pictures pic ON pic.product_id = p.id
            AND pic.position = (SELECT MIN(first.position) FROM pictures first WHERE first.product_id = p.id)
        LEFT JOIN files f ON f.sha256 = pic.sha256
        LEFT JOIN variants v ON v.product_id = p.id
        LEFT JOIN prices price ON price.variant_id = v.id AND price.currency = @currency
            AND price.from_at = (SELECT MAX(started.from_at) FROM prices started
                WHERE started.variant_id = v.id AND started.currency = @currency
                AND started.interval = price.interval AND started.from_at <= @now)
        ORDER BY
        """;

    /// <summary>Of the few things that are told whole, such as memberships.</summary>
    public static async Task<IReadOnlyList<Product>> AllAsync(DbConnection db, Shelf shelf, int take, Currency currency, DateTimeOffset now)
    {
        var rows = await db.QueryAsync<Row>(
            $"""
            WITH chosen AS (SELECT * FROM products p WHERE {OnShelf} ORDER BY p.title, p.id LIMIT @take)
            {Details} p.title, p.id, v.position, price.interval
            """,
            new { kind = shelf.Kind, take, currency = currency.Code, now });
        return Gather(rows, currency);
    }

    /// <summary>Those of the products that are published.</summary>
    public static async Task<IReadOnlyList<Product>> ByIdsAsync(DbConnection db, IReadOnlyList<Guid> ids, Currency currency, DateTimeOffset now)
    {
        var values = new DynamicParameters(new { currency = currency.Code, now });
        var rows = await db.QueryAsync<Row>(
            $"""
            WITH chosen AS (SELECT * FROM products p WHERE p.published AND p.id IN {values.AddList("id", ids)})
            {Details} p.id, v.position, price.interval
            """,
            values);
        return Gather(rows, currency);
    }

    public static async Task<Product?> FindAsync(DbConnection db, Shelf shelf, string slug, Currency currency, DateTimeOffset now)
    {
        var rows = await db.QueryAsync<Row>(
            $"""
            WITH chosen AS (SELECT * FROM products p WHERE {OnShelf} AND p.slug = @slug)
            {Details} v.position, price.interval
            """,
            new { kind = shelf.Kind, slug, currency = currency.Code, now });
        return Gather(rows, currency).SingleOrDefault();
    }

    /// <summary>Where a product stands now that had this slug before; null if there is none, or it is not to be seen.</summary>
    public static async Task<string?> MovedAsync(DbConnection db, Shelf shelf, string slug) =>
        await db.QuerySingleOrDefaultAsync<string?>(
            "SELECT p.slug FROM former_slugs s JOIN products p ON p.id = s.product_id WHERE s.slug = @slug AND p.published AND p.kind = @Kind",
            new { slug, shelf.Kind }) is { } now ? $"{shelf.Path}/{now}" : null;

    private static Picture? PictureOf(string? sha256, string? contentType, int? width, int? height, string? alt) =>
        sha256 is null ? null : new Picture(MediaFiles.Url(sha256, contentType!), width!.Value, height!.Value, alt!);

    private static List<Product> Gather(IEnumerable<Row> rows, Currency currency) =>
    [
        .. rows.GroupBy(row => row.Id).Select(product =>
        {
            var first = product.First();
            return new Product(
                first.Id, Shelf.OfKind(first.Kind), first.Slug, first.Title, first.Maker, first.Year, first.RatingTenths, first.MemberOnly,
                first.Tracks,
                PictureOf(first.Sha256, first.ContentType, first.Width, first.Height, first.Alt),
                [.. product.Where(row => row.VariantId is not null).GroupBy(row => row.VariantId!.Value).Select(variant => new Variant(
                    variant.Key,
                    variant.First().Size!,
                    variant.First().Stock,
                    first.BackOrder,
                    [.. variant.Where(row => row.AmountMinor is not null).Select(row => new Price(new Money(row.AmountMinor!.Value, currency), row.Interval!))],
                    variant.First().MemberMinor is { } minor ? new Money(minor, currency) : null))],
                product.SelectMany(row => new[] { row.NextPriceAt, row.NextMemberPriceAt }).Min())
            {
                IsIncluded = first.Included,
            };
        }),
    ];

    private sealed record Row
    {
        public required Guid Id { get; init; }

        public required string Kind { get; init; }

        public required string Slug { get; init; }

        public required string Title { get; init; }

        public required string Maker { get; init; }

        public int? Year { get; init; }

        public int? RatingTenths { get; init; }

        public required bool MemberOnly { get; init; }

        public required bool BackOrder { get; init; }

        public required int Tracks { get; init; }

        public string? Sha256 { get; init; }

        public string? ContentType { get; init; }

        public int? Width { get; init; }

        public int? Height { get; init; }

        public string? Alt { get; init; }

        public Guid? VariantId { get; init; }

        public string? Size { get; init; }

        public int? Stock { get; init; }

        public long? AmountMinor { get; init; }

        public string? Interval { get; init; }

        public long? MemberMinor { get; init; }

        public required bool Included { get; init; }

        public DateTimeOffset? NextPriceAt { get; init; }

        public DateTimeOffset? NextMemberPriceAt { get; init; }
    }
}

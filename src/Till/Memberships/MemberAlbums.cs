using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Orders;

namespace Till.Memberships;

/// <summary>Albums that come with a membership: who is in plays and downloads them without an order.</summary>
internal static class MemberAlbums
{
    /// <summary>
    /// Over variants <c>v</c> and products <c>p</c>. For members only, and members pay nothing for it: by a price of nothing, or because
    /// it was never given one. A price in another currency is one, so that nothing is given away that the owner sells elsewhere.
    /// </summary>
    public const string IsIncluded =
        """
        CASE WHEN p.kind = 'album' AND p.member_only THEN
            COALESCE(
                (SELECT m.amount_minor FROM member_prices m
                 WHERE m.variant_id = v.id AND m.currency = @currency AND m.from_at <= @now ORDER BY m.from_at DESC LIMIT 1),
                (SELECT c.amount_minor FROM prices c
                 WHERE c.variant_id = v.id AND c.currency = @currency AND c.interval = 'once' AND c.from_at <= @now
                 ORDER BY c.from_at DESC LIMIT 1),
                CASE WHEN EXISTS (SELECT 1 FROM prices c WHERE c.variant_id = v.id) THEN 1 ELSE 0 END) = 0
        ELSE false END
        """;

    public static string PathOf(string slug) => "/members/" + slug;

    /// <summary>All there are, by title, for whoever is in.</summary>
    public static async Task<IReadOnlyList<MemberAlbum>> ListAsync(DbConnection db, Currency currency, DateTimeOffset now) =>
        (await db.QueryAsync<MemberAlbum>(
            $"""
            SELECT p.id, p.slug, p.title, p.maker FROM products p JOIN variants v ON v.product_id = p.id
            WHERE p.published AND p.member_only AND {IsIncluded} ORDER BY p.title, p.id
            """,
            new { currency = currency.Code, now })).AsList();

    /// <summary>Null: there is none of that slug that comes with a membership.</summary>
    public static async Task<MemberAlbum?> FindAsync(DbConnection db, string slug, Currency currency, DateTimeOffset now) =>
        (await ListAsync(db, currency, now)).FirstOrDefault(album => album.Slug == slug);

    /// <summary>What it gives: the whole of it, and each track.</summary>
    public static async Task<IReadOnlyList<OrderDownload>> FilesAsync(DbConnection db, MemberAlbum album) =>
        (await db.QueryAsync<OrderDownload>(
            """
            SELECT f.product_id AS entitlement_id, 0 AS track, f.position, f.name, f.sha256, s.size_bytes, s.content_type, f.product_id
            FROM product_files f JOIN files s ON s.sha256 = f.sha256 WHERE f.product_id = @Id
            UNION ALL
            SELECT t.product_id, 1, t.position, t.title, t.sha256, s.size_bytes, s.content_type, t.product_id
            FROM tracks t JOIN files s ON s.sha256 = t.sha256 WHERE t.product_id = @Id
            ORDER BY 2, 3
            """,
            album)).AsList();
}

internal sealed record MemberAlbum(Guid Id, string Slug, string Title, string Maker)
{
    public string Path => MemberAlbums.PathOf(Slug);
}

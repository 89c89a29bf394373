using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>What only a product's own page shows.</summary>
/// <param name="Category">The first that it stands in.</param>
/// <param name="Pictures">All of them, the one that lists show first.</param>
internal sealed record ProductDetails(
    string Description, IReadOnlyList<Track> Tracks, IReadOnlyList<Picture> Pictures, (string Slug, string Name)? Category, int Files, long LargestFileBytes)
{
    public TimeSpan Length => Tracks.Aggregate(TimeSpan.Zero, (sum, track) => sum + track.Length);

    public static async Task<ProductDetails> ReadAsync(DbConnection db, Product product)
    {
        var productId = product.Id;
        var row = await db.QuerySingleAsync<Row>(
            """
            SELECT p.description, c.slug, c.name,
                   (SELECT COUNT(*) FROM product_files pf WHERE pf.product_id = p.id) AS files,
                   (SELECT MAX(f.size_bytes) FROM product_files pf JOIN files f ON f.sha256 = pf.sha256 WHERE pf.product_id = p.id) AS largest_bytes
            FROM products p
            LEFT JOIN product_categories pc ON pc.product_id = p.id
            LEFT JOIN categories c ON c.id = pc.category_id AND NOT c.hidden
            WHERE p.id = @productId ORDER BY CASE WHEN c.id IS NULL THEN 1 ELSE 0 END, c.position, c.slug LIMIT 1
            """,
            new { productId });
        var pictures = await db.QueryAsync<PictureRow>(
            """
            SELECT pic.sha256, f.content_type, pic.width, pic.height, pic.alt
            FROM pictures pic JOIN files f ON f.sha256 = pic.sha256 WHERE pic.product_id = @productId ORDER BY pic.position
            """,
            new { productId });
        return new ProductDetails(
            row.Description,
            product.Tracks == 0 ? [] : await TracksAsync(db, productId),
            [.. pictures.Select(one => new Picture(MediaFiles.Url(one.Sha256, one.ContentType), one.Width, one.Height, one.Alt))],
            row.Slug is null ? null : (row.Slug, row.Name!),
            row.Files,
            row.LargestBytes ?? 0);
    }

    public static Task<string> DescriptionAsync(DbConnection db, Guid productId) =>
        db.QuerySingleAsync<string>("SELECT description FROM products WHERE id = @productId", new { productId });

    /// <summary>Of all things of a kind, by product.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> DescriptionsAsync(DbConnection db, Shelf shelf) =>
        (await db.QueryAsync<(Guid Id, string Description)>(
            "SELECT id, description FROM products WHERE published AND kind = @Kind AND description <> ''", shelf))
        .ToDictionary(row => row.Id, row => row.Description);

    private static async Task<IReadOnlyList<Track>> TracksAsync(DbConnection db, Guid productId)
    {
        var tracks = await db.QueryAsync<TrackRow>(
            """
            SELECT t.title, t.length_ms, t.preview_sha256, f.content_type
            FROM tracks t JOIN files f ON f.sha256 = t.preview_sha256
            WHERE t.product_id = @productId ORDER BY t.position
            """,
            new { productId });
        return
        [
            .. tracks.Select((track, index) => new Track(
                index + 1, track.Title, TimeSpan.FromMilliseconds(track.LengthMs), MediaFiles.Url(track.PreviewSha256, track.ContentType))),
        ];
    }

    private sealed record Row
    {
        public required string Description { get; init; }

        public string? Slug { get; init; }

        public string? Name { get; init; }

        public required int Files { get; init; }

        public long? LargestBytes { get; init; }
    }

    private sealed record PictureRow(string Sha256, string ContentType, int Width, int Height, string Alt);

    private sealed record TrackRow(string Title, int LengthMs, string PreviewSha256, string ContentType);
}

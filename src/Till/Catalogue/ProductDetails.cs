using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>What only a product's own page shows.</summary>
internal sealed record ProductDetails(string Description, IReadOnlyList<Track> Tracks, int Files, long LargestFileBytes)
{
    public TimeSpan Length => Tracks.Aggregate(TimeSpan.Zero, (sum, track) => sum + track.Length);

    public static async Task<ProductDetails> ReadAsync(DbConnection db, Guid productId)
    {
        var tracks = await db.QueryAsync<TrackRow>(
            """
            SELECT t.title, t.length_ms, t.preview_sha256, f.content_type
            FROM tracks t JOIN files f ON f.sha256 = t.preview_sha256
            WHERE t.product_id = @productId ORDER BY t.position
            """,
            new { productId });
        var files = await db.QuerySingleAsync<FilesRow>(
            """
            SELECT COUNT(*) AS number, COALESCE(MAX(f.size_bytes), 0) AS largest_bytes
            FROM product_files pf JOIN files f ON f.sha256 = pf.sha256 WHERE pf.product_id = @productId
            """,
            new { productId });
        return new ProductDetails(
            await DescriptionAsync(db, productId),
            [.. tracks.Select((track, index) => new Track(
                index + 1, track.Title, TimeSpan.FromMilliseconds(track.LengthMs), MediaFiles.Url(track.PreviewSha256, track.ContentType)))],
            files.Number,
            files.LargestBytes);
    }

    public static Task<string> DescriptionAsync(DbConnection db, Guid productId) =>
        db.QuerySingleAsync<string>("SELECT description FROM products WHERE id = @productId", new { productId });

    private sealed record TrackRow(string Title, int LengthMs, string PreviewSha256, string ContentType);

    private sealed record FilesRow(int Number, long LargestBytes);
}

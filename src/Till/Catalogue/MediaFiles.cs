using System.Collections.Frozen;
using Dapper;
using Microsoft.Net.Http.Headers;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>
/// <c>/media/{sha256}.{ext}</c>: pictures and previews, for everybody. What is sold is never served here, whoever knows its hash.
/// </summary>
internal static class MediaFiles
{
    private static readonly FrozenDictionary<string, string> Extensions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["image/svg+xml"] = "svg",
        ["image/png"] = "png",
        ["image/jpeg"] = "jpg",
        ["image/webp"] = "webp",
        ["image/avif"] = "avif",
        ["audio/wav"] = "wav",
        ["audio/mpeg"] = "mp3",
        ["audio/ogg"] = "ogg",
        ["audio/flac"] = "flac",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string Url(string sha256, string contentType) => $"/media/{sha256}.{ExtensionOf(contentType)}";

    public static void MapMedia(this WebApplication app) => app.MapGet("/media/{sha256:length(64)}.{ext}", ServeAsync);

    private static async Task<IResult> ServeAsync(
        string sha256, string ext, Database database, Media media, ShopSettings settings, HttpContext context, CancellationToken cancel)
    {
        if (!sha256.All(char.IsAsciiHexDigitLower))
        {
            return Results.NotFound();
        }

        var contentType = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<string?>(
                """
                SELECT f.content_type FROM files f
                WHERE f.sha256 = @sha256
                AND (EXISTS (SELECT 1 FROM pictures p WHERE p.sha256 = f.sha256)
                  OR EXISTS (SELECT 1 FROM tracks t WHERE t.preview_sha256 = f.sha256)
                  OR f.sha256 = @logo)
                """,
                new { sha256, logo = settings.Logo?.Sha256 ?? "" }),
            cancel);
        var path = media.PathOf(sha256);
        if (contentType is null || ext != ExtensionOf(contentType) || !File.Exists(path))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable"; // the address is the content's own hash
        if (contentType == "image/svg+xml")
        {
            // A picture may style itself, and do nothing else, also when it is opened by itself.
            headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
        }

        return Results.File(path, contentType, entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }

    private static string ExtensionOf(string contentType) => Extensions.GetValueOrDefault(contentType, "bin");
}

using Dapper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;
using Till.Storage;

namespace Till.Downloads;

/// <summary>Gives a file that was bought. The page itself is what is shown when it cannot.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class DownloadModel(Database database, DownloadLinks links, Media media, Chance chance, TimeProvider time) : PageModel
{
    public string Explanation { get; private set; } = "";

    /// <param name="play">Asked for by the player on the order's page: shown in place, and not counted.</param>
    public async Task<IActionResult> OnGetAsync(
        Guid entitlement, string sha256, long until, string signature, string name, bool play, CancellationToken cancel)
    {
        switch (await links.CheckAsync(entitlement, sha256, until, signature, cancel))
        {
            case LinkVerdict.Forged:
                return NotFound();
            case LinkVerdict.Expired:
                return Refuse("This download link has expired. The page of your order, linked in your receipt mail, has new ones.");
        }

        var file = await FindAsync(entitlement, sha256, cancel);
        if (file is null)
        {
            return NotFound();
        }

        if (file.RevokedAt is not null)
        {
            return Refuse("This purchase was refunded, or its payment is disputed, so its downloads are closed.");
        }

        if (!play && Begins(Request))
        {
            await CountAsync(entitlement, sha256, cancel);
        }

        return new PhysicalFileResult(media.PathOf(sha256), file.ContentType)
        {
            EnableRangeProcessing = true,
            EntityTag = new EntityTagHeaderValue($"\"{sha256}\""),
            FileDownloadName = play ? null : name,
        };
    }

    private Task<FileRow?> FindAsync(Guid entitlement, string sha256, CancellationToken cancel) => database.ReadAsync(
        db => db.QueryFirstOrDefaultAsync<FileRow?>(
            """
            SELECT s.content_type, e.revoked_at
            FROM entitlements e JOIN orders o ON o.id = e.order_id JOIN files s ON s.sha256 = @sha256
            WHERE e.id = @entitlement AND o.erased_at IS NULL
              AND (EXISTS (SELECT 1 FROM product_files f WHERE f.product_id = e.product_id AND f.sha256 = @sha256)
                OR EXISTS (SELECT 1 FROM tracks t WHERE t.product_id = e.product_id AND t.sha256 = @sha256))
            """,
            new { entitlement, sha256 }),
        cancel);

    /// <summary>A download is counted when it begins, not for each piece of it.</summary>
    private static bool Begins(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && (request.GetTypedHeaders().Range?.Ranges.FirstOrDefault()?.From ?? 0) == 0;

    private Task CountAsync(Guid entitlement, string sha256, CancellationToken cancel) => database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync(
            "INSERT INTO downloads (id, entitlement_id, sha256, at) VALUES (@id, @entitlement, @sha256, @now)",
            new { id = chance.NewId(time.Now()), entitlement, sha256, now = time.Now() }),
        cancel);

    private PageResult Refuse(string explanation)
    {
        Explanation = explanation;
        Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }

    private sealed record FileRow(string ContentType, DateTimeOffset? RevokedAt);
}

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;
using Till.Accounts;
using Till.Orders;
using Till.Storage;

namespace Till.Memberships;

/// <summary>An album that comes with a membership, to be played and downloaded by who is in; everybody else is told how to be.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class MemberAlbumPageModel(Database database, Media media, ShopSettings settings, TimeProvider time) : PageModel
{
    public MemberAlbum Album { get; private set; } = null!;

    /// <summary>Empty for who is not in.</summary>
    public IReadOnlyList<(OrderDownload File, string Url)> Files { get; private set; } = [];

    public bool IsOpen { get; private set; }

    public bool IsSignedIn => User.AccountId() is not null;

    /// <param name="sha256">Null: the page; else a file of it.</param>
    /// <param name="play">Asked for by the player on the page: shown in place.</param>
    public async Task<IActionResult> OnGetAsync(string slug, string? sha256, string? name, bool play, CancellationToken cancel)
    {
        var (album, files) = await database.ReadAsync(
            async db =>
            {
                var found = await MemberAlbums.FindAsync(db, slug, settings.Currency, time.Now());
                IsOpen = found is not null && (await Member.FindAsync(db, User.AccountId(), settings.Access, time.Now())).OpensMemberOnly;
                return (found, IsOpen ? await MemberAlbums.FilesAsync(db, found!) : []);
            },
            cancel);
        if (album is null)
        {
            return NotFound();
        }

        Album = album;
        if (!IsOpen)
        {
            Response.StatusCode = StatusCodes.Status403Forbidden;
            return Page();
        }

        if (sha256 is null)
        {
            Files = [.. files.Select(file => (file, $"{album.Path}/{file.Sha256}/{Uri.EscapeDataString(file.FileName)}"))];
            return Page();
        }

        return files.FirstOrDefault(file => file.Sha256 == sha256) is { } asked
            ? new PhysicalFileResult(media.PathOf(asked.Sha256), asked.ContentType)
            {
                EnableRangeProcessing = true,
                EntityTag = new EntityTagHeaderValue($"\"{asked.Sha256}\""),
                FileDownloadName = play ? null : name,
            }
            : NotFound();
    }
}

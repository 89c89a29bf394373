using Dapper;
using Microsoft.AspNetCore.Mvc;
using Till.Catalogue;
using Till.Products;
using Till.Storage;

namespace Till.Admin;

/// <summary>What buyers of an album or a book play and download.</summary>
[UploadLimit(1_100_000_000)]
internal sealed class ProductFilesPageModel(Database database, ProductFiles files) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Done { get; set; }

    [BindProperty]
    public string? TrackTitle { get; set; }

    [BindProperty]
    public IFormFile? Track { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    /// <summary>What is to be taken away.</summary>
    [BindProperty]
    public string? Row { get; set; }

    public ProductRow Product { get; private set; } = null!;

    public IReadOnlyList<TrackRow> Tracks { get; private set; } = [];

    public IReadOnlyList<FileRow> Files { get; private set; } = [];

    public bool IsAlbum => Product.Shelf == Shelf.Albums;

    public string? Message => Done switch
    {
        "added" => "It is there.",
        "removed" => "It is taken away.",
        _ => null,
    };

    public string? ErrorOf(string field) =>
        ModelState.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    public Task<IActionResult> OnGetAsync(CancellationToken cancel) => ShowAsync(cancel);

    public async Task<IActionResult> OnPostTrackAsync(CancellationToken cancel)
    {
        var typed = new Typed((field, why) => ModelState.AddModelError(field, why));
        var title = typed.Line(nameof(TrackTitle), TrackTitle, "A title", ProductRules.MaxTitle);
        if (Fits(typed, nameof(Track), Track, AudioFile.MaxBytes))
        {
            await using var content = Track!.OpenReadStream();
            var (audio, why) = AudioFile.Read(content);
            if (audio is null)
            {
                typed.Refuse(nameof(Track), why);
            }
            else if (typed.IsSound)
            {
                return await AnswerAsync(await files.AddTrackAsync(Id, title, audio, content, Me, cancel), "added", cancel);
            }
        }

        return await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostFileAsync(CancellationToken cancel)
    {
        var typed = new Typed((field, why) => ModelState.AddModelError(field, why));
        if (Fits(typed, nameof(Upload), Upload, ProductFiles.MaxBytes))
        {
            await using var content = Upload!.OpenReadStream();
            var head = new byte[64];
            var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel);
            if (ProductFiles.TypeOf(head.AsSpan(0, length)) is var (contentType, ending))
            {
                return await AnswerAsync(await files.AddFileAsync(Id, ProductFiles.NameOf(Upload.FileName, ending), contentType, content, Me, cancel), "added", cancel);
            }

            typed.Refuse(nameof(Upload), "Choose a ZIP, PDF, EPUB, MP3, WAV or FLAC. Several files go into one ZIP.");
        }

        return await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostRemoveTrackAsync(CancellationToken cancel) =>
        await AnswerAsync(await files.RemoveTrackAsync(Id, Guid.TryParse(Row, out var row) ? row : Guid.Empty, Me, cancel), "removed", cancel);

    public async Task<IActionResult> OnPostRemoveFileAsync(CancellationToken cancel) =>
        await AnswerAsync(await files.RemoveFileAsync(Id, Guid.TryParse(Row, out var row) ? row : Guid.Empty, Me, cancel), "removed", cancel);

    private static bool Fits(Typed typed, string field, IFormFile? file, long most)
    {
        if (file is not { Length: > 0 })
        {
            typed.Refuse(field, file is null ? "Choose a file." : "This file is empty. Choose another.");
            return false;
        }

        if (file.Length > most)
        {
            typed.Refuse(field, $"This file has {Catalogue.Words.Size(file.Length)}; at most {Catalogue.Words.Size(most)} can be kept.");
            return false;
        }

        return true;
    }

    private async Task<IActionResult> AnswerAsync(Edit outcome, string done, CancellationToken cancel)
    {
        switch (outcome)
        {
            case Edit.Done:
                return Redirect($"/admin/products/{Id}/files?done={done}");
            case Edit.Refused refused:
                ModelState.AddModelError(refused.Field, refused.Why);
                return await ShowAsync(cancel);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancel)
    {
        var found = await database.ReadAsync(
            async db =>
            {
                var product = await db.QuerySingleOrDefaultAsync<ProductRow>(
                    $"SELECT {ProductRow.Columns} FROM products WHERE id = @Id AND kind IN ('album', 'book')", new { Id });
                Tracks = (await db.QueryAsync<TrackRow>(
                    """
                    SELECT t.id, t.title, t.length_ms, t.preview_sha256, f.content_type
                    FROM tracks t JOIN files f ON f.sha256 = t.preview_sha256 WHERE t.product_id = @Id ORDER BY t.position
                    """,
                    new { Id })).AsList();
                Files = (await db.QueryAsync<FileRow>(
                    "SELECT p.id, p.name, f.size_bytes FROM product_files p JOIN files f ON f.sha256 = p.sha256 WHERE p.product_id = @Id ORDER BY p.position",
                    new { Id })).AsList();
                return product;
            },
            cancel);
        if (found is null)
        {
            return NotFound();
        }

        Product = found;
        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return Page();
    }

    internal sealed record TrackRow(Guid Id, string Title, int LengthMs, string PreviewSha256, string ContentType)
    {
        public string Length => Catalogue.Words.Clock(TimeSpan.FromMilliseconds(LengthMs));

        public string PreviewUrl => MediaFiles.Url(PreviewSha256, ContentType);
    }

    internal sealed record FileRow(Guid Id, string Name, long SizeBytes);
}

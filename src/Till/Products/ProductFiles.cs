using Dapper;
using Till.Catalogue;
using Till.Storage;

namespace Till.Products;

/// <summary>What buyers of a product play and download.</summary>
internal sealed class ProductFiles(ProductDesk desk, Media media)
{
    public const long MaxBytes = 1_000_000_000;

    public const int Most = 60;

    public const int MaxName = 120;

    /// <summary>Adds a track, with its beginning for everybody to hear.</summary>
    public async Task<Edit> AddTrackAsync(Guid id, string title, AudioFile audio, Stream content, Actor by, CancellationToken cancel)
    {
        if (await KindAsync(id, cancel) != Shelf.Albums.Kind)
        {
            return new Edit.NotFound();
        }

        content.Position = 0;
        var (whole, preview) = (await media.PutAsync(content, audio.ContentType, cancel), await media.PutAsync(audio.Preview, audio.ContentType, cancel));
        return await desk.ChangeAsync(
            id,
            by,
            async change =>
            {
                if (await FullAsync(change, "tracks") is { } full)
                {
                    return full;
                }

                await Media.AddRowAsync(change.Transaction, whole);
                await Media.AddRowAsync(change.Transaction, preview);
                await change.Db.ExecuteAsync(
                    """
                    INSERT INTO tracks (id, product_id, position, title, length_ms, sha256, preview_sha256)
                    SELECT @track, @id, COALESCE(MAX(position), 0) + 1, @title, @LengthMs, @Sha256, @Preview FROM tracks WHERE product_id = @id
                    """,
                    new { track = desk.NewId(change.Now), id, title, audio.LengthMs, whole.Sha256, Preview = preview.Sha256 });
                return await DoneAsync(change, $"New track “{title}”, {Catalogue.Words.Clock(TimeSpan.FromMilliseconds(audio.LengthMs))}");
            },
            cancel);
    }

    /// <summary>Adds a file to download.</summary>
    public async Task<Edit> AddFileAsync(Guid id, string name, string contentType, Stream content, Actor by, CancellationToken cancel)
    {
        if (await KindAsync(id, cancel) is not ("album" or "book"))
        {
            return new Edit.NotFound();
        }

        content.Position = 0;
        var file = await media.PutAsync(content, contentType, cancel);
        return await desk.ChangeAsync(
            id,
            by,
            async change =>
            {
                if (await FullAsync(change, "product_files") is { } full)
                {
                    return full;
                }

                await Media.AddRowAsync(change.Transaction, file);
                await change.Db.ExecuteAsync(
                    """
                    INSERT INTO product_files (id, product_id, position, name, sha256)
                    SELECT @row, @id, COALESCE(MAX(position), 0) + 1, @name, @Sha256 FROM product_files WHERE product_id = @id
                    """,
                    new { row = desk.NewId(change.Now), id, name, file.Sha256 });
                return await DoneAsync(change, $"New file “{name}”, {Catalogue.Words.Size(file.SizeBytes)}");
            },
            cancel);
    }

    public Task<Edit> RemoveTrackAsync(Guid id, Guid row, Actor by, CancellationToken cancel) => RemoveAsync(id, row, "tracks", "title", by, cancel);

    public Task<Edit> RemoveFileAsync(Guid id, Guid row, Actor by, CancellationToken cancel) => RemoveAsync(id, row, "product_files", "name", by, cancel);

    /// <summary>What may be sold as a file, by its first bytes: its type and how its name ends; null for anything else.</summary>
    public static (string ContentType, string Ending)? TypeOf(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => head.IndexOf("mimetypeapplication/epub+zip"u8) == 30 ? ("application/epub+zip", ".epub") : ("application/zip", ".zip"),
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => ("application/pdf", ".pdf"),
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => ("audio/flac", ".flac"),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => ("audio/wav", ".wav"),
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, 0xFB or 0xF3 or 0xF2, ..] => ("audio/mpeg", ".mp3"),
        _ => null,
    };

    /// <summary>The name that a buyer's disk gets: without folders and what no disk takes, and with the ending of what it is.</summary>
    public static string NameOf(string typed, string ending)
    {
        var last = typed[(typed.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = string.Concat(Path.GetFileNameWithoutExtension(last).Where(one => !char.IsControl(one) && !"<>:\"|?*%".Contains(one))).Trim(' ', '.');
        return (name.Length == 0 ? "download" : name[..Math.Min(name.Length, MaxName - ending.Length)]) + ending;
    }

    private Task<string?> KindAsync(Guid id, CancellationToken cancel) =>
        desk.Database.ReadAsync(db => db.QuerySingleOrDefaultAsync<string?>("SELECT kind FROM products WHERE id = @id", new { id }), cancel);

    private static async Task<Edit.Refused?> FullAsync(ProductChange change, string table) =>
        await change.Db.QuerySingleAsync<long>($"SELECT COUNT(*) FROM {table} WHERE product_id = @Id", new { change.Product.Id }) >= Most
            ? new Edit.Refused("Upload", $"At most {Most} are kept. Take one away first.")
            : null;

    private Task<Edit> RemoveAsync(Guid id, Guid row, string table, string name, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var gone = await change.Db.QuerySingleOrDefaultAsync<string?>(
                $"DELETE FROM {table} WHERE id = @row AND product_id = @id RETURNING {name}", new { row, id });
            return gone is null
                ? new Edit.Refused("", "That is not there any more.")
                : await DoneAsync(change, $"“{gone}” is taken away");
        },
        cancel);

    private Task<Edit> DoneAsync(ProductChange change, string what) => desk.DoneAsync(change, Audit.ProductFiled, what);
}

using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Samples;

/// <summary>A product with everything that is written in one transaction with it. Its files lie in the media folder already.</summary>
internal sealed record SeedProduct(
    string Kind, string Slug, string Title, string Maker, int? Year, string Description, IReadOnlyList<SeedVariant> Variants, SeedPicture Picture)
{
    public bool IsPublished { get; init; } = true;

    public bool IsForMembersOnly { get; init; }

    public int? RatingTenths { get; init; }

    /// <summary>The slug of the category that it stands in, or null.</summary>
    public string? Category { get; init; }

    public IReadOnlyList<SeedTrack> Tracks { get; init; } = [];

    public (string Name, StoredFile File)? Download { get; init; }
}

internal sealed record SeedVariant(string Sku, string Size, int? Stock, IReadOnlyList<SeedPrice> Prices);

/// <param name="Cents">US dollars in cents.</param>
/// <param name="Interval">once, month or year.</param>
internal sealed record SeedPrice(long Cents, string Interval);

internal sealed record SeedPicture(StoredFile File, int Width, int Height, string Alt);

internal sealed record SeedTrack(int Position, string Title, int LengthMs, StoredFile File, StoredFile Preview);

/// <summary>The SQL of one filling, and its count.</summary>
internal sealed class SeedWriter(DateTimeOffset now, Chance chance)
{
    private readonly List<string> kept = [];

    public int Added { get; private set; }

    public int Present { get; private set; }

    public IReadOnlyList<string> Kept => kept;

    public static async Task AddCategoriesAsync(Transaction transaction, SeedWriter writer, IReadOnlyList<SampleCategory> categories)
    {
        foreach (var (category, position) in categories.Select((category, at) => (category, at)))
        {
            await transaction.Db.ExecuteAsync(
                "INSERT INTO categories (id, slug, name, position) VALUES (@Id, @Slug, @Name, @position) ON CONFLICT (slug) DO NOTHING",
                new { Id = writer.NewId(), category.Slug, category.Name, position });
        }
    }

    /// <summary>Asks once per product and run, and counts the answer.</summary>
    public async Task<bool> IsMissingAsync(DbConnection db, string slug)
    {
        switch (await db.QuerySingleOrDefaultAsync<bool?>("SELECT sample FROM products WHERE slug = @slug", new { slug }))
        {
            case true: Present++; return false;
            case false: kept.Add(slug); return false;
            default: return true;
        }
    }

    /// <summary>Counts what a committed transaction added; what it did not, somebody else had added in the meantime or holds the sku.</summary>
    public void Count(IReadOnlyList<SeedProduct> products, List<string> added)
    {
        Added += added.Count;
        kept.AddRange(products.Select(product => product.Slug).Except(added));
    }

    /// <summary>False when the slug or a sku is taken: then nothing is written.</summary>
    public async Task<bool> AddAsync(Transaction transaction, SeedProduct product)
    {
        var db = transaction.Db;
        foreach (var variant in product.Variants)
        {
            if (await db.QuerySingleAsync<long>("SELECT count(*) FROM variants WHERE sku = @Sku", new { variant.Sku }) > 0)
            {
                return false;
            }
        }

        var id = NewId();
        var inserted = await db.ExecuteAsync(
            """
            INSERT INTO products (id, kind, slug, title, maker, year, description, rating_tenths, published, member_only, sample, created_at, updated_at)
            VALUES (@id, @Kind, @Slug, @Title, @Maker, @Year, @Description, @RatingTenths, @IsPublished, @IsForMembersOnly, @Sample, @now, @now)
            ON CONFLICT (slug) DO NOTHING
            """,
            new { id, product.Kind, product.Slug, product.Title, product.Maker, product.Year, product.Description, product.RatingTenths, product.IsPublished, product.IsForMembersOnly, Sample = true, now });
        if (inserted == 0)
        {
            return false;
        }

        await AddVariantsAsync(db, id, product);
        await AddFilesAsync(transaction, id, product);
        if (product.Category is { } category)
        {
            await db.ExecuteAsync(
                "INSERT INTO product_categories (product_id, category_id) SELECT @id, c.id FROM categories c WHERE c.slug = @category", new { id, category });
        }

        return true;
    }

    private async Task AddVariantsAsync(DbConnection db, Guid productId, SeedProduct product)
    {
        foreach (var (variant, position) in product.Variants.Select((variant, at) => (variant, at)))
        {
            var variantId = NewId();
            await db.ExecuteAsync(
                "INSERT INTO variants (id, product_id, sku, size, position, stock) VALUES (@variantId, @productId, @Sku, @Size, @position, @Stock)",
                new { variantId, productId, variant.Sku, variant.Size, position, variant.Stock });
            foreach (var price in variant.Prices)
            {
                await db.ExecuteAsync(
                    "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@Id, @variantId, 'usd', @Cents, @Interval, @now)",
                    new { Id = NewId(), variantId, price.Cents, price.Interval, now });
            }
        }
    }

    private async Task AddFilesAsync(Transaction transaction, Guid productId, SeedProduct product)
    {
        var db = transaction.Db;
        var picture = product.Picture;
        await Media.AddRowAsync(transaction, picture.File);
        await db.ExecuteAsync(
            "INSERT INTO pictures (id, product_id, position, sha256, width, height, alt) VALUES (@Id, @productId, 0, @Sha256, @Width, @Height, @Alt)",
            new { Id = NewId(), productId, picture.File.Sha256, picture.Width, picture.Height, picture.Alt });
        foreach (var track in product.Tracks)
        {
            await Media.AddRowAsync(transaction, track.File);
            await Media.AddRowAsync(transaction, track.Preview);
            await db.ExecuteAsync(
                "INSERT INTO tracks (id, product_id, position, title, length_ms, sha256, preview_sha256) VALUES (@Id, @productId, @Position, @Title, @LengthMs, @Sha256, @Preview)",
                new { Id = NewId(), productId, track.Position, track.Title, track.LengthMs, track.File.Sha256, Preview = track.Preview.Sha256 });
        }

        if (product.Download is var (name, file))
        {
            await Media.AddRowAsync(transaction, file);
            await db.ExecuteAsync(
                "INSERT INTO product_files (id, product_id, position, name, sha256) VALUES (@Id, @productId, 1, @name, @Sha256)",
                new { Id = NewId(), productId, name, file.Sha256 });
        }
    }

    private Guid NewId() => chance.NewId(now);
}

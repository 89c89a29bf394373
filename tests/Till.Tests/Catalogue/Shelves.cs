using Dapper;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>Puts things on the shelves of a test's shop.</summary>
internal static class Shelves
{
    public static readonly DateTimeOffset Opening = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A product with one variant for each size, each at the same price. A null price leaves it without one.</summary>
    public static Task<Shelved> AddAsync(this TestShop shop, Thing thing) => AddAsync(shop.Database, thing);

    public static Task<Shelved> AddAsync(Database database, Thing thing) => database.WriteAsync(
        async transaction =>
        {
            var db = transaction.Db;
            var product = NewId();
            await db.ExecuteAsync(
                """
                INSERT INTO products (id, kind, slug, title, maker, year, description, rating_tenths, published, member_only, created_at, updated_at)
                VALUES (@product, @Kind, @Slug, @Title, @Maker, @Year, @Description, @Rating, @Published, @MemberOnly, @Opening, @Opening)
                """,
                new
                {
                    product, thing.Kind, thing.Slug, Title = thing.Title ?? thing.Slug, thing.Maker, thing.Year, thing.Description, thing.Rating,
                    thing.Published, thing.MemberOnly, Opening = thing.At,
                });
            var variants = new List<Guid>();
            foreach (var (size, position) in (thing.Sizes ?? [""]).Select((size, index) => (size, index)))
            {
                var variant = NewId();
                variants.Add(variant);
                await db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, size, position, stock) VALUES (@variant, @product, @sku, @size, @position, @Stock)",
                    new { variant, product, sku = $"{thing.Slug}-{size}", size, position, thing.Stock });
                if (thing.Price is { } amount)
                {
                    await PriceAsync(transaction, variant, amount, thing.Currency, thing.Interval, Opening);
                }
            }

            if (thing.Category is { } category)
            {
                await db.ExecuteAsync(
                    "INSERT INTO categories (id, slug, name, position) VALUES (@id, @category, @category, 1) ON CONFLICT (slug) DO NOTHING",
                    new { id = NewId(), category });
                await db.ExecuteAsync(
                    "INSERT INTO product_categories (product_id, category_id) SELECT @product, id FROM categories WHERE slug = @category",
                    new { product, category });
            }

            return new Shelved(product, variants);
        },
        Cancel);

    public static Task StockAsync(this TestShop shop, Guid variant, int? stock) => shop.Database.WriteAsync(
        transaction => transaction.Db.ExecuteAsync("UPDATE variants SET stock = @stock WHERE id = @variant", new { variant, stock }), Cancel);

    public static Task PriceAsync(this TestShop shop, Guid variant, long amountMinor, DateTimeOffset from, string currency = "usd") =>
        shop.Database.WriteAsync(transaction => PriceAsync(transaction, variant, amountMinor, currency, "once", from), Cancel);

    /// <summary>A picture that shows the text; its address.</summary>
    public static Task<string> PictureAsync(this TestShop shop, Guid product, string svg, string alt, int position = 1) =>
        PictureAsync(shop, product, svg, "image/svg+xml", "svg", alt, position);

    /// <summary>A photograph, as far as its name goes.</summary>
    public static Task<string> PhotographAsync(this TestShop shop, Guid product, string content, string alt) =>
        PictureAsync(shop, product, content, "image/png", "png", alt, position: 1);

    private static async Task<string> PictureAsync(TestShop shop, Guid product, string content, string type, string extension, string alt, int position)
    {
        var file = await shop.PutAsync(content, type);
        await shop.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "INSERT INTO pictures (id, product_id, position, sha256, width, height, alt) VALUES (@id, @product, @position, @Sha256, 800, 800, @alt)",
                new { id = NewId(), product, position, file.Sha256, alt }),
            Cancel);
        return $"/media/{file.Sha256}.{extension}";
    }

    /// <summary>A track with a preview; both files.</summary>
    public static async Task<(StoredFile Full, StoredFile Preview)> TrackAsync(this TestShop shop, Guid product, int position, string title, int lengthMs)
    {
        var full = await shop.PutAsync($"all of {title}", "audio/wav");
        var preview = await shop.PutAsync($"a little of {title}", "audio/wav");
        await shop.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                INSERT INTO tracks (id, product_id, position, title, length_ms, sha256, preview_sha256)
                VALUES (@id, @product, @position, @title, @lengthMs, @full, @preview)
                """,
                new { id = NewId(), product, position, title, lengthMs, full = full.Sha256, preview = preview.Sha256 }),
            Cancel);
        return (full, preview);
    }

    /// <summary>The file that a buyer of the product gets.</summary>
    public static async Task<StoredFile> DownloadAsync(this TestShop shop, Guid product, string name)
    {
        var file = await shop.PutAsync($"the whole of {name}", "application/zip");
        await shop.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "INSERT INTO product_files (id, product_id, position, name, sha256) VALUES (@id, @product, 1, @name, @Sha256)",
                new { id = NewId(), product, name, file.Sha256 }),
            Cancel);
        return file;
    }

    private static async Task<StoredFile> PutAsync(this TestShop shop, string content, string contentType)
    {
        var file = await shop.Media.PutAsync(System.Text.Encoding.UTF8.GetBytes(content), contentType, Cancel);
        await shop.Database.WriteAsync(transaction => Media.AddRowAsync(transaction, file), Cancel);
        return file;
    }

    private static Task<int> PriceAsync(Transaction transaction, Guid variant, long amountMinor, string currency, string interval, DateTimeOffset from) =>
        transaction.Db.ExecuteAsync(
            "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@id, @variant, @currency, @amountMinor, @interval, @from)",
            new { id = NewId(), variant, currency, amountMinor, interval, from });

    private static Guid NewId() => Chance.Secure.NewId(Opening);
}

internal sealed record Thing(string Kind, string Slug)
{
    public string? Title { get; init; }

    public string Maker { get; init; } = "The Harbour Lamps";

    public int? Year { get; init; }

    public string Description { get; init; } = "";

    public int? Rating { get; init; }

    public bool Published { get; init; } = true;

    public bool MemberOnly { get; init; }

    public IReadOnlyList<string>? Sizes { get; init; }

    public int? Stock { get; init; }

    /// <summary>In minor units.</summary>
    public long? Price { get; init; } = 999;

    public string Currency { get; init; } = "usd";

    public string Interval { get; init; } = "once";

    public string? Category { get; init; }

    /// <summary>When it came into the shop.</summary>
    public DateTimeOffset At { get; init; } = Shelves.Opening;
}

internal sealed record Shelved(Guid Product, IReadOnlyList<Guid> Variants);

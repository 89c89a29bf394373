using System.Text;
using Dapper;
using Till.Storage;

namespace Till.Tests.Sale;

/// <summary>Puts things to buy into a shop's catalogue.</summary>
internal static class Shelf
{
    /// <returns>The variant's id.</returns>
    public static async Task<Guid> AddAlbumAsync(
        Database database, Media media, string title, long priceMinor, bool published, CancellationToken cancel)
    {
        var now = TimeProvider.System.Now().AddMinutes(-1);
        var (product, variant) = (Chance.Secure.NewId(now), Chance.Secure.NewId(now));
        var file = await media.PutAsync(Encoding.UTF8.GetBytes($"all tracks of {title} {product}"), "application/zip", cancel);
        await database.WriteAsync(
            async transaction =>
            {
                await Media.AddRowAsync(transaction, file);
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, year, published, created_at, updated_at)
                    VALUES (@product, 'album', @slug, @title, 'The Owls', 2026, @published, @now, @now)
                    """,
                    new { product, slug = $"album-{product:N}", title, published, now });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, position) VALUES (@variant, @product, @sku, 1)",
                    new { variant, product, sku = $"SKU-{variant:N}" });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO product_files (id, product_id, position, name, sha256) VALUES (@variant, @product, 1, @name, @Sha256)",
                    new { variant, product, name = $"{title}.zip", file.Sha256 });
            },
            cancel);
        await SetPriceAsync(database, variant, priceMinor, "usd", now, cancel);
        return variant;
    }

    /// <returns>The variant's id.</returns>
    public static async Task<Guid> AddGoodAsync(Database database, string title, long priceMinor, int? stock, string currency, CancellationToken cancel)
    {
        var now = TimeProvider.System.Now().AddMinutes(-1);
        var (product, variant) = (Chance.Secure.NewId(now), Chance.Secure.NewId(now));
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
                    VALUES (@product, 'good', @slug, @title, 'Loom & Co', @published, @now, @now)
                    """,
                    new { product, slug = $"good-{product:N}", title, published = true, now });
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO variants (id, product_id, sku, position, stock) VALUES (@variant, @product, @sku, 1, @stock)",
                    new { variant, product, sku = $"SKU-{variant:N}", stock });
            },
            cancel);
        await SetPriceAsync(database, variant, priceMinor, currency, now, cancel);
        return variant;
    }

    public static Task SetPriceAsync(Database database, Guid variant, long minor, string currency, DateTimeOffset from, CancellationToken cancel) =>
        database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, @currency, @minor, @from)",
                new { id = Chance.Secure.NewId(from), variant, currency, minor, from }),
            cancel);
}

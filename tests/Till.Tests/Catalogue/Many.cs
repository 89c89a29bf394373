using Dapper;
using Till.Storage;

namespace Till.Tests.Catalogue;

/// <summary>Many simple goods at once: cents from 1.00 up, all in stock, each said to be "everything".</summary>
internal static class Many
{
    public static Task AddAsync(Database database, int count, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var db = transaction.Db;
            var goods = Enumerable.Range(0, count).Select(at => new
            {
                Product = Id(1, at), Variant = Id(2, at), Price = Id(3, at), Slug = $"thing-{at}", Title = $"Thing {at}", Minor = 100 + at, Rating = 10 + (at % 41), Shelves.Opening,
            }).ToList();
            await db.ExecuteAsync(
                """
                INSERT INTO products (id, kind, slug, title, maker, description, rating_tenths, published, created_at, updated_at)
                VALUES (@Product, 'good', @Slug, @Title, 'Everybody', 'Everything in store.', @Rating, (1 = 1), @Opening, @Opening)
                """,
                goods);
            await db.ExecuteAsync("INSERT INTO variants (id, product_id, sku, position) VALUES (@Variant, @Product, @Slug, 1)", goods);
            await db.ExecuteAsync("INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@Price, @Variant, 'usd', @Minor, @Opening)", goods);
        },
        cancel);

    private static Guid Id(int table, int at) => new($"00000000-0000-7000-8{table:000}-{at:x12}");
}

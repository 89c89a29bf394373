using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Transfer;

/// <summary>What the shop knows of the products that a file names, read in a fixed number of queries.</summary>
internal sealed class Shelved
{
    private readonly Dictionary<string, ProductRow> products;
    private readonly ILookup<Guid, ShelvedSize> sizes;
    private readonly ILookup<Guid, string> categories;
    private readonly Dictionary<string, string> former;
    private readonly Dictionary<string, Guid> skus;

    private Shelved(
        Dictionary<string, ProductRow> products, IEnumerable<ShelvedSize> sizes, IEnumerable<(Guid ProductId, string Name)> categories,
        IEnumerable<(string Slug, string Title)> former, IEnumerable<(string Sku, Guid ProductId)> skus)
    {
        this.products = products;
        this.sizes = sizes.OrderBy(size => size.Position).ToLookup(size => size.ProductId);
        this.categories = categories.ToLookup(row => row.ProductId, row => row.Name);
        this.former = former.ToDictionary(row => row.Slug, row => row.Title);
        this.skus = skus.ToDictionary(row => row.Sku, row => row.ProductId);
    }

    public required IReadOnlyList<(Guid Id, string Name)> AllCategories { get; init; }

    public ProductRow? Product(string slug) => products.GetValueOrDefault(slug);

    public IReadOnlyList<ShelvedSize> Sizes(Guid product) => [.. sizes[product]];

    public IReadOnlyList<string> Categories(Guid product) => [.. categories[product]];

    /// <summary>The title of the product that this address led to before and still leads to.</summary>
    public string? FormerOwner(string slug) => former.GetValueOrDefault(slug);

    /// <summary>Whose code it is.</summary>
    public Guid? OwnerOf(string sku) => skus.TryGetValue(sku, out var product) ? product : null;

    /// <param name="names">The slugs of the products.</param>
    /// <param name="skus">Codes to be asked about, by what the products are; null: none.</param>
    public static async Task<Shelved> ReadAsync(
        DbConnection db, Engine engine, IEnumerable<string> names, Currency currency, DateTimeOffset now,
        Func<IReadOnlyDictionary<string, ProductRow>, IEnumerable<string>>? skus = null)
    {
        var json = new JsonRows(engine);
        var slugs = new { rows = JsonRows.Of(names.Select(name => new object?[] { name })), currency.Code, now };
        var named = $"SELECT {json.Text(0)} FROM {json.Rows}";
        var rows = (await db.QueryAsync<ProductRow>($"SELECT {ProductRow.Columns} FROM products WHERE slug IN ({named})", slugs)).ToDictionary(row => row.Slug);
        var variants = (await db.QueryAsync<ShelvedSize>(
            $"SELECT id, product_id, sku, size, position, stock, low_stock FROM variants WHERE product_id IN (SELECT p.id FROM products p WHERE p.slug IN ({named}))", slugs)).AsList();
        var prices = (await db.QueryAsync<(Guid VariantId, string Interval, long Minor)>(
            $"""
            SELECT x.variant_id, x.interval, x.amount_minor FROM prices x
            WHERE x.variant_id IN (SELECT v.id FROM variants v JOIN products p ON p.id = v.product_id WHERE p.slug IN ({named})) AND x.currency = @Code
              AND x.from_at = (
                SELECT MAX(y.from_at) FROM prices y
                WHERE y.variant_id = x.variant_id AND y.currency = x.currency AND y.interval = x.interval AND y.from_at <= @now)
            """,
            slugs)).ToLookup(row => row.VariantId);
        var places = await db.QueryAsync<(Guid ProductId, string Name)>(
            $"""
            SELECT pc.product_id, c.name FROM product_categories pc JOIN categories c ON c.id = pc.category_id
            WHERE pc.product_id IN (SELECT p.id FROM products p WHERE p.slug IN ({named}))
            """,
            slugs);
        var led = await db.QueryAsync<(string Slug, string Title)>(
            $"SELECT s.slug, p.title FROM former_slugs s JOIN products p ON p.id = s.product_id WHERE s.slug IN ({named})", slugs);
        var codes = skus is null ? [] : await db.QueryAsync<(string Sku, Guid ProductId)>(
            $"SELECT sku, product_id FROM variants WHERE sku IN ({named})", new { rows = JsonRows.Of(skus(rows).Distinct().Select(sku => new object?[] { sku })) });
        return new Shelved(rows, variants.Select(size => size with { Prices = [.. prices[size.Id].Select(row => (row.Interval, row.Minor))] }), places, led, codes)
        {
            AllCategories = [.. await db.QueryAsync<(Guid Id, string Name)>("SELECT id, name FROM categories ORDER BY position, slug")],
        };
    }
}

/// <summary>A size that there is.</summary>
internal sealed record ShelvedSize
{
    public required Guid Id { get; init; }

    public required Guid ProductId { get; init; }

    public required string Sku { get; init; }

    public required string Size { get; init; }

    public required int Position { get; init; }

    public int? Stock { get; init; }

    public required int LowStock { get; init; }

    /// <summary>Those in force, by interval.</summary>
    public IReadOnlyList<(string Interval, long Minor)> Prices { get; init; } = [];

    public long? Price(string interval) => Prices.Where(one => one.Interval == interval).Select(one => (long?)one.Minor).SingleOrDefault();
}

using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Products;

namespace Till.Admin;

/// <summary>All that is known of a product, for who looks after it. A fixed number of queries.</summary>
internal sealed record ProductView(
    ProductRow Product, IReadOnlyList<Guid> Categories, IReadOnlyList<CategoryOption> AllCategories, IReadOnlyList<ProductView.VariantRow> Variants,
    IReadOnlyList<ProductView.PriceLine> Prices, IReadOnlyList<ProductView.PictureRow> Pictures, IReadOnlyList<ProductView.StockLine> Stock,
    IReadOnlyList<string> FormerSlugs, ProductView.Counts Count)
{
    private const int MostPrices = 200;

    private const int MostMoves = 40;

    public static async Task<ProductView?> FindAsync(DbConnection db, Guid id, Currency currency, DateTimeOffset now)
    {
        if (await db.QuerySingleOrDefaultAsync<ProductRow>($"SELECT {ProductRow.Columns} FROM products WHERE id = @id", new { id }) is not { } product)
        {
            return null;
        }

        return new ProductView(
            product,
            (await db.QueryAsync<Guid>("SELECT category_id FROM product_categories WHERE product_id = @id", new { id })).AsList(),
            await CategoryOption.ListAsync(db),
            (await db.QueryAsync<VariantRow>("SELECT id, size, sku, stock, low_stock FROM variants WHERE product_id = @id ORDER BY position", new { id })).AsList(),
            await PricesAsync(db, id, currency, now),
            (await db.QueryAsync<PictureRow>(
                """
                SELECT p.id, p.sha256, f.content_type, p.width, p.height, p.alt
                FROM pictures p JOIN files f ON f.sha256 = p.sha256 WHERE p.product_id = @id ORDER BY p.position
                """,
                new { id })).AsList(),
            await StockAsync(db, id),
            (await db.QueryAsync<string>("SELECT slug FROM former_slugs WHERE product_id = @id ORDER BY until_at DESC LIMIT 20", new { id })).AsList(),
            await db.QuerySingleAsync<Counts>(
                """
                SELECT (SELECT COUNT(*) FROM tracks WHERE product_id = @id) AS tracks,
                       (SELECT COUNT(*) FROM product_files WHERE product_id = @id) AS files
                """,
                new { id }));
    }

    /// <summary>The newest first; of each kind the newest that has begun is in force.</summary>
    private static async Task<IReadOnlyList<PriceLine>> PricesAsync(DbConnection db, Guid id, Currency currency, DateTimeOffset now)
    {
        var rows = (await db.QueryAsync<PriceRow>(
            """
            SELECT x.id, v.id AS variant_id, v.size, v.position, x.interval, x.amount_minor, x.from_at, @no AS for_members
            FROM prices x JOIN variants v ON v.id = x.variant_id WHERE v.product_id = @id AND x.currency = @Code
            UNION ALL
            SELECT m.id, v.id, v.size, v.position, 'once', m.amount_minor, m.from_at, @yes
            FROM member_prices m JOIN variants v ON v.id = m.variant_id WHERE v.product_id = @id AND m.currency = @Code
            ORDER BY 7 DESC, 4 LIMIT @MostPrices
            """,
            new { id, currency.Code, no = false, yes = true, MostPrices })).AsList();
        var inForce = rows.Where(row => row.FromAt <= now).GroupBy(row => (row.VariantId, row.Interval, row.ForMembers)).Select(group => group.First().Id).ToHashSet();
        return
        [
            .. rows.Select(row => new PriceLine(
                row.Id, row.Size, row.ForMembers ? "members" : row.Interval, row.AmountMinor is { } minor ? new Money(minor, currency) : null, row.FromAt,
                inForce.Contains(row.Id), row.FromAt > now)),
        ];
    }

    /// <summary>What was done by hand and what was sold, the newest first.</summary>
    private static async Task<IReadOnlyList<StockLine>> StockAsync(DbConnection db, Guid id)
    {
        var moves = await db.QueryAsync<StockLine>(
            """
            SELECT m.at, m.size, m.reason, m.before, m.after, m.note, m.actor
            FROM stock_movements m WHERE m.product_id = @id ORDER BY m.at DESC, m.id DESC LIMIT @MostMoves
            """,
            new { id, MostMoves });
        var sold = await db.QueryAsync<StockLine>(
            """
            SELECT a.created_at AS at, v.size, h.state AS reason, h.quantity, o.id AS order_id, o.number AS order_number
            FROM stock_holds h JOIN variants v ON v.id = h.variant_id
            JOIN payment_attempts a ON a.id = h.attempt_id JOIN orders o ON o.id = a.order_id
            WHERE v.product_id = @id AND h.state IN ('held', 'sold') ORDER BY h.attempt_id DESC LIMIT @MostMoves
            """,
            new { id, MostMoves });
        return [.. moves.Concat(sold).OrderByDescending(line => line.At).Take(MostMoves)];
    }

    internal sealed record VariantRow(Guid Id, string Size, string Sku, int? Stock, int LowStock)
    {
        public string StockText => Stock is { } stock ? $"{stock} there" : "not counted";

        public string Name => Size.Length == 0 ? "The product" : Size;
    }

    /// <param name="Payer">"once", "month" or "year", or "members".</param>
    /// <param name="Amount">Null: members pay what all pay.</param>
    internal sealed record PriceLine(Guid Id, string Size, string Payer, Money? Amount, DateTimeOffset FromAt, bool IsInForce, bool IsToCome)
    {
        public string Whose => Payer switch { "members" => "members", "once" => "everybody", var interval => $"a {interval}" };
    }

    internal sealed record PictureRow(Guid Id, string Sha256, string ContentType, int Width, int Height, string Alt)
    {
        public string Url => MediaFiles.Url(Sha256, ContentType);
    }

    internal sealed record StockLine
    {
        public DateTimeOffset At { get; init; }

        public string Size { get; init; } = "";

        public string Reason { get; init; } = "";

        public int? Before { get; init; }

        public int? After { get; init; }

        public int? Quantity { get; init; }

        public string Note { get; init; } = "";

        public string Actor { get; init; } = "";

        public Guid? OrderId { get; init; }

        public long? OrderNumber { get; init; }

        public string Change => this switch
        {
            { Quantity: { } sold } => $"−{sold}",
            { Before: { } before, After: { } after } => after >= before ? $"+{after - before}" : $"−{before - after}",
            _ => "",
        };

        public string Left => OrderId is not null ? "" : After?.ToString() ?? "not counted";
    }

    internal sealed record Counts(long Tracks, long Files);

    private sealed record PriceRow
    {
        public Guid Id { get; init; }

        public Guid VariantId { get; init; }

        public string Size { get; init; } = "";

        public string Interval { get; init; } = "";

        public long? AmountMinor { get; init; }

        public DateTimeOffset FromAt { get; init; }

        public bool ForMembers { get; init; }
    }
}

using Dapper;
using Till.Storage;

namespace Till.Products;

/// <summary>Adds sizes to a product, and takes them away.</summary>
internal sealed class ChangeSizes(ProductDesk desk)
{
    /// <summary>A new one costs what the first does, now and later.</summary>
    /// <param name="sku">Empty: one is made.</param>
    public Task<Edit> AddAsync(Guid id, string size, string sku, int? stock, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var db = change.Db;
            var sizes = (await db.QueryAsync<Row>("SELECT id, size, sku, position FROM variants WHERE product_id = @id ORDER BY position", new { id })).AsList();
            if (Refuse(change.Product, sizes, size) is { } wrong)
            {
                return wrong;
            }

            if (sku.Length > 0 && await db.QuerySingleAsync<long>("SELECT COUNT(*) FROM variants WHERE sku = @sku", new { sku }) > 0)
            {
                return new Edit.Refused("NewSku", $"Something else has the code {sku}.");
            }

            var code = sku.Length > 0 ? sku : await AddProduct.FreeSkuAsync(change.Transaction, ProductRules.SkuOf(change.Product.Shelf, change.Product.Slug, size));
            var variant = desk.NewId(change.Now);
            await db.ExecuteAsync(
                "INSERT INTO variants (id, product_id, sku, size, position, stock) VALUES (@variant, @id, @code, @size, @position, @stock)",
                new { variant, id, code, size, position = sizes.Count == 0 ? 0 : sizes[^1].Position + 1, stock });
            if (sizes.Count > 0)
            {
                await CopyPricesAsync(change, sizes[0].Id, variant);
            }

            if (stock is { } begins)
            {
                await MoveStock.NoteAsync(
                    change.Transaction, new StockMove(desk.NewId(change.Now), id, variant, size, "opening", null, begins, "", by.Name, change.Now));
            }

            return await desk.DoneAsync(change, Audit.ProductSized, $"New size “{size}”, code {code}, {(stock is null ? "not counted" : $"{stock} there")}", text: true);
        },
        cancel);

    /// <summary>Its prices go with it. Orders have what was bought written into them, and keep it.</summary>
    public Task<Edit> RemoveAsync(Guid id, Guid variantId, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            var sizes = (await change.Db.QueryAsync<Row>("SELECT id, size, sku, position FROM variants WHERE product_id = @id", new { id })).AsList();
            if (sizes.Find(size => size.Id == variantId) is not { } going)
            {
                return new Edit.Refused("Going", "This size is not there any more. Load the page again.");
            }

            if (sizes.Count == 1)
            {
                return new Edit.Refused("Going", "This is the last one. Take the product off the shelf instead.");
            }

            if (await change.Db.QuerySingleAsync<long>("SELECT COUNT(*) FROM stock_holds WHERE variant_id = @variantId AND state = 'held'", new { variantId }) > 0)
            {
                return new Edit.Refused("Going", "Somebody is paying for one right now. Try again in half an hour, or take the product off the shelf.");
            }

            await change.Db.ExecuteAsync("DELETE FROM variants WHERE id = @variantId", new { variantId });
            return await desk.DoneAsync(change, Audit.ProductSized, $"Size “{going.Size}”, code {going.Sku}: taken away", text: true);
        },
        cancel);

    private static Edit.Refused? Refuse(ProductRow product, List<Row> sizes, string size) =>
        product.Shelf == Catalogue.Shelf.Membership ? new Edit.Refused("NewSize", "A membership has no sizes.")
        : sizes.Count >= ProductRules.MostSizes ? new Edit.Refused("NewSize", $"A product has at most {ProductRules.MostSizes} sizes.")
        : sizes.Exists(one => one.Size.Length == 0) ? new Edit.Refused("NewSize", "Give what is there a size first, under Sizes, and save it: where there are several, each has a name.")
        : sizes.Exists(one => string.Equals(one.Size, size, StringComparison.OrdinalIgnoreCase)) ? new Edit.Refused("NewSize", $"There is a size {size} already.")
        : null;

    private async Task CopyPricesAsync(ProductChange change, Guid from, Guid to)
    {
        foreach (var table in (string[])["prices", "member_prices"])
        {
            var interval = table == "prices" ? "interval" : "'once'";
            var rows = (await change.Db.QueryAsync<PriceRow>(
                $"""
                SELECT currency, amount_minor, {interval} AS interval, from_at FROM {table} p WHERE variant_id = @from AND (from_at > @Now OR from_at = (
                    SELECT MAX(q.from_at) FROM {table} q
                    WHERE q.variant_id = p.variant_id AND q.currency = p.currency AND {(table == "prices" ? "q.interval = p.interval AND" : "")} q.from_at <= @Now))
                """,
                new { from, change.Now })).Select(row => new { Id = desk.NewId(change.Now), to, row.Currency, row.AmountMinor, row.Interval, row.FromAt });
            await change.Db.ExecuteAsync(
                table == "prices"
                    ? "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@Id, @to, @Currency, @AmountMinor, @Interval, @FromAt)"
                    : "INSERT INTO member_prices (id, variant_id, currency, amount_minor, from_at) VALUES (@Id, @to, @Currency, @AmountMinor, @FromAt)",
                rows);
        }
    }

    private sealed record Row(Guid Id, string Size, string Sku, int Position);

    // Not filled by its constructor: SQLite tells no types of computed columns when there is no row.
    private sealed record PriceRow
    {
        public string Currency { get; init; } = "";

        public long? AmountMinor { get; init; }

        public string Interval { get; init; } = "";

        public DateTimeOffset FromAt { get; init; }
    }
}

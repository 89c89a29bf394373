using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Products;
using Till.Storage;

namespace Till.Transfer;

/// <summary>The SQL of an import: some hundred products with each command, so that a large file takes few.</summary>
internal sealed class ImportWriter(ProductDesk desk, Transaction transaction, Currency currency, Actor by, DateTimeOffset now)
{
    private const int AtOnce = 500;

    private readonly JsonRows json = new(transaction.Engine);

    /// <summary>Whoever sells or edits one of these waits, so that what is compared is what is written over.</summary>
    public async Task LockAsync(ImportFile file)
    {
        if (transaction.Engine == Engine.Postgres)
        {
            var rows = JsonRows.Of(file.Products.Select(product => new object?[] { product.Slug }));
            var named = $"SELECT p.id FROM products p WHERE p.slug IN (SELECT {json.Text(0)} FROM {json.Rows})";
            await transaction.Db.ExecuteAsync($"SELECT 1 FROM products WHERE id IN ({named}) ORDER BY id {transaction.ForUpdate}", new { rows });
            await transaction.Db.ExecuteAsync($"SELECT 1 FROM variants WHERE product_id IN ({named}) ORDER BY id {transaction.ForUpdate}", new { rows });
        }
    }

    public async Task WriteAsync(ImportPlan plan, string name, Action<int, int> progress)
    {
        var categories = await AddCategoriesAsync(plan);
        var (done, total) = (0, plan.Added + plan.Changed);
        foreach (var chunk in plan.Products.Where(product => product.What.Any).Chunk(AtOnce))
        {
            var written = chunk.Select(product => new Written(product, product.Before?.Id ?? desk.NewId(now), [.. product.Sizes.Select(size => size.Before?.Id ?? desk.NewId(now))])).ToList();
            await WriteProductsAsync(written);
            await WriteCategoriesAsync(written, categories);
            await WriteSizesAsync(written);
            await WriteAuditAsync(written);
            progress(done += chunk.Length, total);
        }

        var what = new Differences(name);
        what.Note($"{plan.Added} new, {plan.Changed} changed, {plan.Unchanged} as they were");
        await Audit.AddAsync(transaction, desk.Chance, by, Audit.ProductsImported, "products", what.ToString(), now);
    }

    private async Task<Dictionary<string, Guid>> AddCategoriesAsync(ImportPlan plan)
    {
        var ids = new Dictionary<string, Guid>(plan.CategoryIds, StringComparer.OrdinalIgnoreCase);
        foreach (var name in plan.NewCategories)
        {
            ids[name] = await desk.AddCategoryAsync(transaction, name, now);
        }

        return ids;
    }

    private async Task WriteProductsAsync(IReadOnlyList<Written> written)
    {
        await RunAsync(
            $"""
            INSERT INTO products (id, kind, slug, title, maker, year, description, published, member_only, sample, created_at, updated_at)
            SELECT {json.Id(0)}, {json.Text(1)}, {json.Text(2)}, {json.Text(3)}, {json.Text(4)}, {json.Number(5)}, {json.Text(6)}, {json.Flag(7)}, {json.Flag(8)}, @no, @now, @now
            FROM {json.Rows}
            """,
            written.Where(one => one.Product.Before is null).Select(one => new object?[]
            {
                one.Id, one.Product.Shelf.Kind, one.Product.Told.Slug, one.Product.Title, one.Product.Maker, one.Product.Year,
                one.Product.Description, one.Product.Published, one.Product.MemberOnly,
            }));
        await RunAsync(
            $"""
            UPDATE products SET title = w.title, maker = w.maker, year = w.year, description = w.description, published = w.published,
                   member_only = w.member_only, version = version + 1, updated_at = @now
            FROM (SELECT {json.Id(0)} AS id, {json.Text(1)} AS title, {json.Text(2)} AS maker, {json.Number(3)} AS year, {json.Text(4)} AS description,
                         {json.Flag(5)} AS published, {json.Flag(6)} AS member_only FROM {json.Rows}) w
            WHERE products.id = w.id
            """,
            written.Where(one => one.Product.Before is not null).Select(one => new object?[]
            {
                one.Id, one.Product.Title, one.Product.Maker, one.Product.Year, one.Product.Description, one.Product.Published, one.Product.MemberOnly,
            }));
        // Without a plan a membership is shown and cannot be joined.
        foreach (var one in written.Where(one => one.Product.Before is null && one.Product.Shelf == Shelf.Membership))
        {
            await transaction.Db.ExecuteAsync("INSERT INTO plans (product_id, position) SELECT @Id, COALESCE(MAX(position), 0) + 1 FROM plans", new { one.Id });
        }
    }

    private async Task WriteCategoriesAsync(IReadOnlyList<Written> written, Dictionary<string, Guid> ids)
    {
        var changed = written.Where(one => one.Product.WritesCategories).ToList();
        await RunAsync(
            $"DELETE FROM product_categories WHERE product_id IN (SELECT {json.Id(0)} FROM {json.Rows})",
            changed.Where(one => one.Product.Before is not null).Select(one => new object?[] { one.Id }));
        await RunAsync(
            $"INSERT INTO product_categories (product_id, category_id) SELECT {json.Id(0)}, {json.Id(1)} FROM {json.Rows}",
            changed.SelectMany(one => one.Product.Told.Categories!.Select(category => new object?[] { one.Id, ids[category] })));
    }

    private async Task WriteSizesAsync(IReadOnlyList<Written> written)
    {
        var sizes = written.SelectMany(one => one.Product.Sizes.Select((size, at) => (one.Id, Variant: one.Variants[at], Size: size))).ToList();
        await RunAsync(
            $"""
            INSERT INTO variants (id, product_id, sku, size, position, stock, low_stock)
            SELECT {json.Id(0)}, {json.Id(1)}, {json.Text(2)}, {json.Text(3)}, {json.Number(4)}, {json.Number(5)}, {json.Number(6)} FROM {json.Rows}
            """,
            sizes.Where(one => one.Size.Before is null)
                .Select(one => new object?[] { one.Variant, one.Id, one.Size.Sku, one.Size.Size, one.Size.Position, one.Size.Stock, one.Size.LowStock }));
        // In two steps, since two sizes may exchange their names.
        var renamed = sizes.Where(one => one.Size.Renames).ToList();
        await RunAsync(
            $"UPDATE variants SET size = w.name, sku = w.name FROM (SELECT {json.Id(0)} AS id, {json.Text(0)} AS name FROM {json.Rows}) w WHERE variants.id = w.id",
            renamed.Select(one => new object?[] { one.Variant }));
        await RunAsync(
            $"""
            UPDATE variants SET size = w.size, sku = w.sku, low_stock = w.low_stock
            FROM (SELECT {json.Id(0)} AS id, {json.Text(1)} AS size, {json.Text(2)} AS sku, {json.Number(3)} AS low_stock FROM {json.Rows}) w
            WHERE variants.id = w.id
            """,
            renamed.Select(one => new object?[] { one.Variant, one.Size.Size, one.Size.Sku, one.Size.LowStock }));
        await RunAsync(
            $"""
            INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at)
            SELECT {json.Id(0)}, {json.Id(1)}, @Code, {json.Number(2)}, {json.Text(3)}, @now FROM {json.Rows}
            """,
            sizes.SelectMany(one => one.Size.Prices.Select(price => new object?[] { desk.NewId(now), one.Variant, price.Minor, price.Interval })));
        await MoveStockAsync([.. sizes.Where(one => one.Size.MovesStock)]);
    }

    private async Task MoveStockAsync(IReadOnlyList<(Guid Id, Guid Variant, PlannedSize Size)> moved)
    {
        await RunAsync(
            $"UPDATE variants SET stock = w.stock FROM (SELECT {json.Id(0)} AS id, {json.Number(1)} AS stock FROM {json.Rows}) w WHERE variants.id = w.id",
            moved.Where(one => one.Size.Before is not null).Select(one => new object?[] { one.Variant, one.Size.Stock }));
        await RunAsync(
            $"""
            INSERT INTO stock_movements (id, product_id, variant_id, size, reason, before, after, note, actor, at)
            SELECT {json.Id(0)}, {json.Id(1)}, {json.Id(2)}, {json.Text(3)}, {json.Text(4)}, {json.Number(5)}, {json.Number(6)}, '', @Name, @now FROM {json.Rows}
            """,
            moved.Select(one => new object?[]
            {
                desk.NewId(now), one.Id, one.Variant, one.Size.Size,
                one.Size.Before is null ? "opening" : one.Size.Stock is null ? StockReason.Uncounted.Value : "counted", one.Size.Before?.Stock, one.Size.Stock,
            }));
    }

    private Task WriteAuditAsync(IReadOnlyList<Written> written) => RunAsync(
        $"""
        INSERT INTO audit (id, account_id, actor, action, subject, detail, at)
        SELECT {json.Id(0)}, {json.Id(1)}, @Name, {json.Text(2)}, {json.Text(3)}, {json.Text(4)}, @now FROM {json.Rows}
        """,
        written.Select(one => new object?[]
        {
            desk.NewId(now), by.AccountId, one.Product.Before is null ? Audit.ProductAdded : Audit.ProductChanged, ProductDesk.SubjectOf(one.Id), one.Product.What.ToString(),
        }));

    private async Task RunAsync(string sql, IEnumerable<object?[]> rows)
    {
        var list = rows.ToList();
        if (list.Count > 0)
        {
            await transaction.Db.ExecuteAsync(sql, new { rows = JsonRows.Of(list), now, no = false, currency.Code, by.Name });
        }
    }

    private sealed record Written(PlannedProduct Product, Guid Id, IReadOnlyList<Guid> Variants);
}

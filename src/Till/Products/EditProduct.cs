using Dapper;
using Till.Storage;

namespace Till.Products;

/// <summary>Changes what a product says of itself, and whether it stands on the shelf.</summary>
internal sealed class EditProduct(ProductDesk desk)
{
    /// <param name="version">That the editor was shown.</param>
    public Task<Edit> SaveAsync(Guid id, int version, ProductDraft draft, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            if (change.Product.Version != version)
            {
                return await StaleAsync(change);
            }

            if (await SlugTakenAsync(change.Transaction, draft.Slug, id) is { } taken)
            {
                return taken;
            }

            var (sizes, wrong) = await SizesAsync(change, draft.Sizes);
            if (wrong is not null)
            {
                return wrong;
            }

            var names = await CategoryNamesAsync(change.Transaction);
            if (draft.Categories.Any(one => !names.ContainsKey(one)))
            {
                return new Edit.Refused("Categories", "One of these categories is not there any more. Load the page again.");
            }

            var before = (await change.Db.QueryAsync<Guid>("SELECT category_id FROM product_categories WHERE product_id = @id", new { id })).ToHashSet();
            var what = Compare(change.Product, draft);
            what.Compare("Categories", Names(before, names), Names(draft.Categories, names));
            Compare(what, sizes, draft.Sizes);
            if (what.Any)
            {
                await WriteAsync(change, draft);
                await WriteCategoriesAsync(change, before, draft.Categories);
                await WriteSizesAsync(change, sizes, draft.Sizes);
                await desk.AuditAsync(change, Audit.ProductChanged, what);
            }

            return new Edit.Done(id);
        },
        cancel);

    /// <summary>Puts several on the shelves, or takes them off. Those that are gone, removed or so already are left alone.</summary>
    /// <returns>How many were changed.</returns>
    public async Task<int> PublishAsync(IReadOnlyCollection<Guid> ids, bool published, Actor by, CancellationToken cancel)
    {
        var changed = 0;
        foreach (var id in ids.Order())
        {
            var differs = false;
            await desk.ChangeAsync(
                id,
                by,
                async change =>
                {
                    differs = change.Product.RemovedAt is null && change.Product.Published != published;
                    if (differs)
                    {
                        await change.Db.ExecuteAsync("UPDATE products SET published = @published WHERE id = @id", new { published, id });
                        await ProductDesk.TouchAsync(change, text: true);
                        await desk.AuditAsync(change, published ? Audit.ProductPublished : Audit.ProductWithdrawn, new Differences(change.Product.Title));
                    }

                    return differs ? new Edit.Done(id) : new Edit.Refused("", "");
                },
                cancel);
            changed += differs ? 1 : 0;
        }

        return changed;
    }

    /// <summary>Off the shelves and out of the lists. What was sold of it stays as it was bought, and is downloaded as before.</summary>
    public Task<Edit> RemoveAsync(Guid id, Actor by, CancellationToken cancel) => MarkAsync(id, removed: true, by, cancel);

    /// <summary>Back into the lists, withdrawn: whether it is on the shelf is said apart.</summary>
    public Task<Edit> PutBackAsync(Guid id, Actor by, CancellationToken cancel) => MarkAsync(id, removed: false, by, cancel);

    /// <summary>Whose slug it is: another product's, or one that another had before and that still leads to it.</summary>
    internal static async Task<Edit.Refused?> SlugTakenAsync(Transaction transaction, string slug, Guid? id)
    {
        var holder = await transaction.Db.QueryFirstOrDefaultAsync<string?>(
            "SELECT title FROM products WHERE slug = @slug AND id <> @id", new { slug, id = id ?? Guid.Empty });
        var former = holder is not null ? null : await transaction.Db.QueryFirstOrDefaultAsync<string?>(
            "SELECT p.title FROM former_slugs s JOIN products p ON p.id = s.product_id WHERE s.slug = @slug AND p.id <> @id",
            new { slug, id = id ?? Guid.Empty });
        return holder is not null ? new Edit.Refused("Slug", $"“{holder}” has this address. Choose another.")
            : former is not null ? new Edit.Refused("Slug", $"This address led to “{former}” before, and still does. Choose another.")
            : null;
    }

    internal static async Task<IReadOnlyDictionary<Guid, string>> CategoryNamesAsync(Transaction transaction) =>
        (await transaction.Db.QueryAsync<(Guid Id, string Name)>("SELECT id, name FROM categories ORDER BY position, slug")).ToDictionary(row => row.Id, row => row.Name);

    private Task<Edit> MarkAsync(Guid id, bool removed, Actor by, CancellationToken cancel) => desk.ChangeAsync(
        id,
        by,
        async change =>
        {
            if (change.Product.RemovedAt is null == removed)
            {
                await change.Db.ExecuteAsync(
                    "UPDATE products SET published = @no, removed_at = @at WHERE id = @id", new { no = false, at = removed ? change.Now : (DateTimeOffset?)null, id });
                await ProductDesk.TouchAsync(change, text: true);
                await desk.AuditAsync(change, removed ? Audit.ProductRemoved : Audit.ProductPutBack, new Differences(change.Product.Title));
            }

            return new Edit.Done(id);
        },
        cancel);

    private static async Task<Edit> StaleAsync(ProductChange change)
    {
        var last = await change.Db.QueryFirstOrDefaultAsync<(string Actor, DateTimeOffset At)>(
            "SELECT actor, at FROM audit WHERE subject = @Subject ORDER BY at DESC, id DESC LIMIT 1", new { change.Subject });
        return new Edit.Stale(last.Actor ?? "Somebody", last.Actor is null ? change.Product.UpdatedAt : last.At);
    }

    private static Differences Compare(ProductRow before, ProductDraft after)
    {
        var what = new Differences(after.Title);
        what.Compare("Title", before.Title, after.Title);
        what.Compare(before.Shelf.MakerTitle, before.Maker, after.Maker);
        what.Compare("Address", before.Slug, after.Slug);
        what.Compare("Year", before.Year, after.Year);
        what.Compare("Description", before.Description, after.Description);
        what.Compare("For members only", before.MemberOnly, after.MemberOnly);
        what.Compare("On the shelf", before.Published, after.Published);
        return what;
    }

    private static void Compare(Differences what, IReadOnlyDictionary<Guid, SizeRow> before, IReadOnlyList<SizeDraft> after)
    {
        foreach (var size in after)
        {
            var old = before[size.Id];
            what.Compare("Size", old.Size, size.Size);
            what.Compare($"Code{Of(size)}", old.Sku, size.Sku);
            what.Compare($"Low stock{Of(size)}", old.LowStock, size.LowStock);
        }

        static string Of(SizeDraft size) => size.Size.Length == 0 ? "" : $" of {size.Size}";
    }

    /// <summary>Their rows, and what is wrong with how they are to be called.</summary>
    private static async Task<(IReadOnlyDictionary<Guid, SizeRow> Rows, Edit? Wrong)> SizesAsync(ProductChange change, IReadOnlyList<SizeDraft> wanted)
    {
        var rows = (await change.Db.QueryAsync<SizeRow>(
            "SELECT id, size, sku, low_stock FROM variants WHERE product_id = @Id", new { change.Product.Id })).ToDictionary(row => row.Id);
        if (wanted.Any(size => !rows.ContainsKey(size.Id)) || rows.Count != wanted.Count)
        {
            return (rows, new Edit.Refused("", "The sizes are not those that this page showed. Load it again."));
        }

        foreach (var size in wanted)
        {
            if (wanted.Any(other => other.Place < size.Place && string.Equals(other.Size, size.Size, StringComparison.OrdinalIgnoreCase)))
            {
                return (rows, new Edit.Refused(Field(size, "Size"), size.Size.Length == 0 ? "Where there are several sizes, each has a name." : $"There are two sizes {size.Size}."));
            }

            if (wanted.Any(other => other.Place < size.Place && other.Sku == size.Sku)
                || await change.Db.QuerySingleAsync<long>(
                    "SELECT COUNT(*) FROM variants WHERE sku = @Sku AND product_id <> @product", new { size.Sku, product = change.Product.Id }) > 0)
            {
                return (rows, new Edit.Refused(Field(size, "Sku"), $"Something else has the code {size.Sku}."));
            }
        }

        return (rows, null);

        static string Field(SizeDraft size, string name) => $"Sizes[{size.Place}].{name}";
    }

    private static async Task WriteAsync(ProductChange change, ProductDraft draft)
    {
        var old = change.Product;
        await change.Db.ExecuteAsync(
            """
            UPDATE products SET title = @Title, maker = @Maker, slug = @Slug, year = @Year, description = @Description, member_only = @MemberOnly,
                   published = @Published, version = version + 1, updated_at = @Now
            WHERE id = @Id
            """,
            new { old.Id, draft.Title, draft.Maker, draft.Slug, draft.Year, draft.Description, draft.MemberOnly, draft.Published, change.Now });
        if (old.Slug != draft.Slug)
        {
            await change.Db.ExecuteAsync("DELETE FROM former_slugs WHERE slug = @Slug", new { draft.Slug });
            await change.Db.ExecuteAsync("INSERT INTO former_slugs (slug, product_id, until_at) VALUES (@Slug, @Id, @Now)", new { old.Slug, old.Id, change.Now });
        }
    }

    private static async Task WriteCategoriesAsync(ProductChange change, HashSet<Guid> before, IReadOnlyList<Guid> after)
    {
        var id = change.Product.Id;
        await change.Db.ExecuteAsync(
            "DELETE FROM product_categories WHERE product_id = @id AND category_id = @category", before.Except(after).Select(category => new { id, category }));
        await change.Db.ExecuteAsync(
            "INSERT INTO product_categories (product_id, category_id) VALUES (@id, @category)", after.Except(before).Select(category => new { id, category }));
    }

    /// <summary>In two steps, since two sizes may exchange their names.</summary>
    private static async Task WriteSizesAsync(ProductChange change, IReadOnlyDictionary<Guid, SizeRow> before, IReadOnlyList<SizeDraft> after)
    {
        var renamed = after.Where(size => before[size.Id].Size != size.Size || before[size.Id].Sku != size.Sku).ToList();
        await change.Db.ExecuteAsync("UPDATE variants SET size = @name, sku = @name WHERE id = @Id", renamed.Select(size => new { size.Id, name = size.Id.ToString() }));
        await change.Db.ExecuteAsync("UPDATE variants SET size = @Size, sku = @Sku, low_stock = @LowStock WHERE id = @Id", after);
    }

    private static string Names(IEnumerable<Guid> ids, IReadOnlyDictionary<Guid, string> names)
    {
        var chosen = ids.ToHashSet();
        return string.Join(", ", names.Where(pair => chosen.Contains(pair.Key)).Select(pair => pair.Value));
    }

    private sealed record SizeRow(Guid Id, string Size, string Sku, int LowStock);
}

using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Products;

internal sealed record CategoryRow
{
    // Not filled by its constructor: SQLite tells no types of computed columns when there is no row.
    public Guid Id { get; init; }

    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    public bool Hidden { get; init; }

    public int Version { get; init; }

    /// <summary>How many stand in it, on the shelf or not.</summary>
    public long Products { get; init; }

    public const string Columns =
        """
        c.id, c.slug, c.name, c.hidden, c.version,
        (SELECT COUNT(*) FROM product_categories pc JOIN products p ON p.id = pc.product_id WHERE pc.category_id = c.id AND p.removed_at IS NULL) AS products
        """;
}

/// <summary>What the owner does with categories. Products stay as they are, whatever becomes of a category they stand in.</summary>
internal sealed class Categories(ProductDesk desk)
{
    /// <summary>Nobody looks through more of them.</summary>
    public const int Most = 200;

    public static string SubjectOf(Guid id) => $"category:{id}";

    /// <summary>In the order in which lists show them.</summary>
    public static async Task<IReadOnlyList<CategoryRow>> ListAsync(DbConnection db) =>
        (await db.QueryAsync<CategoryRow>($"SELECT {CategoryRow.Columns} FROM categories c ORDER BY c.position, c.slug")).AsList();

    public Task<IReadOnlyList<CategoryRow>> ListAsync(CancellationToken cancel) => desk.Database.ReadAsync(ListAsync, cancel);

    public Task<CategoryRow?> FindAsync(Guid id, CancellationToken cancel) => desk.Database.ReadAsync(
        db => db.QuerySingleOrDefaultAsync<CategoryRow?>($"SELECT {CategoryRow.Columns} FROM categories c WHERE c.id = @id", new { id }), cancel);

    public Task<Edit> AddAsync(string name, Actor by, CancellationToken cancel) => desk.ChangeManyAsync(
        async (transaction, now) =>
        {
            if (await RefuseNameAsync(transaction, null, name) is { } taken)
            {
                return (Edit)taken;
            }

            if (await transaction.Db.QuerySingleAsync<long>("SELECT COUNT(*) FROM categories") >= Most)
            {
                return new Edit.Refused("Name", $"There are {Most} categories, which is as many as there can be. Remove one first.");
            }

            var id = await desk.AddCategoryAsync(transaction, name, now);
            await NoteAsync(transaction, by, Audit.CategoryAdded, id, new Differences(name), now);
            return new Edit.Done(id);
        },
        outcome => outcome is Edit.Done,
        cancel);

    /// <param name="version">That the form was shown with.</param>
    public Task<Edit> SaveAsync(Guid id, int version, string name, string slug, bool hidden, Actor by, CancellationToken cancel) => desk.ChangeManyAsync(
        async (transaction, now) =>
        {
            if (await LockAsync(transaction, id) is not { } before)
            {
                return (Edit)new Edit.NotFound();
            }

            if (before.Version != version)
            {
                return await OwnerDesk.StaleAsync(transaction, SubjectOf(id), now);
            }

            if ((await RefuseNameAsync(transaction, id, name) ?? await RefuseSlugAsync(transaction, id, slug)) is { } taken)
            {
                return taken;
            }

            var what = new Differences(name);
            what.Compare("Name", before.Name, name);
            what.Compare("Address", before.Slug, slug);
            what.Compare("Hidden", before.Hidden, hidden);
            if (what.Any)
            {
                await transaction.Db.ExecuteAsync(
                    "UPDATE categories SET name = @name, slug = @slug, hidden = @hidden, version = version + 1 WHERE id = @id", new { id, name, slug, hidden });
                await LeadOnAsync(transaction, before, slug, now);
                await NoteAsync(transaction, by, Audit.CategoryChanged, id, what, now);
            }

            return new Edit.Done(id);
        },
        outcome => outcome is Edit.Done,
        cancel);

    /// <summary>Puts it before the one before it, or behind the one behind it; at either end it stays.</summary>
    public Task<Edit> MoveAsync(Guid id, bool up, Actor by, CancellationToken cancel) => desk.ChangeManyAsync(
        async (transaction, now) =>
        {
            var all = (await transaction.Db.QueryAsync<(Guid Id, string Name, int Position)>(
                $"SELECT id, name, position FROM categories ORDER BY position, slug {transaction.ForUpdate}")).AsList();
            var at = all.FindIndex(one => one.Id == id);
            if (at < 0)
            {
                return (Edit)new Edit.NotFound();
            }

            var to = up ? at - 1 : at + 1;
            if (to < 0 || to >= all.Count)
            {
                return new Edit.Done(id);
            }

            var moved = all[at];
            all.RemoveAt(at);
            all.Insert(to, moved);
            foreach (var (one, position) in all.Select((one, place) => (one, place + 1)).Where(pair => pair.one.Position != pair.Item2))
            {
                await transaction.Db.ExecuteAsync("UPDATE categories SET position = @position WHERE id = @Id", new { position, one.Id });
            }

            var what = new Differences(moved.Name);
            what.Note($"{(up ? "Before" : "Behind")} {all[up ? to + 1 : to - 1].Name}");
            await NoteAsync(transaction, by, Audit.CategoryMoved, id, what, now);
            return new Edit.Done(id);
        },
        outcome => outcome is Edit.Done,
        cancel);

    /// <summary>Its products stand in it no longer, and are what they were.</summary>
    public Task<Edit> RemoveAsync(Guid id, Actor by, CancellationToken cancel) => desk.ChangeManyAsync(
        async (transaction, now) =>
        {
            if (await LockAsync(transaction, id) is not { } before)
            {
                return (Edit)new Edit.NotFound();
            }

            // Row by row, so that each product's lists are written anew: what goes along with its category by the database alone tells nobody.
            var products = await transaction.Db.ExecuteAsync("DELETE FROM product_categories WHERE category_id = @id", new { id });
            await transaction.Db.ExecuteAsync("DELETE FROM categories WHERE id = @id", new { id });
            var what = new Differences(before.Name);
            what.Note(products == 1 ? "One product stood in it" : $"{products} products stood in it");
            await NoteAsync(transaction, by, Audit.CategoryRemoved, id, what, now);
            return new Edit.Done(id);
        },
        outcome => outcome is Edit.Done,
        cancel);

    private static Task<CategoryRow?> LockAsync(Transaction transaction, Guid id) => transaction.Db.QuerySingleOrDefaultAsync<CategoryRow?>(
        $"SELECT {CategoryRow.Columns} FROM categories c WHERE c.id = @id {transaction.ForUpdateOf("c")}", new { id });

    /// <summary>Files name categories by their names, so a name is one category's.</summary>
    private static async Task<Edit.Refused?> RefuseNameAsync(Transaction transaction, Guid? id, string name) =>
        (await transaction.Db.QueryAsync<string>("SELECT name FROM categories WHERE id <> @id", new { id = id ?? Guid.Empty }))
            .FirstOrDefault(other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase)) is { } taken
            ? new Edit.Refused("Name", $"There is a category “{taken}” already.")
            : null;

    private static async Task<Edit.Refused?> RefuseSlugAsync(Transaction transaction, Guid id, string slug)
    {
        var values = new { id, slug };
        return await transaction.Db.QueryFirstOrDefaultAsync<string?>("SELECT name FROM categories WHERE slug = @slug AND id <> @id", values) is { } holder
            ? new Edit.Refused("Slug", $"“{holder}” has this address. Choose another.")
            : await transaction.Db.QueryFirstOrDefaultAsync<string?>(
                "SELECT c.name FROM former_category_slugs f JOIN categories c ON c.id = f.category_id WHERE f.slug = @slug AND c.id <> @id", values) is { } former
                ? new Edit.Refused("Slug", $"This address led to “{former}” before, and still does. Choose another.")
                : null;
    }

    private static async Task LeadOnAsync(Transaction transaction, CategoryRow before, string slug, DateTimeOffset now)
    {
        if (before.Slug != slug)
        {
            await transaction.Db.ExecuteAsync("DELETE FROM former_category_slugs WHERE slug = @slug", new { slug });
            await transaction.Db.ExecuteAsync(
                "INSERT INTO former_category_slugs (slug, category_id, until_at) VALUES (@Slug, @Id, @now)", new { before.Slug, before.Id, now });
        }
    }

    private Task NoteAsync(Transaction transaction, Actor by, string action, Guid id, Differences what, DateTimeOffset now) =>
        Audit.AddAsync(transaction, desk.Chance, by, action, SubjectOf(id), what.ToString(), now);
}

using System.Data.Common;
using Dapper;
using Till.Catalogue;
using Till.Events;
using Till.Storage;

namespace Till.Products;

/// <summary>A change to one product under way.</summary>
internal sealed record ProductChange(Transaction Transaction, ProductRow Product, Actor By, DateTimeOffset Now)
{
    public DbConnection Db => Transaction.Db;

    public string Subject => ProductDesk.SubjectOf(Product.Id);
}

/// <summary>
/// The frame around every change to a product: its row is locked, the change and its line in the audit log are one transaction,
/// and pages and lists show it at once, in every process of the shop.
/// </summary>
internal sealed class ProductDesk(Database database, Listings listings, CatalogueCache pages, TimeProvider time, Chance chance)
{
    public Database Database => database;

    public TimeProvider Time => time;

    public Chance Chance => chance;

    public static string SubjectOf(Guid id) => $"product:{id}";

    /// <param name="work">Looks first and writes then: whatever it wrote before it refuses is kept.</param>
    public async Task<Edit> ChangeAsync(Guid id, Actor by, Func<ProductChange, Task<Edit>> work, CancellationToken cancel)
    {
        var now = time.Now();
        var outcome = await database.WriteAsync(
            async transaction =>
            {
                await LockNamesAsync(transaction);
                var product = await transaction.Db.QuerySingleOrDefaultAsync<ProductRow>(
                    $"SELECT {ProductRow.Columns} FROM products WHERE id = @id {transaction.ForUpdate}", new { id });
                if (product is null)
                {
                    return new Edit.NotFound();
                }

                var edit = await work(new ProductChange(transaction, product, by, now));
                if (edit is Edit.Done)
                {
                    transaction.Wake(Signals.Shelf);
                }

                return edit;
            },
            cancel);
        if (outcome is Edit.Done)
        {
            await ShowAsync(cancel);
        }

        return outcome;
    }

    /// <summary>The same for a product that is not there yet.</summary>
    public Task<Edit> AddAsync(Func<Transaction, DateTimeOffset, Task<Edit>> work, CancellationToken cancel) =>
        ChangeManyAsync(work, outcome => outcome is Edit.Done, cancel);

    /// <summary>The same for any number of products, all of them or none.</summary>
    /// <param name="isDone">Whether there is something to be shown.</param>
    public async Task<T> ChangeManyAsync<T>(Func<Transaction, DateTimeOffset, Task<T>> work, Func<T, bool> isDone, CancellationToken cancel)
    {
        var now = time.Now();
        var outcome = await database.WriteAsync(
            async transaction =>
            {
                await LockNamesAsync(transaction);
                transaction.Wake(Signals.Shelf);
                return await work(transaction, now);
            },
            cancel);
        if (isDone(outcome))
        {
            await ShowAsync(cancel);
        }

        return outcome;
    }

    public Guid NewId(DateTimeOffset now) => chance.NewId(now);

    /// <summary>Behind those that there are, with an address that none of them has.</summary>
    public async Task<Guid> AddCategoryAsync(Transaction transaction, string name, DateTimeOffset now)
    {
        var wanted = ProductRules.SlugOf(name) is { Length: > 0 } made ? made : "category";
        var slug = wanted;
        for (var at = 2; await transaction.Db.QuerySingleAsync<bool>(
                 "SELECT EXISTS (SELECT 1 FROM categories WHERE slug = @slug) OR EXISTS (SELECT 1 FROM former_category_slugs WHERE slug = @slug)", new { slug }); at++)
        {
            slug = $"{wanted}-{at}";
        }

        var id = NewId(now);
        await transaction.Db.ExecuteAsync(
            "INSERT INTO categories (id, slug, name, position) SELECT @id, @slug, @name, COALESCE(MAX(position), 0) + 1 FROM categories", new { id, slug, name });
        return id;
    }

    /// <summary>What most changes end with: the product is the one that was changed last, and the audit log says how.</summary>
    /// <param name="text">As for <see cref="TouchAsync"/>.</param>
    public async Task<Edit> DoneAsync(ProductChange change, string action, string note, bool text = false)
    {
        await TouchAsync(change, text);
        var what = new Differences(change.Product.Title);
        what.Note(note);
        await AuditAsync(change, action, what);
        return new Edit.Done(change.Product.Id);
    }

    public Task AuditAsync(ProductChange change, string action, Differences what) => AuditAsync(change.Transaction, change.Product.Id, change.By, action, what, change.Now);

    /// <summary>Every change of a product comes by here, so it is told to other programs here too.</summary>
    public async Task AuditAsync(Transaction transaction, Guid id, Actor by, string action, Differences what, DateTimeOffset now)
    {
        await Audit.AddAsync(transaction, chance, by, action, SubjectOf(id), what.ToString(), now);
        await ShopEvents.AddAsync(transaction, ShopEvents.ProductChanged, $"{id}:{now.UtcTicks}", now, ("product_id", id));
    }

    /// <summary>Makes the product the one that was changed last.</summary>
    /// <param name="text">Whether it is something that the editor's own form shows, so that a form that is open elsewhere is out of date.</param>
    public static Task TouchAsync(ProductChange change, bool text = false) => change.Db.ExecuteAsync(
        "UPDATE products SET updated_at = @Now, version = version + @step WHERE id = @Id",
        new { change.Now, change.Product.Id, step = text ? 1 : 0 });

    /// <summary>Slugs and skus are one to a shop: whoever is about to look whether one is taken waits for others who do.</summary>
    private static Task LockNamesAsync(Transaction transaction) => transaction.Engine == Engine.Postgres
        ? transaction.Db.ExecuteAsync("SELECT pg_advisory_xact_lock(29715)") // any number that nothing else of the shop locks
        : Task.CompletedTask;

    private async Task ShowAsync(CancellationToken cancel)
    {
        await listings.WriteDueAsync(cancel);
        await pages.InvalidateAsync(cancel);
    }
}

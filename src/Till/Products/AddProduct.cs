using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Products;

/// <summary>Makes a product whole, or not at all.</summary>
internal sealed class AddProduct(ProductDesk desk, ShopSettings settings)
{
    /// <param name="chooseSlug">Whether a slug that is taken may be made another, because nobody typed it.</param>
    public Task<Edit> RunAsync(NewProduct product, bool chooseSlug, Actor by, CancellationToken cancel) => desk.AddAsync(
        async (transaction, now) =>
        {
            var draft = product.Draft;
            var slug = chooseSlug ? await FreeSlugAsync(transaction, draft.Slug) : draft.Slug;
            if (await EditProduct.SlugTakenAsync(transaction, slug, null) is { } taken)
            {
                return taken;
            }

            var names = await EditProduct.CategoryNamesAsync(transaction);
            if (draft.Categories.Any(one => !names.ContainsKey(one)))
            {
                return new Edit.Refused("Categories", "One of these categories is not there any more. Load the page again.");
            }

            var id = desk.NewId(now);
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO products (id, kind, slug, title, maker, year, description, published, member_only, sample, created_at, updated_at)
                VALUES (@id, @Kind, @slug, @Title, @Maker, @Year, @Description, @Published, @MemberOnly, @no, @now, @now)
                """,
                new { id, product.Shelf.Kind, slug, draft.Title, draft.Maker, draft.Year, draft.Description, draft.Published, draft.MemberOnly, no = false, now });
            await transaction.Db.ExecuteAsync(
                "INSERT INTO product_categories (product_id, category_id) VALUES (@id, @category)", draft.Categories.Select(category => new { id, category }));
            foreach (var (size, position) in product.Sizes.Select((size, at) => (size, at)))
            {
                await AddVariantAsync(transaction, product, id, slug, size, position, by, now);
            }

            if (product.Shelf == Catalogue.Shelf.Membership)
            {
                // Without a plan it is shown and cannot be joined.
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO plans (product_id, position) SELECT @id, COALESCE(MAX(position), 0) + 1 FROM plans", new { id });
            }

            var what = new Differences(draft.Title);
            foreach (var (interval, minor) in product.Prices)
            {
                what.Compare(interval == Catalogue.Price.Once ? "Price" : $"Price by the {interval}", "", new Money(minor, settings.Currency).ToString());
            }

            what.Compare("On the shelf", before: false, draft.Published);
            await desk.AuditAsync(transaction, id, by, Audit.ProductAdded, what, now);
            return new Edit.Done(id);
        },
        cancel);

    /// <summary>A code that nothing else has, as near as can be to the one that was thought of.</summary>
    internal static async Task<string> FreeSkuAsync(Transaction transaction, string wanted)
    {
        var sku = wanted;
        for (var at = 2; await transaction.Db.QuerySingleAsync<long>("SELECT COUNT(*) FROM variants WHERE sku = @sku", new { sku }) > 0; at++)
        {
            sku = $"{wanted}-{at}";
        }

        return sku;
    }

    private async Task AddVariantAsync(
        Transaction transaction, NewProduct product, Guid id, string slug, string size, int position, Actor by, DateTimeOffset now)
    {
        var variant = desk.NewId(now);
        var sku = await FreeSkuAsync(transaction, ProductRules.SkuOf(product.Shelf, slug, size));
        await transaction.Db.ExecuteAsync(
            "INSERT INTO variants (id, product_id, sku, size, position, stock) VALUES (@variant, @id, @sku, @size, @position, @Stock)",
            new { variant, id, sku, size, position, product.Stock });
        foreach (var (interval, minor) in product.Prices)
        {
            await transaction.Db.ExecuteAsync(
                "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@price, @variant, @Code, @minor, @interval, @now)",
                new { price = desk.NewId(now), variant, settings.Currency.Code, minor, interval, now });
        }

        if (product.Stock is { } stock)
        {
            await MoveStock.NoteAsync(transaction, new StockMove(desk.NewId(now), id, variant, size, "opening", null, stock, "", by.Name, now));
        }
    }

    private static async Task<string> FreeSlugAsync(Transaction transaction, string wanted)
    {
        var slug = wanted;
        for (var at = 2; await EditProduct.SlugTakenAsync(transaction, slug, null) is not null; at++)
        {
            var end = $"-{at}";
            slug = wanted[..Math.Min(wanted.Length, ProductRules.MaxSlug - end.Length)].TrimEnd('-') + end;
        }

        return slug;
    }
}

using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Catalogue;
using Till.Core;
using Till.Memberships;
using Till.Orders;
using Till.Storage;

namespace Till.Transfer;

/// <summary>A file that can be had.</summary>
/// <param name="Name">As commands and addresses call it.</param>
internal sealed record ExportKind(string Name, string Title, string Lede)
{
    public static ExportKind Products { get; } = new(
        "products", "Products", "One line for each size, as the import reads them: change it in a table program, and bring it back.");

    public static ExportKind Orders { get; } = new("orders", "Orders", "One line for each paid order, with buyer, address and amounts.");

    public static ExportKind Lines { get; } = new("order-lines", "Order lines", "One line for each thing that was bought.");

    public static ExportKind Customers { get; } = new("customers", "Customers", "Whoever has ordered or joined, with how often and when last.");

    public static IReadOnlyList<ExportKind> All { get; } = [Products, Orders, Lines, Customers];

    public static ExportKind? Find(string? name) => All.FirstOrDefault(kind => kind.Name == name);
}

/// <summary>
/// Writes what the shop knows as files for table programs, some hundred rows at a time, so that a large shop takes no more memory than a
/// small one. Times are UTC, amounts are written as the currency writes them.
/// </summary>
internal sealed class Export(Database database, ShopSettings settings, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <param name="progress">Told how many rows are written.</param>
    public async Task WriteAsync(ExportKind kind, Stream target, Action<int> progress, CancellationToken cancel)
    {
        await using var text = new CsvText(target);
        await (kind.Name switch
        {
            "products" => ProductsAsync(text, progress, cancel),
            "orders" => OrdersAsync(text, progress, cancel),
            "order-lines" => LinesAsync(text, progress, cancel),
            "customers" => CustomersAsync(text, progress, cancel),
            _ => throw new ArgumentException($"There is no export {kind.Name}.", nameof(kind)),
        });
    }

    private async Task ProductsAsync(CsvText text, Action<int> progress, CancellationToken cancel)
    {
        await text.LineAsync(ProductTable.Columns);
        var (after, written) = ("", 0);
        while (true)
        {
            var (slugs, shelved) = await database.ReadAsync(
                async db =>
                {
                    var page = (await db.QueryAsync<string>(
                        "SELECT slug FROM products WHERE slug > @after AND removed_at IS NULL ORDER BY slug LIMIT @AtOnce", new { after, AtOnce })).AsList();
                    return (page, await Shelved.ReadAsync(db, database.Engine, page, settings.Currency, time.Now()));
                },
                cancel);
            if (slugs.Count == 0)
            {
                return;
            }

            foreach (var product in slugs.Select(shelved.Product).OfType<Products.ProductRow>())
            {
                foreach (var (size, at) in shelved.Sizes(product.Id).Select((size, at) => (size, at)))
                {
                    await text.LineAsync(Line(product, size, shelved.Categories(product.Id), isFirst: at == 0));
                    written++;
                }
            }

            after = slugs[^1];
            progress(written);
        }
    }

    private IEnumerable<string> Line(Products.ProductRow product, ShelvedSize size, IReadOnlyList<string> categories, bool isFirst)
    {
        string First(string value) => isFirst ? CsvText.Harmless(value) : "";
        string Price(string interval) => size.Price(interval) is { } minor ? new Money(minor, settings.Currency).ToPlainString() : "";
        return
        [
            product.Slug, First(product.Kind), First(product.Title), First(product.Maker), First(Say(product.Year)), First(product.Description),
            First(string.Join($"{ProductTable.Separator} ", categories)), First(Say(product.Published)), First(Say(product.MemberOnly)), CsvText.Harmless(size.Size),
            CsvText.Harmless(size.Sku), Price(Catalogue.Price.Once), Price(Plan.Month), Price(Plan.Year),
            size.Stock is { } stock ? Say(stock) : "unlimited", Say(size.LowStock),
        ];
    }

    private Task OrdersAsync(CsvText text, Action<int> progress, CancellationToken cancel) => CopyAsync(
        text,
        [
            "number", "paid_at_utc", "state", "email", "name", "phone", "street1", "street2", "town", "county", "postcode", "country", "currency", "subtotal",
            "discount_code", "discount", "delivery", "tax", "tax_included", "total", "refunded", "payment",
        ],
        0L,
        (db, after) => db.QueryAsync<PaidOrder>(
            $"""
            SELECT o.*, rows.stage, rows.refunded_minor, p.stripe_payment_intent_id AS payment
            FROM ({OrderList.Rows} WHERE o.state = 'paid' AND o.number > @after ORDER BY o.number LIMIT @AtOnce) rows
            JOIN orders o ON o.id = rows.id LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
            ORDER BY o.number
            """,
            new { after, AtOnce }),
        row => row.Number,
        row =>
        [
            Say(row.Number), Stamp(row.PaidAt), row.Stage, Word(row.Email), Word(row.Name), Word(row.Phone), Word(row.Street1), Word(row.Street2), Word(row.Town),
            Word(row.County), Word(row.Postcode), Word(row.Country), row.Currency, row.Amount(row.SubtotalMinor), Word(row.DiscountCode), row.Amount(row.DiscountMinor),
            row.Amount(row.DeliveryMinor), row.Amount(row.TaxMinor), row.Amount(row.TaxIncludedMinor), row.Amount(row.TotalMinor), row.Amount(row.RefundedMinor),
            Word(row.Payment),
        ],
        progress,
        cancel);

    private Task LinesAsync(CsvText text, Action<int> progress, CancellationToken cancel) => CopyAsync(
        text,
        ["order", "paid_at_utc", "line", "kind", "code", "title", "maker", "size", "quantity", "currency", "unit", "total", "discount", "tax", "tax_included"],
        0L,
        (db, after) => db.QueryAsync<BoughtLine>(
            """
            SELECT l.*, o.number, o.paid_at, o.currency FROM order_lines l
            JOIN (SELECT id, number, paid_at, currency FROM orders WHERE state = 'paid' AND number > @after ORDER BY number LIMIT @AtOnce) o ON o.id = l.order_id
            ORDER BY o.number, l.position
            """,
            new { after, AtOnce }),
        row => row.Number,
        row =>
        [
            Say(row.Number), Stamp(row.PaidAt), Say(row.Position), row.Kind, Word(row.Sku), Word(row.Title), Word(row.Maker), Word(row.Size), Say(row.Quantity),
            row.Currency, row.Amount(row.UnitMinor), row.Amount(row.LineMinor), row.Amount(row.DiscountMinor), row.Amount(row.TaxMinor), row.Amount(row.TaxIncludedMinor),
        ],
        progress,
        cancel);

    private Task CustomersAsync(CsvText text, Action<int> progress, CancellationToken cancel) => CopyAsync(
        text,
        ["email", "name", "has_account", "orders", "last_seen_utc"],
        Guid.Empty,
        (db, after) => db.QueryAsync<KnownCustomer>(
            """
            SELECT c.id, c.email, c.name, c.account_id IS NOT NULL AS has_account, c.seen_at,
                   CASE WHEN c.account_id IS NULL
                        THEN (SELECT COUNT(*) FROM orders o WHERE o.account_id IS NULL AND o.email_key = c.email_key AND o.state = 'paid')
                        ELSE (SELECT COUNT(*) FROM orders o WHERE o.account_id = c.account_id AND o.state = 'paid') END AS orders
            FROM customers c WHERE c.id > @after ORDER BY c.id LIMIT @AtOnce
            """,
            new { after, AtOnce }),
        row => row.Id,
        row => [Word(row.Email), Word(row.Name), Say(row.HasAccount), Say(row.Orders), Stamp(row.SeenAt)],
        progress,
        cancel);

    /// <summary>Reads page after page of rows, each from where the last one ended.</summary>
    private async Task CopyAsync<TRow, TPlace>(
        CsvText text, IEnumerable<string> columns, TPlace first, Func<DbConnection, TPlace, Task<IEnumerable<TRow>>> read, Func<TRow, TPlace> place,
        Func<TRow, IEnumerable<string>> cells, Action<int> progress, CancellationToken cancel)
    {
        await text.LineAsync(columns);
        var (after, written) = (first, 0);
        while (true)
        {
            var from = after;
            var rows = (await database.ReadAsync(db => read(db, from), cancel)).AsList();
            if (rows.Count == 0)
            {
                return;
            }

            foreach (var row in rows)
            {
                await text.LineAsync(cells(row));
            }

            after = place(rows[^1]);
            progress(written += rows.Count);
        }
    }

    private static string Word(string? text) => CsvText.Harmless(text ?? "");

    private static string Say(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Say(bool flag) => flag ? "yes" : "no";

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

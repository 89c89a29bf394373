using Dapper;
using Till.Catalogue;
using Till.Checkout;

namespace Till.Admin.Reports;

/// <summary>What was sold, told by time, thing, place and code. Each is one query, whose cost is that of the period's orders.</summary>
internal static class SalesReports
{
    /// <summary>Over orders <c>o</c>.</summary>
    private const string Paid = "o.state = 'paid' AND o.currency = @Code AND o.paid_at >= @From AND o.paid_at < @To";

    public static async Task<Report> ByStepAsync(ReportQuery query)
    {
        var rows = (await query.Db.QueryAsync<StepRow>(
            $"""
            SELECT step, CAST(SUM(orders) AS bigint) AS orders, CAST(SUM(goods) AS bigint) AS goods, CAST(SUM(discount) AS bigint) AS discount,
                   CAST(SUM(delivery) AS bigint) AS delivery, CAST(SUM(tax) AS bigint) AS tax, CAST(SUM(total) AS bigint) AS total,
                   CAST(SUM(refunded) AS bigint) AS refunded
            FROM (
                SELECT {query.Step("o.paid_at")} AS step, COUNT(*) AS orders, SUM(o.subtotal_minor) AS goods, SUM(o.discount_minor) AS discount,
                       SUM(o.delivery_minor) AS delivery, SUM(o.tax_minor) AS tax, SUM(o.total_minor) AS total, 0 AS refunded
                FROM orders o WHERE {Paid} GROUP BY 1
                UNION ALL
                SELECT {query.Step("r.created_at")}, 0, 0, 0, 0, 0, 0, SUM(r.amount_minor)
                FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE p.role = 'order' AND r.currency = @Code AND r.created_at >= @From AND r.created_at < @To AND r.state NOT IN ('failed', 'canceled')
                GROUP BY 1
            ) AS told GROUP BY step
            """,
            query.Parameters)).ToDictionary(row => row.Step);
        return new Report(
            [query.Period.ByMonth ? "Month" : "Day", "Orders", "Items", "Discounts", "Delivery", "Tax on top", "Total", "Given back", "Kept"],
            [
                .. query.Period.Steps.Select(step => rows.GetValueOrDefault(step) ?? new StepRow { Step = step }).Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(row.Step), new Cell.Number(row.Orders), query.Amount(row.Goods), query.Amount(-row.Discount), query.Amount(row.Delivery),
                    query.Amount(row.Tax), query.Amount(row.Total), query.Amount(-row.Refunded), query.Amount(row.Total - row.Refunded),
                ]),
            ],
            Bar: 6, IsWhole: true).WithTotal();
    }

    /// <summary>
    /// The titles are those of the last sale: an order keeps the name that it was bought by. What was given back of the period's orders is told
    /// where it was given back by line; an amount is of no product.
    /// </summary>
    public static async Task<Report> ByProductAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<SoldRow>(
            $"""
            SELECT MAX(l.title) AS name, MAX(l.maker) AS maker, MAX(l.kind) AS kind, {Sums},
                   CAST(COALESCE(SUM(b.pieces), 0) AS bigint) AS returned, CAST(COALESCE(SUM(b.minor), 0) AS bigint) AS refunded
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            LEFT JOIN (SELECT x.order_id, x.position, SUM(x.quantity) AS pieces, SUM(x.amount_minor) AS minor
                       FROM orders o JOIN refund_lines x ON x.order_id = o.id JOIN refunds r ON r.id = x.refund_id
                       WHERE {Paid} AND r.state NOT IN ('failed', 'canceled') GROUP BY x.order_id, x.position) b ON b.order_id = l.order_id AND b.position = l.position
            WHERE {Paid} GROUP BY l.product_id ORDER BY {Order}, 1
            """,
            query.Parameters);
        return new Report(
            ["Product", "By", "Kind", "Orders", "Sold", "Items", "Discounts", "Taken", "Pieces given back", "Given back"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(row.Name), new Cell.Text(row.Maker), new Cell.Text(KindName(row.Kind)), new Cell.Number(row.Orders), new Cell.Number(row.Sold),
                    query.Amount(row.Goods), query.Amount(-row.Discount), query.Amount(row.Goods - row.Discount), new Cell.Number(row.Returned),
                    query.Amount(-row.Refunded),
                ]),
            ],
            Bar: 7).WithTotal();
    }

    public static async Task<Report> ByKindAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<SoldRow>(
            $"""
            SELECT l.kind AS name, '' AS maker, l.kind, {Sums}
            FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE {Paid} GROUP BY l.kind ORDER BY {Order}, 1
            """,
            query.Parameters);
        return new Report(
            ["Kind", "Orders", "Sold", "Items", "Discounts", "Taken"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(KindName(row.Kind)), new Cell.Number(row.Orders), new Cell.Number(row.Sold), query.Amount(row.Goods),
                    query.Amount(-row.Discount), query.Amount(row.Goods - row.Discount),
                ]),
            ],
            Bar: 5);
    }

    public static async Task<Report> ByCountryAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<GroupRow>(
            $"""
            SELECT COALESCE(o.country, '') AS name, COUNT(*) AS orders, CAST(SUM(o.discount_minor) AS bigint) AS discount,
                   CAST(SUM(o.delivery_minor) AS bigint) AS delivery, CAST(SUM(o.tax_minor + o.tax_included_minor) AS bigint) AS tax,
                   CAST(SUM(o.total_minor) AS bigint) AS total
            FROM orders o WHERE {Paid} GROUP BY 1 ORDER BY total DESC, 1
            """,
            query.Parameters);
        return new Report(
            ["Country", "Orders", "Delivery", "Tax", "Total"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(CountryName(row.Name)), new Cell.Number(row.Orders), query.Amount(row.Delivery), query.Amount(row.Tax), query.Amount(row.Total),
                ]),
            ],
            Bar: 4).WithTotal();
    }

    public static async Task<Report> ByCodeAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<GroupRow>(
            $"""
            SELECT o.discount_code AS name, COUNT(*) AS orders, CAST(SUM(o.discount_minor) AS bigint) AS discount,
                   CAST(0 AS bigint) AS delivery, CAST(0 AS bigint) AS tax, CAST(SUM(o.total_minor) AS bigint) AS total
            FROM orders o WHERE {Paid} AND o.discount_code IS NOT NULL GROUP BY 1 ORDER BY discount DESC, 1
            """,
            query.Parameters);
        return new Report(
            ["Code", "Orders", "Taken off", "Paid all the same"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                    [new Cell.Text(row.Name), new Cell.Number(row.Orders), query.Amount(-row.Discount), query.Amount(row.Total)]),
            ],
            Bar: 3).WithTotal();
    }

    /// <summary>What a country is called where an order may have gone nowhere.</summary>
    public static string CountryName(string code) => code.Length == 0 ? "Nothing was delivered" : Countries.Find(code)?.Name ?? code;

    private const string Sums =
        """
        COUNT(DISTINCT o.id) AS orders, CAST(SUM(l.quantity) AS bigint) AS sold, CAST(SUM(l.line_minor) AS bigint) AS goods,
        CAST(SUM(l.discount_minor) AS bigint) AS discount
        """;

    private const string Order = "SUM(l.line_minor - l.discount_minor) DESC";

    private static string KindName(string kind) => Shelf.All.FirstOrDefault(shelf => shelf.Kind == kind)?.Title ?? kind;

    // These are not filled by their constructors: SQLite tells no types of computed columns when there is no row.
    private sealed record StepRow
    {
        public string Step { get; init; } = "";

        public long Orders { get; init; }

        public long Goods { get; init; }

        public long Discount { get; init; }

        public long Delivery { get; init; }

        public long Tax { get; init; }

        public long Total { get; init; }

        public long Refunded { get; init; }
    }

    private sealed record SoldRow
    {
        public string Name { get; init; } = "";

        public string Maker { get; init; } = "";

        public string Kind { get; init; } = "";

        public long Orders { get; init; }

        public long Sold { get; init; }

        public long Goods { get; init; }

        public long Discount { get; init; }

        public long Returned { get; init; }

        public long Refunded { get; init; }
    }

    private sealed record GroupRow
    {
        public string Name { get; init; } = "";

        public long Orders { get; init; }

        public long Discount { get; init; }

        public long Delivery { get; init; }

        public long Tax { get; init; }

        public long Total { get; init; }
    }
}

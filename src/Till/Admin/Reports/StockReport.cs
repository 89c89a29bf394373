using Dapper;

namespace Till.Admin.Reports;

/// <summary>What is there. What is promised to somebody who is paying at this moment is no longer.</summary>
internal static class StockReport
{
    public static async Task<Report> ReadAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<StockRow>(
            """
            SELECT p.title, v.size, v.sku, v.stock, p.published,
                   (SELECT c.amount_minor FROM prices c
                    WHERE c.variant_id = v.id AND c.currency = @Code AND c.interval = 'once' AND c.from_at <= @Now
                    ORDER BY c.from_at DESC LIMIT 1) AS unit_minor
            FROM variants v JOIN products p ON p.id = v.product_id
            WHERE v.stock IS NOT NULL ORDER BY p.title, p.id, v.position
            """,
            query.Parameters);
        return new Report(
            ["Product", "Size", "Code", "For sale", "Left", "Price", "Worth"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(row.Title), new Cell.Text(row.Size), new Cell.Text(row.Sku), new Cell.Text(row.Published ? "yes" : "no"), new Cell.Number(row.Stock),
                    row.UnitMinor is { } unit ? query.Amount(unit) : new Cell.Unknown(), query.Amount((row.UnitMinor ?? 0) * row.Stock),
                ]),
            ],
            Bar: 6);
    }

    private sealed record StockRow
    {
        public string Title { get; init; } = "";

        public string Size { get; init; } = "";

        public string Sku { get; init; } = "";

        public int Stock { get; init; }

        public bool Published { get; init; }

        public long? UnitMinor { get; init; }
    }
}

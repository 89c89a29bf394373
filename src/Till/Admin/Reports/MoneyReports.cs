using Dapper;

namespace Till.Admin.Reports;

/// <summary>What is owed to the state, and what Stripe keeps.</summary>
internal static class MoneyReports
{
    /// <summary>Stripe tells the tax of an invoice as a sum, so that memberships have one line without a rate.</summary>
    public static async Task<Report> TaxAsync(ReportQuery query)
    {
        var rows = await query.Db.QueryAsync<TaxRow>(
            """
            SELECT COALESCE(o.tax_country, o.country, '') AS country, t.name, t.basis_points, MAX(CASE WHEN t.included THEN 1 ELSE 0 END) AS included, 0 AS of_memberships,
                   COUNT(*) AS count, CAST(SUM(t.base_minor) AS bigint) AS base, CAST(SUM(t.tax_minor) AS bigint) AS tax
            FROM orders o JOIN order_taxes t ON t.order_id = o.id
            WHERE o.state = 'paid' AND o.currency = @Code AND o.paid_at >= @From AND o.paid_at < @To
            GROUP BY 1, t.name, t.basis_points, t.included
            UNION ALL
            SELECT '', '', 0, 0, 1, COUNT(*), CAST(SUM(total_minor - tax_minor) AS bigint), CAST(SUM(tax_minor) AS bigint)
            FROM membership_invoices
            WHERE state = 'paid' AND tax_minor <> 0 AND currency = @Code AND paid_at >= @From AND paid_at < @To
            HAVING COUNT(*) > 0
            ORDER BY 1, 3 DESC, 2
            """,
            query.Parameters);
        return new Report(
            ["Country", "Tax", "Rate in %", "In the price", "Orders or invoices", "Of", "Tax due"],
            [
                .. rows.Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(row.OfMemberships == 1 ? "Memberships" : SalesReports.CountryName(row.Country)),
                    new Cell.Text(row.OfMemberships == 1 ? "As Stripe reckoned it" : row.Name),
                    row.OfMemberships == 1 ? new Cell.Unknown() : new Cell.Rate(row.BasisPoints),
                    new Cell.Text(row.OfMemberships == 1 ? "" : row.Included == 1 ? "yes" : "no"), new Cell.Number(row.Count), query.Amount(row.Base),
                    query.Amount(row.Tax),
                ]),
            ],
            Bar: 6).WithTotal();
    }

    public static async Task<Report> FeesAsync(ReportQuery query)
    {
        var rows = (await query.Db.QueryAsync<FeeRow>(
            $"""
            SELECT step, CAST(SUM(payments) AS bigint) AS payments, CAST(SUM(amount) AS bigint) AS amount, CAST(SUM(fee) AS bigint) AS fee,
                   CAST(SUM(untold) AS bigint) AS untold, CAST(SUM(refunded) AS bigint) AS refunded
            FROM (
                SELECT {query.Step("paid_at")} AS step, COUNT(*) AS payments, SUM(amount_minor) AS amount, SUM(COALESCE(fee_minor, 0)) AS fee,
                       SUM(CASE WHEN fee_minor IS NULL THEN 1 ELSE 0 END) AS untold, 0 AS refunded
                FROM payments WHERE currency = @Code AND paid_at >= @From AND paid_at < @To GROUP BY 1
                UNION ALL
                SELECT {query.Step("created_at")}, 0, 0, 0, 0, SUM(amount_minor)
                FROM refunds WHERE currency = @Code AND created_at >= @From AND created_at < @To AND state NOT IN ('failed', 'canceled') GROUP BY 1
            ) AS told GROUP BY step
            """,
            query.Parameters)).ToDictionary(row => row.Step);
        return new Report(
            [query.Period.ByMonth ? "Month" : "Day", "Payments", "Paid", "Stripe’s fees", "Fees not told yet", "Given back", "Left"],
            [
                .. query.Period.Steps.Select(step => rows.GetValueOrDefault(step) ?? new FeeRow { Step = step }).Select(row => (IReadOnlyList<Cell>)
                [
                    new Cell.Text(row.Step), new Cell.Number(row.Payments), query.Amount(row.Amount), query.Amount(-row.Fee), new Cell.Number(row.Untold),
                    query.Amount(-row.Refunded), query.Amount(row.Amount - row.Fee - row.Refunded),
                ]),
            ],
            Bar: 2, IsWhole: true).WithTotal();
    }

    private sealed record TaxRow
    {
        public string Country { get; init; } = "";

        public string Name { get; init; } = "";

        public int BasisPoints { get; init; }

        public long Included { get; init; }

        public long OfMemberships { get; init; }

        public long Count { get; init; }

        public long Base { get; init; }

        public long Tax { get; init; }
    }

    private sealed record FeeRow
    {
        public string Step { get; init; } = "";

        public long Payments { get; init; }

        public long Amount { get; init; }

        public long Fee { get; init; }

        public long Untold { get; init; }

        public long Refunded { get; init; }
    }
}

using Dapper;

namespace Till.Admin.Reports;

/// <summary>How the club grows, month by month; a period's first and last month count whole.</summary>
internal static class MemberReport
{
    public static async Task<Report> ReadAsync(ReportQuery query)
    {
        // Grouped by the month of joining and of ending, there are never more rows than pairs of months, however many members.
        var lives = (await query.Db.QueryAsync<LifeRow>(
            $"""
            SELECT {query.Month("joined_at")} AS joined, COALESCE({query.Month("ended_at")}, '') AS ended, COUNT(*) AS count
            FROM memberships WHERE role = 'member' AND currency = @Code GROUP BY 1, 2
            """,
            query.Parameters)).AsList();
        var billed = (await query.Db.QueryAsync<BilledRow>(
            $"""
            SELECT {query.Month("i.paid_at")} AS month, CAST(SUM(i.paid_minor) AS bigint) AS minor
            FROM membership_invoices i WHERE i.state = 'paid' AND i.currency = @Code AND i.paid_at IS NOT NULL GROUP BY 1
            """,
            query.Parameters)).ToDictionary(row => row.Month, row => row.Minor);
        var recurring = await query.Db.QuerySingleAsync<long>(
            """
            SELECT COALESCE(CAST(SUM(CASE interval WHEN 'year' THEN amount_minor / 12 ELSE amount_minor END) AS bigint), 0)
            FROM memberships WHERE role = 'member' AND currency = @Code AND ended_at IS NULL AND status IN ('active', 'past_due')
            """,
            query.Parameters);

        var thisMonth = ReportPeriod.Month(DateOnly.FromDateTime(query.Now.UtcDateTime));
        return new Report(
            ["Month", "At its beginning", "Joined", "Left", "At its end", "Left, in %", "Paid for memberships", "Recurring a month"],
            [
                .. query.Period.Months.Select(month =>
                {
                    var before = Count(lives, life => Before(life.Joined, month) && (life.Ended.Length == 0 || !Before(life.Ended, month)));
                    var (joined, left) = (Count(lives, life => life.Joined == month), Count(lives, life => life.Ended == month));
                    return (IReadOnlyList<Cell>)
                    [
                        new Cell.Text(month), new Cell.Number(before), new Cell.Number(joined), new Cell.Number(left), new Cell.Number(before + joined - left),
                        before == 0 ? new Cell.Unknown() : new Cell.Rate((int)(left * 10_000 / before)), query.Amount(billed.GetValueOrDefault(month)),
                        month == thisMonth ? query.Amount(recurring) : new Cell.Unknown(), // what it was then is not kept
                    ];
                }),
            ],
            Bar: 6, IsWhole: true);
    }

    private static bool Before(string month, string other) => string.CompareOrdinal(month, other) < 0;

    private static long Count(List<LifeRow> lives, Func<LifeRow, bool> which) => lives.Where(which).Sum(life => life.Count);

    private sealed record LifeRow
    {
        public string Joined { get; init; } = "";

        public string Ended { get; init; } = "";

        public long Count { get; init; }
    }

    private sealed record BilledRow
    {
        public string Month { get; init; } = "";

        public long Minor { get; init; }
    }
}

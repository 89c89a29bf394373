using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Admin;

/// <summary>What one day took.</summary>
internal sealed record Takings(DateOnly Day, long Orders, Money Amount);

/// <summary>How the shop does, and what waits for its owner. Days are UTC's; amounts are what was paid, before refunds.</summary>
internal sealed record Today(
    IReadOnlyList<Takings> Days, long BackOrders, long StuckMails, long StuckEvents, IReadOnlyList<LowStock> LowStock)
{
    /// <summary>As many days as the chart has bars: four weeks and today.</summary>
    public const int Span = 29;

    private const int MostLow = 10;

    public Takings Latest => Days[^1];

    /// <summary>The same day a week before, for comparison.</summary>
    public Takings WeekBefore => Days[^8];

    public static async Task<Today> ReadAsync(DbConnection db, Engine engine, Currency currency, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var since = new DateTimeOffset(today.AddDays(1 - Span).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var taken = (await db.QueryAsync<DayRow>(
            $"""
            SELECT {UtcDate.Day("paid_at", engine)} AS day, COUNT(*) AS orders, CAST(SUM(total_minor) AS bigint) AS minor
            FROM orders WHERE state = 'paid' AND paid_at >= @since AND currency = @Code
            GROUP BY 1
            """,
            new { since, currency.Code })).ToDictionary(row => DateOnly.Parse(row.Day));
        var waits = await db.QuerySingleAsync<Waits>(
            $"""
            SELECT (SELECT COUNT(*) FROM orders o WHERE o.state = 'paid' AND {DeskOrders.BackOrdered}) AS back_orders,
                   (SELECT COUNT(*) FROM outbox WHERE state = 'dead') AS stuck_mails,
                   (SELECT COUNT(*) FROM inbox WHERE state = 'dead') AS stuck_events
            """);
        var low = await db.QueryAsync<LowStock>(
            """
            SELECT p.id, p.title, v.size, v.sku, v.stock FROM variants v JOIN products p ON p.id = v.product_id
            WHERE v.stock <= v.low_stock AND p.published = @yes ORDER BY v.stock, p.title, v.position LIMIT @MostLow
            """,
            new { yes = true, MostLow });
        return new Today(
            [
                .. Enumerable.Range(0, Span).Select(at => today.AddDays(at + 1 - Span)).Select(one => taken.TryGetValue(one, out var row)
                    ? new Takings(one, row.Orders, new Money(row.Minor, currency))
                    : new Takings(one, 0, Money.Zero(currency))),
            ],
            waits.BackOrders, waits.StuckMails, waits.StuckEvents, low.AsList());
    }

    // Not filled by its constructor: SQLite tells no types of computed columns when there is no row.
    private sealed record DayRow
    {
        public string Day { get; init; } = "";

        public long Orders { get; init; }

        public long Minor { get; init; }
    }

    private sealed record Waits(long BackOrders, long StuckMails, long StuckEvents);
}

internal sealed record LowStock(Guid Id, string Title, string Size, string Sku, int Stock);

using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Orders;

/// <summary>Orders in rows, newest first: the owner's list, and a buyer's history.</summary>
internal static class OrderList
{
    /// <summary>The words for where an order stands, in the order in which it passes them.</summary>
    public static readonly string[] States = ["draft", "retired", "paid", "preparing", "shipped", "completed", "cancelled", "refunded"];

    internal const string Rows =
        $"""
        SELECT o.id, o.number, o.link_key, o.email, o.name, o.currency, o.total_minor, o.created_at, o.paid_at,
               {OrderQueries.RefundedMinor} AS refunded_minor,
               CASE WHEN o.state <> 'paid' THEN o.state
                    WHEN o.cancelled_at IS NOT NULL THEN 'cancelled'
                    WHEN o.total_minor > 0 AND {OrderQueries.RefundedMinor} >= o.total_minor THEN 'refunded'
                    WHEN o.completed_at IS NOT NULL THEN 'completed'
                    WHEN o.shipped_at IS NOT NULL THEN 'shipped'
                    WHEN o.preparing_at IS NOT NULL OR EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id) THEN 'preparing'
                    WHEN NOT EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.delivered) THEN 'completed'
                    ELSE 'paid' END AS stage,
               (o.shipped_at IS NULL AND EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id)) AS is_sent_in_part,
               (SELECT l.title FROM order_lines l WHERE l.order_id = o.id ORDER BY l.position LIMIT 1) AS first_title,
               (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = o.id) AS lines,
               EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.delivered) AS is_delivered,
               o.description, o.pay_until
        FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
        """;

    /// <param name="stage">One of <see cref="States"/>; null: all that were paid.</param>
    public static Task<IReadOnlyList<OrderListRow>> FindAsync(Database database, string? stage, int most, CancellationToken cancel) => database.ReadAsync(
        async db => (IReadOnlyList<OrderListRow>)(await db.QueryAsync<OrderListRow>(
            $"""
            SELECT * FROM ({Rows}) rows
            WHERE CASE WHEN @stage IS NULL THEN paid_at IS NOT NULL ELSE stage = @stage END
            ORDER BY created_at DESC, id DESC
            LIMIT @most
            """,
            new { stage, most })).AsList(),
        cancel);

    /// <summary>A buyer's paid orders, newest first.</summary>
    public static Task<IReadOnlyList<OrderListRow>> OfAccountAsync(Database database, Guid accountId, int skip, int most, CancellationToken cancel) =>
        database.ReadAsync(
            async db => (IReadOnlyList<OrderListRow>)(await db.QueryAsync<OrderListRow>(
                $"{Rows} WHERE o.account_id = @accountId AND o.state = 'paid' ORDER BY o.paid_at DESC, o.number DESC LIMIT @most OFFSET @skip",
                new { accountId, skip, most })).AsList(),
            cancel);

    public static Task<int> CountOfAccountAsync(Database database, Guid accountId, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM orders WHERE account_id = @accountId AND state = 'paid'", new { accountId }), cancel);
}

/// <summary>An order in a list. Not filled by its constructor: SQLite tells no types of computed columns when there is no row.</summary>
internal sealed record OrderListRow
{
    public Guid Id { get; init; }

    public long? Number { get; init; }

    public string LinkKey { get; init; } = "";

    public string? Email { get; init; }

    public string? Name { get; init; }

    public string Currency { get; init; } = "";

    public long TotalMinor { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public long RefundedMinor { get; init; }

    /// <summary>One of <see cref="OrderList.States"/>.</summary>
    public string Stage { get; init; } = "";

    public string? FirstTitle { get; init; }

    public int Lines { get; init; }

    public bool IsDelivered { get; init; }

    /// <summary>A parcel has left, and more is to go.</summary>
    public bool IsSentInPart { get; init; }

    /// <summary>Made in the back office, and paid by a link until then; null: the buyer's own.</summary>
    public DateTimeOffset? PayUntil { get; init; }

    public string Description { get; init; } = "";

    public Money Total => new(TotalMinor, Core.Currency.Parse(Currency));

    public string Url => $"/orders/{Id:D}/{LinkKey}";

    /// <summary>What a person would call the order.</summary>
    public string Title => Lines switch
    {
        0 => Description,
        1 => FirstTitle!,
        _ => $"{FirstTitle} and {Lines - 1} more",
    };

    /// <summary>Where it stands, in the buyer's words; null where there is nothing to say.</summary>
    public string? Standing => Stage switch
    {
        "cancelled" => "cancelled",
        "refunded" => "refunded",
        "shipped" => "on its way",
        "preparing" when IsSentInPart => "partly on its way",
        "preparing" => "being prepared",
        "paid" or "completed" when RefundedMinor > 0 => "partly refunded",
        "completed" when IsDelivered => "arrived",
        "paid" => "paid",
        _ => null,
    };
}

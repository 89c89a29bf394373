using System.Data.Common;
using Dapper;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>What the owner must know of an order before doing something with it.</summary>
internal sealed record OrderDesk(
    Guid Id, long? Number, string State, DateTimeOffset? PreparingAt, DateTimeOffset? ShippedAt, DateTimeOffset? CompletedAt, DateTimeOffset? CancelledAt, long TotalMinor,
    bool IsDelivered, bool IsSentInPart, long RefundedMinor)
{
    public bool IsPaid => State == "paid";

    public bool IsRefunded => IsPaid && TotalMinor > 0 && RefundedMinor >= TotalMinor;

    /// <summary>The order under this number, or this id: what is not paid has no number.</summary>
    public static async Task<Guid?> FindAsync(DbConnection db, string numberOrId) =>
        long.TryParse(numberOrId, out var number)
            ? await db.QuerySingleOrDefaultAsync<Guid?>("SELECT id FROM orders WHERE number = @number", new { number })
            : await db.QuerySingleOrDefaultAsync<Guid?>(
                "SELECT id FROM orders WHERE id = @id", new { id = Guid.TryParse(numberOrId, out var id) ? id : Guid.Empty });

    /// <summary>Locks the order, so that who does the same at the same moment waits and then finds it done.</summary>
    public static async Task<OrderDesk?> LockAsync(Transaction transaction, Guid id)
    {
        await transaction.Db.QueryAsync<Guid>($"SELECT id FROM orders WHERE id = @id {transaction.ForUpdate}", new { id });
        return await transaction.Db.QuerySingleOrDefaultAsync<OrderDesk?>(
            $"""
            SELECT o.id, o.number, o.state, o.preparing_at, o.shipped_at, o.completed_at, o.cancelled_at, o.total_minor,
                   EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.id AND l.delivered) AS is_delivered,
                   EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = o.id) AS is_sent_in_part,
                   {OrderQueries.RefundedMinor} AS refunded_minor
            FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.role = 'order'
            WHERE o.id = @id
            """,
            new { id });
    }
}

/// <summary>What becomes of preparing, shipping, completing or cancelling an order.</summary>
internal abstract record DeskOutcome
{
    private DeskOutcome()
    {
    }

    public sealed record Done(long Number) : DeskOutcome;

    public sealed record NotFound : DeskOutcome;

    public sealed record NotPaid : DeskOutcome;

    /// <summary>All of it went back to the buyer.</summary>
    public sealed record Refunded(long Number) : DeskOutcome;

    public sealed record Cancelled(long Number) : DeskOutcome;

    /// <summary>Nothing in it goes by post.</summary>
    public sealed record NothingToSend(long Number) : DeskOutcome;

    public sealed record PreparingAlready(long Number, DateTimeOffset Since) : DeskOutcome;

    public sealed record ShippedAlready(long Number, DateTimeOffset At) : DeskOutcome;

    /// <summary>Not all of it has left, so it cannot have arrived.</summary>
    public sealed record NotShipped(long Number) : DeskOutcome;

    public sealed record CompletedAlready(long Number, DateTimeOffset Since) : DeskOutcome;

    /// <summary>Of a parcel: there is nothing in it.</summary>
    public sealed record NothingChosen(long Number) : DeskOutcome;

    /// <summary>Of a parcel: fewer pieces of a line are still to go.</summary>
    public sealed record TooMany(long Number, int Position, string Title, int ToGo) : DeskOutcome;

    /// <summary>Why an order must not be prepared or shipped, or null.</summary>
    public static DeskOutcome? Obstacle(OrderDesk? order) => order switch
    {
        null => new NotFound(),
        { IsPaid: false } => new NotPaid(),
        { CancelledAt: not null } => new Cancelled(order.Number!.Value),
        { IsRefunded: true } => new Refunded(order.Number!.Value),
        { IsDelivered: false } => new NothingToSend(order.Number!.Value),
        { ShippedAt: { } at } => new ShippedAlready(order.Number!.Value, at),
        _ => null,
    };
}

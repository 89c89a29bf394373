using Dapper;
using Till.Storage;

namespace Till.Orders;

/// <summary>Whether an order waits to be sent, or all that is to go has gone: kept with it, since lists ask for it of every order.</summary>
internal static class OrderPost
{
    /// <summary>To be called when something has left, or will not leave, or is to leave after all.</summary>
    public static Task FollowAsync(Transaction transaction, Guid orderId, DateTimeOffset now) => transaction.Db.ExecuteAsync(
        $"""
        UPDATE orders
        SET shipped_at = CASE WHEN {IsSent} AND NOT {WaitsToGo} THEN COALESCE(shipped_at, @now) ELSE NULL END,
            completed_at = CASE WHEN {IsSent} AND NOT {WaitsToGo} THEN completed_at ELSE NULL END,
            awaits_post = {WaitsToGo} AND NOT {IsSent} AND preparing_at IS NULL AND cancelled_at IS NULL AND state = 'paid'
        WHERE id = @orderId
        """,
        new { orderId, now });

    private const string IsSent = "EXISTS (SELECT 1 FROM shipments s WHERE s.order_id = orders.id)";

    private const string WaitsToGo =
        """
        EXISTS (
            SELECT 1 FROM order_lines l
            WHERE l.order_id = orders.id AND l.delivered AND l.quantity >
                COALESCE((SELECT SUM(x.quantity) FROM shipment_lines x WHERE x.order_id = l.order_id AND x.position = l.position), 0)
                + COALESCE((SELECT SUM(x.unsent) FROM refund_lines x JOIN refunds r ON r.id = x.refund_id
                            WHERE x.order_id = l.order_id AND x.position = l.position AND r.state NOT IN ('failed', 'canceled')), 0))
        """;
}

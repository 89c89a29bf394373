using Dapper;
using Till.Storage;

namespace Till.Products;

/// <summary>What buyers have paid for and the shelf could not give.</summary>
internal static class BackOrders
{
    /// <summary>Served at once; who comes after them waits for the next delivery.</summary>
    private const int Most = 1000;

    /// <summary>
    /// Gives what has come to the orders that wait for it, who paid first before who paid later. What was cancelled, given back or sent all the same
    /// waits for nothing.
    /// </summary>
    /// <param name="stock">How many there are to give.</param>
    /// <returns>How many are no longer for the shelf.</returns>
    public static async Task<int> ServeAsync(Transaction transaction, Guid variantId, int stock)
    {
        var given = 0;
        foreach (var one in await WaitingAsync(transaction, variantId))
        {
            var gives = (int)Math.Min(Math.Min(one.Owed, one.ToGo), stock - given);
            if (gives > 0)
            {
                await transaction.Db.ExecuteAsync(
                    "UPDATE stock_holds SET state = 'sold', short = @left WHERE attempt_id = @AttemptId AND variant_id = @variantId",
                    new { left = (int)one.Owed - gives, one.AttemptId, variantId });
                given += gives;
            }
        }

        return given;
    }

    private static Task<IEnumerable<Waiting>> WaitingAsync(Transaction transaction, Guid variantId) => transaction.Db.QueryAsync<Waiting>(
        """
        SELECT h.attempt_id, CAST(CASE h.state WHEN 'short' THEN h.quantity ELSE h.short END AS bigint) AS owed,
               CAST(COALESCE((SELECT SUM(l.quantity) FROM order_lines l WHERE l.order_id = o.id AND l.variant_id = h.variant_id AND l.delivered), 0)
                  - COALESCE((SELECT SUM(s.quantity) FROM shipment_lines s JOIN order_lines l ON l.order_id = s.order_id AND l.position = s.position
                              WHERE s.order_id = o.id AND l.variant_id = h.variant_id), 0)
                  - COALESCE((SELECT SUM(x.unsent) FROM refund_lines x JOIN refunds r ON r.id = x.refund_id
                              JOIN order_lines l ON l.order_id = x.order_id AND l.position = x.position
                              WHERE x.order_id = o.id AND l.variant_id = h.variant_id AND r.state NOT IN ('failed', 'canceled')), 0) AS bigint) AS to_go
        FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id JOIN orders o ON o.id = a.order_id
        WHERE h.variant_id = @variantId AND (h.state = 'short' OR h.short > 0) AND h.state IN ('short', 'sold')
          AND o.state = 'paid' AND o.cancelled_at IS NULL AND o.shipped_at IS NULL
        ORDER BY o.paid_at, o.id LIMIT @Most
        """,
        new { variantId, Most });

    private sealed record Waiting
    {
        public Guid AttemptId { get; init; }

        public long Owed { get; init; }

        public long ToGo { get; init; }
    }
}

using Dapper;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// A refund that fails undoes what went with it: what had not left is to go again and comes off the shelf, and an order that was called
/// off is open. What had left and came back stays on the shelf.
/// </summary>
internal static class RefundFailure
{
    /// <summary>To be called once, in the transaction that writes the failure down.</summary>
    /// <returns>What could not be undone, as a sentence that follows others; empty for nothing.</returns>
    public static async Task<string> UndoAsync(Transaction transaction, Chance chance, Guid refundId, DateTimeOffset now)
    {
        var lines = (await transaction.Db.QueryAsync<Line>(
            """
            SELECT x.position, x.order_id, l.variant_id, l.title, l.size, x.unsent, x.restocked, o.number
            FROM refund_lines x JOIN order_lines l ON l.order_id = x.order_id AND l.position = x.position JOIN orders o ON o.id = x.order_id
            WHERE x.refund_id = @refundId ORDER BY l.variant_id
            """,
            new { refundId })).AsList();
        var missing = new List<string>();
        foreach (var line in lines.Where(line => line.Again > 0))
        {
            var taken = -await Restock.MoveAsync(
                transaction, chance, line.VariantId, -line.Again, $"Order {line.Number}: its refund failed", "Till", now);
            await transaction.Db.ExecuteAsync(
                "UPDATE refund_lines SET restocked = restocked - @taken WHERE refund_id = @refundId AND position = @Position",
                new { taken, refundId, line.Position });
            if (taken < line.Again)
            {
                missing.Add($"{line.Again - taken} × {line.Title}{(line.Size.Length > 0 ? $", size {line.Size}" : "")}");
            }
        }

        foreach (var orderId in await transaction.Db.QueryAsync<Guid>(
            "SELECT p.order_id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE r.id = @refundId AND p.order_id IS NOT NULL", new { refundId }))
        {
            await transaction.Db.ExecuteAsync(
                "UPDATE orders SET cancelled_at = NULL WHERE id = @orderId AND EXISTS (SELECT 1 FROM refunds r WHERE r.id = @refundId AND r.cancels)",
                new { orderId, refundId });
            await OrderPost.FollowAsync(transaction, orderId, now);
        }

        return missing.Count == 0 ? "" : $" Of what was back on the shelf, this has been sold since: {string.Join("; ", missing)}.";
    }

    private sealed record Line(int Position, Guid OrderId, Guid VariantId, string Title, string Size, int Unsent, int Restocked, long? Number)
    {
        /// <summary>How many pieces are to be taken from the shelf again.</summary>
        public int Again => Math.Min(Unsent, Restocked);
    }
}

using Dapper;
using Till.Storage;

namespace Till.Orders;

/// <summary>What has left has arrived: by the owner's word, or by itself when it has been on its way for long enough.</summary>
internal sealed class CompleteOrder(Database database, ShopSettings settings, TimeProvider time, Chance chance)
{
    /// <summary>Orders that one transaction takes in; other writers wait no longer than that.</summary>
    private const int AtATime = 500;

    public Task<DeskOutcome> RunAsync(Guid orderId, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var order = await OrderDesk.LockAsync(transaction, orderId);
            switch (DeskOutcome.Obstacle(order))
            {
                case DeskOutcome.ShippedAlready:
                    break; // which is what it takes
                case { } obstacle:
                    return obstacle;
                default:
                    return new DeskOutcome.NotShipped(order!.Number!.Value);
            }

            if (order!.CompletedAt is { } since)
            {
                return new DeskOutcome.CompletedAlready(order.Number!.Value, since);
            }

            var now = time.Now();
            await transaction.Db.ExecuteAsync("UPDATE orders SET completed_at = @now WHERE id = @orderId", new { orderId, now });
            await Audit.AddAsync(transaction, chance, by, Audit.OrderCompleted, $"order:{orderId}", $"Order {order.Number}", now);
            return new DeskOutcome.Done(order.Number!.Value);
        },
        cancel);

    /// <summary>Completes what left so long ago that it must have arrived, if the owner has not said that they want to do so themselves.</summary>
    /// <returns>How many were completed.</returns>
    public async Task<int> CompleteDueAsync(CancellationToken cancel)
    {
        if (settings.Profile.ArrivesAfterDays is not (> 0 and var days))
        {
            return 0;
        }

        var (completed, some) = (0, 0);
        do
        {
            some = await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    """
                    UPDATE orders SET completed_at = @now
                    WHERE id IN (SELECT id FROM orders WHERE shipped_at <= @before AND completed_at IS NULL ORDER BY shipped_at LIMIT @AtATime)
                    """,
                    new { now = time.Now(), before = time.Now().AddDays(-days), AtATime }),
                cancel);
            completed += some;
        }
        while (some == AtATime);

        return completed;
    }
}

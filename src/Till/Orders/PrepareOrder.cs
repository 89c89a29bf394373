using Dapper;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>The owner begins to pack an order, and the buyer is told.</summary>
internal sealed class PrepareOrder(Database database, TimeProvider time, Chance chance)
{
    public Task<DeskOutcome> RunAsync(Guid orderId, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var order = await OrderDesk.LockAsync(transaction, orderId);
            if (DeskOutcome.Obstacle(order) is { } obstacle)
            {
                return obstacle;
            }

            if (order!.PreparingAt is { } since)
            {
                return new DeskOutcome.PreparingAlready(order.Number!.Value, since);
            }

            var now = time.Now();
            await transaction.Db.ExecuteAsync("UPDATE orders SET preparing_at = @now, awaits_post = @no WHERE id = @Id", new { now, no = false, order.Id });
            await Audit.AddAsync(transaction, chance, by, Audit.OrderPrepared, $"order:{order.Id}", $"Order {order.Number}", now);
            await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Preparing, $"order:{order.Id}", new OrderMail(order.Id), now);
            return new DeskOutcome.Done(order.Number!.Value);
        },
        cancel);
}

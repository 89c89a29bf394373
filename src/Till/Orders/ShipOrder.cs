using Dapper;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>An order leaves the shop, and the buyer is told how to follow it. It leaves once.</summary>
internal sealed class ShipOrder(Database database, TimeProvider time, Chance chance)
{
    /// <summary>Longer than any carrier's name, number or address of a parcel.</summary>
    public const int MaxLength = 300;

    public Task<DeskOutcome> RunAsync(Guid orderId, string? carrier, string? tracking, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var order = await OrderDesk.LockAsync(transaction, orderId);
            if (DeskOutcome.Obstacle(order) is { } obstacle)
            {
                return obstacle;
            }

            var now = time.Now();
            await transaction.Db.ExecuteAsync(
                "INSERT INTO shipments (id, order_id, carrier, tracking, shipped_at) VALUES (@id, @orderId, @carrier, @tracking, @now)",
                new { id = chance.NewId(now), orderId, carrier, tracking, now });
            await transaction.Db.ExecuteAsync("UPDATE orders SET awaits_post = @no WHERE id = @orderId", new { no = false, orderId });
            var parcel = string.Join(", ", new[] { $"Order {order!.Number}", carrier, tracking }.Where(part => part is not null));
            await Audit.AddAsync(transaction, chance, by, Audit.OrderShipped, $"order:{orderId}", parcel, now);
            await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Shipped, $"order:{orderId}", new OrderMail(orderId), now);
            return new DeskOutcome.Done(order.Number!.Value);
        },
        cancel);
}

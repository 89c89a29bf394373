using Dapper;
using Till.Events;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// A parcel of an order leaves the shop, and the buyer is told what is in it, how to follow it, and what is still to come. Each piece
/// leaves once.
/// </summary>
internal sealed class ShipOrder(Database database, TimeProvider time, Chance chance)
{
    /// <summary>Longer than any carrier's name, number or address of a parcel.</summary>
    public const int MaxLength = 300;

    /// <summary>All that is still to go, in one parcel.</summary>
    public Task<DeskOutcome> RunAsync(Guid orderId, string? carrier, string? tracking, Actor by, CancellationToken cancel) =>
        RunAsync(orderId, null, carrier, tracking, by, cancel);

    /// <param name="pieces">By the line's position; null: all that is still to go.</param>
    public Task<DeskOutcome> RunAsync(
        Guid orderId, IReadOnlyDictionary<int, int>? pieces, string? carrier, string? tracking, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            if (DeskOutcome.Obstacle(await OrderDesk.LockAsync(transaction, orderId)) is { } obstacle)
            {
                return obstacle;
            }

            var order = (await OrderView.FindAsync(transaction.Db, orderId))!;
            var number = order.Head.Number!.Value;
            if (Refuse(order, pieces) is { } refusal)
            {
                return refusal;
            }

            var parcel = order.Lines.Select(line => (Line: line, Pieces: pieces is null ? line.ToGo : pieces.GetValueOrDefault(line.Position)))
                .Where(one => one.Pieces > 0).ToList();
            var now = time.Now();
            var id = chance.NewId(now);
            await transaction.Db.ExecuteAsync(
                "INSERT INTO shipments (id, order_id, carrier, tracking, shipped_at) VALUES (@id, @orderId, @carrier, @tracking, @now)",
                new { id, orderId, carrier, tracking, now });
            foreach (var (line, count) in parcel)
            {
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO shipment_lines (shipment_id, order_id, position, quantity) VALUES (@id, @orderId, @Position, @count)",
                    new { id, orderId, line.Position, count });
            }

            await OrderPost.FollowAsync(transaction, orderId, now);
            var isPart = order.Shipments.Count > 0 || parcel.Sum(one => one.Pieces) < order.ToGo.Sum(line => line.ToGo);
            var what = isPart ? string.Join(", ", parcel.Select(one => one.Line.Counted(one.Pieces))) : null;
            var detail = string.Join(", ", new[] { $"Order {number}", what, carrier, tracking }.Where(part => part is not null));
            await Audit.AddAsync(transaction, chance, by, Audit.OrderShipped, $"order:{orderId}", detail, now);
            await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Shipped, $"order:{orderId}:{id}", new ParcelMail(orderId, id), now);
            await ShopEvents.AddAsync(transaction, ShopEvents.OrderShipped, id.ToString(), now, ("order_id", orderId), ("shipment_id", id));
            return new DeskOutcome.Done(number);
        },
        cancel);

    private static DeskOutcome? Refuse(OrderView order, IReadOnlyDictionary<int, int>? pieces)
    {
        var number = order.Head.Number!.Value;
        if (!order.ToGo.Any())
        {
            return new DeskOutcome.NothingToSend(number); // what had not left was given back
        }

        var tooMany = order.Lines.FirstOrDefault(line => pieces?.GetValueOrDefault(line.Position) is { } count && (count < 0 || count > line.ToGo));
        return tooMany is not null ? new DeskOutcome.TooMany(number, tooMany.Position, tooMany.Title, tooMany.ToGo)
            : pieces is not null && pieces.Values.All(count => count == 0) ? new DeskOutcome.NothingChosen(number)
            : null;
    }
}

using Dapper;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// Calls an order off of which nothing has left: all that is left of the payment goes back, the goods go back to the shelf and the
/// downloads close, in one deed. The order stays paid in the books, with its refund; if that fails, the order is open again.
/// </summary>
internal sealed class CancelOrder(Database database, StartRefund startRefund, TimeProvider time, Chance chance)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="RefundId">To be carried out; null where nothing had been paid.</param>
        public sealed record Done(long Number, Guid? RefundId) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record NotPaid : Outcome;

        public sealed record CancelledAlready(long Number) : Outcome;

        public sealed record RefundedAlready(long Number) : Outcome;

        /// <summary>A parcel has left: what has not can be given back by line.</summary>
        public sealed record Sent(long Number) : Outcome;
    }

    public Task<Outcome> RunAsync(Guid orderId, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var desk = await OrderDesk.LockAsync(transaction, orderId);
            if (Refuse(desk) is { } refusal)
            {
                return refusal;
            }

            var (order, now, number) = ((await OrderView.FindAsync(transaction.Db, orderId))!, time.Now(), desk!.Number!.Value);
            await transaction.Db.ExecuteAsync("UPDATE orders SET cancelled_at = @now, awaits_post = @no WHERE id = @orderId", new { now, no = false, orderId });
            await Audit.AddAsync(transaction, chance, by, Audit.OrderCancelled, $"order:{orderId}", $"Order {number}", now);
            await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Cancelled, $"order:{orderId}:{chance.NewId(now)}", new OrderMail(orderId), now);
            if (order.Total.IsZero)
            {
                await PutBackAsync(transaction, order, by, now);
                return new Outcome.Done(number, null);
            }

            var wish = new RefundWish.ByLine(null, Delivery: true, Restock: true, Shown: null) { Access = RefundAccess.Close };
            return await startRefund.RunAsync(transaction, order, wish, cancels: true, by) is StartRefund.Outcome.Started started
                ? new Outcome.Done(number, started.RefundId)
                : throw new InvalidOperationException($"Order {number} has something left to give back, and it could not be.");
        },
        cancel);

    private static Outcome? Refuse(OrderDesk? order) => order switch
    {
        null => new Outcome.NotFound(),
        { IsPaid: false } => new Outcome.NotPaid(),
        { CancelledAt: not null } => new Outcome.CancelledAlready(order.Number!.Value),
        { IsRefunded: true } => new Outcome.RefundedAlready(order.Number!.Value),
        { IsSentInPart: true } => new Outcome.Sent(order.Number!.Value),
        _ => null,
    };

    /// <summary>Nothing was paid, so no refund has lines to remember it by.</summary>
    private async Task PutBackAsync(Transaction transaction, OrderView order, Actor by, DateTimeOffset now)
    {
        foreach (var line in order.Lines.OrderBy(line => line.VariantId).Where(line => line.Quantity > line.Short))
        {
            await Restock.MoveAsync(transaction, chance, line.VariantId, line.Quantity - line.Short, $"Order {order.Head.Number}", by.Name, now);
        }

        await transaction.Db.ExecuteAsync(
            "UPDATE entitlements SET revoked_at = @now WHERE order_id = @Id AND revoked_at IS NULL", new { now, order.Head.Id });
    }
}

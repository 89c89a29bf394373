using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// Decides a refund and writes it down, with the key under which Stripe will be asked, before Stripe hears of it. The outbox carries
/// it out; so may whoever does not want to wait, since the key makes it one refund. What goes back to the shelf goes with the decision,
/// and comes off it again if the refund fails.
/// </summary>
internal sealed class StartRefund(Database database, TimeProvider time, Chance chance)
{
    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        public sealed record Started(Guid RefundId, long Number, Money Amount) : Outcome;

        public sealed record NotFound : Outcome;

        public sealed record NotPaid : Outcome;

        /// <summary>Not so much is left; perhaps nothing.</summary>
        public sealed record TooMuch(long Number, Money Left) : Outcome;

        /// <summary>More pieces than are left of a line, or none of any.</summary>
        public sealed record NotSoMany(long Number) : Outcome;

        /// <summary>It makes another amount than the person was told.</summary>
        public sealed record Otherwise(long Number, Money Amount) : Outcome;
    }

    public Task<Outcome> RunAsync(Guid orderId, RefundWish wish, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction => await OrderDesk.LockAsync(transaction, orderId) is null
            ? new Outcome.NotFound()
            : await RunAsync(transaction, (await OrderView.FindAsync(transaction.Db, orderId))!, wish, cancels: false, by),
        cancel);

    /// <param name="order">With its row locked.</param>
    /// <param name="cancels">The order is called off with it, and open again if it fails.</param>
    public async Task<Outcome> RunAsync(Transaction transaction, OrderView order, RefundWish wish, bool cancels, Actor by)
    {
        var payment = await transaction.Db.QuerySingleOrDefaultAsync<PaymentRow?>(
            $"SELECT {PaymentRow.Columns} FROM payments WHERE order_id = @Id AND role = 'order'", new { order.Head.Id });
        if (payment is null || !order.IsPaid)
        {
            return new Outcome.NotPaid();
        }

        var number = order.Head.Number!.Value;
        var plan = wish is RefundWish.ByLine byLine ? RefundPlan.Of(order, byLine) : null;
        if (wish is RefundWish.ByLine && plan is null or { Total.IsZero: true, Lines.Count: 0 })
        {
            return order.Left.IsZero ? new Outcome.TooMuch(number, order.Left) : new Outcome.NotSoMany(number);
        }

        var asked = plan?.Total ?? (wish is RefundWish.Amount { Read: { } read } ? read(order.Currency) : order.Left);
        if (asked > order.Left || asked <= Money.Zero(order.Currency))
        {
            return new Outcome.TooMuch(number, order.Left);
        }

        if (wish is RefundWish.ByLine { Shown: { } shown } && shown != asked)
        {
            return new Outcome.Otherwise(number, asked);
        }

        var now = time.Now();
        var refundId = chance.NewId(now);
        await WriteAsync(transaction, refundId, payment, asked, plan?.Delivery.Minor ?? 0, wish.Access, cancels, now);
        var restocked = plan is null ? 0 : await WriteLinesAsync(transaction, refundId, order, plan, ((RefundWish.ByLine)wish).Restock, by, now);
        await OrderPost.FollowAsync(transaction, order.Head.Id, now);
        await OrderAccess.FollowAsync(transaction, payment, now);
        await Audit.AddAsync(
            transaction, chance, by, Audit.OrderRefunded, $"order:{order.Head.Id}", $"Order {number}: {asked}{Say(plan, restocked, wish.Access)}", now);
        await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Refund, $"refund:{refundId}", new RefundOrder(refundId), now);
        return new Outcome.Started(refundId, number, asked);
    }

    private static Task WriteAsync(
        Transaction transaction, Guid refundId, PaymentRow payment, Money asked, long deliveryMinor, RefundAccess access, bool cancels, DateTimeOffset now) =>
        transaction.Db.ExecuteAsync(
            """
            INSERT INTO refunds (id, payment_id, idempotency_key, state, currency, amount_minor, delivery_minor, access, cancels, reason, created_at)
            VALUES (@refundId, @Id, @key, 'requested', @Currency, @Minor, @deliveryMinor, @access, @cancels, 'requested_by_customer', @now)
            """,
            new
            {
                refundId, payment.Id, key = $"refund-{refundId}", payment.Currency, asked.Minor, deliveryMinor,
                access = access == RefundAccess.Follow ? null : Words.Of(access), cancels, now,
            });

    /// <returns>How many pieces are on the shelf again.</returns>
    private async Task<int> WriteLinesAsync(
        Transaction transaction, Guid refundId, OrderView order, RefundPlan plan, bool restock, Actor by, DateTimeOffset now)
    {
        var all = 0;
        // Sizes are locked in one order by everybody: see StockHolds.
        foreach (var part in plan.Lines.OrderBy(part => part.Line.VariantId))
        {
            var restocked = restock && part.Restockable > 0
                ? await Restock.MoveAsync(transaction, chance, part.Line.VariantId, part.Restockable, $"Order {order.Head.Number}", by.Name, now)
                : 0;
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO refund_lines (refund_id, order_id, position, quantity, amount_minor, unsent, restocked)
                VALUES (@refundId, @Id, @Position, @Pieces, @Minor, @Unsent, @restocked)
                """,
                new { refundId, order.Head.Id, part.Line.Position, part.Pieces, part.Amount.Minor, part.Unsent, restocked });
            all += restocked;
        }

        return all;
    }

    private static string Say(RefundPlan? plan, int restocked, RefundAccess access)
    {
        var parts = plan is null ? [] : plan.Lines.Select(part => part.Line.Counted(part.Pieces)).ToList();
        if (plan is { Delivery.IsZero: false })
        {
            parts.Add("delivery");
        }

        if (restocked > 0)
        {
            parts.Add($"{restocked} back on the shelf");
        }

        if (access != RefundAccess.Follow)
        {
            parts.Add(access == RefundAccess.Close ? "downloads closed" : "downloads left open");
        }

        return string.Concat(parts.Select(part => $", {part}"));
    }
}

using Dapper;
using Till.Core;
using Till.Payments;
using Till.Storage;

namespace Till.Orders;

/// <summary>
/// Decides a refund and writes it down, with the key under which Stripe will be asked, before Stripe hears of it. The outbox carries
/// it out; so may whoever does not want to wait, since the key makes it one refund.
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
    }

    /// <param name="amount">Reads the amount in the order's currency; null: all that is left.</param>
    public Task<Outcome> RunAsync(Guid orderId, Func<Currency, Money>? amount, Actor by, CancellationToken cancel) => database.WriteAsync<Outcome>(
        async transaction =>
        {
            if (await OrderDesk.LockAsync(transaction, orderId) is not { } order)
            {
                return new Outcome.NotFound();
            }

            var payment = await transaction.Db.QuerySingleOrDefaultAsync<Payment?>(
                "SELECT id, currency, amount_minor FROM payments WHERE order_id = @orderId AND role = 'order'", new { orderId });
            if (payment is null || !order.IsPaid)
            {
                return new Outcome.NotPaid();
            }

            var currency = Currency.Parse(payment.Currency);
            var left = new Money(payment.AmountMinor - order.RefundedMinor, currency);
            var asked = amount is null ? left : amount(currency);
            if (asked > left || asked <= Money.Zero(currency))
            {
                return new Outcome.TooMuch(order.Number!.Value, left);
            }

            var now = time.Now();
            var refundId = chance.NewId(now);
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO refunds (id, payment_id, idempotency_key, state, currency, amount_minor, reason, created_at)
                VALUES (@refundId, @Id, @key, 'requested', @Currency, @Minor, 'requested_by_customer', @now)
                """,
                new { refundId, payment.Id, key = $"refund-{refundId}", payment.Currency, asked.Minor, now });
            await Audit.AddAsync(transaction, chance, by, Audit.OrderRefunded, $"order:{orderId}", $"Order {order.Number}: {asked}", now);
            await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Refund, $"refund:{refundId}", new RefundOrder(refundId), now);
            return new Outcome.Started(refundId, order.Number!.Value, asked);
        },
        cancel);

    private sealed record Payment(Guid Id, string Currency, long AmountMinor);
}

using Dapper;
using Till.Accounts;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Writes what a reading of Stripe makes of an order: the decision is Till.Core's, the rows are these.</summary>
internal sealed class Booking(TimeProvider time, Chance chance, Attention attention)
{
    public async Task<SettlementDecision> WriteAsync(Transaction transaction, Guid attemptId, StripeReading reading)
    {
        var db = transaction.Db;
        var orderId = await db.QuerySingleAsync<Guid>("SELECT order_id FROM payment_attempts WHERE id = @attemptId", new { attemptId });
        // The order's row is the lock: whoever settles the same order waits here, and then finds it settled.
        var order = await OrderRow.LockAsync(transaction, orderId);
        var attempt = (await AttemptRow.FindAsync(db, attemptId))!;
        var paidBy = await db.QuerySingleOrDefaultAsync<string?>(
            "SELECT stripe_payment_intent_id FROM payments WHERE order_id = @orderId AND role = 'order'", new { orderId });

        var decision = Settlement.Decide(new OrderFacts(order.Status, order.Total, paidBy), attempt.Status, reading.Fact);
        switch (decision)
        {
            case SettlementDecision.Pay pay:
                await PayAsync(transaction, order, attempt, pay, reading);
                break;
            case SettlementDecision.AlreadyPaid:
                break;
            case SettlementDecision.Hold hold:
                await HoldAsync(transaction, order, attempt, hold, reading);
                break;
            case SettlementDecision.CloseAttempt close:
                await MoveAsync(transaction, attempt, AttemptState.Closed, reading, close.Decline);
                break;
            case SettlementDecision.Wait wait:
                await MoveAsync(transaction, attempt, wait.Attempt, reading, wait.Decline);
                break;
        }

        await BookFeeAsync(transaction, reading);
        return decision;
    }

    private async Task PayAsync(Transaction transaction, OrderRow order, AttemptRow attempt, SettlementDecision.Pay pay, StripeReading reading)
    {
        var now = time.Now();
        var email = order.Email ?? reading.Email;
        var number = await transaction.Db.QuerySingleAsync<long>(
            "UPDATE counters SET value = value + 1 WHERE name = 'order' RETURNING value");
        await transaction.Db.ExecuteAsync(
            """
            UPDATE orders
            SET state = 'paid', number = @number, paid_at = @now, email = @email, email_key = @emailKey, name = COALESCE(name, @Name)
            WHERE id = @Id
            """,
            new { number, now, email, emailKey = email is null ? null : Email.Key(email), reading.Name, order.Id });
        await MoveAsync(transaction, attempt, AttemptState.Succeeded, reading, null);
        await InsertPaymentAsync(transaction, order.Id, attempt.Id, "order", pay.PaymentIntentId, pay.Amount, reading.Charge, now);
        await BookSaleAsync(transaction, order, pay.PaymentIntentId, now);
        await GrantAsync(transaction, order.Id, now);
        // The next purchase from this bag is a new one.
        await transaction.Db.ExecuteAsync(
            "UPDATE bags SET version = version + 1 WHERE id = @BagId AND version = @BagVersion", new { order.BagId, order.BagVersion });
        if (email is not null)
        {
            await Purchases.AttachAsync(transaction, Email.Key(email));
            await Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.Receipt, $"order:{order.Id}", new OrderMail(order.Id), now);
        }
    }

    private async Task HoldAsync(Transaction transaction, OrderRow order, AttemptRow attempt, SettlementDecision.Hold hold, StripeReading reading)
    {
        if (await PaymentRow.FindAsync(transaction.Db, hold.PaymentIntentId) is not null)
        {
            return;
        }

        var now = time.Now();
        await MoveAsync(transaction, attempt, AttemptState.Succeeded, reading, null);
        var paymentId = await InsertPaymentAsync(
            transaction, order.Id, attempt.Id, "held", hold.PaymentIntentId, hold.Amount, reading.Charge, now);
        await BookAsync(transaction, order.Id, $"payment:{hold.PaymentIntentId}", Ledger.StripeBalance, Ledger.Held, hold.Amount, now);
        var refundId = chance.NewId(now);
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO refunds (id, payment_id, idempotency_key, state, currency, amount_minor, reason, created_at)
            VALUES (@refundId, @paymentId, @key, 'requested', @currency, @minor, 'duplicate', @now)
            """,
            new { refundId, paymentId, key = $"refund-{refundId}", currency = hold.Amount.Currency.Code, minor = hold.Amount.Minor, now });
        await Outbox.AddAsync(
            transaction, chance.NewId(now), OutboxKinds.Refund, $"refund:{refundId}", new RefundOrder(refundId), now);
        await attention.FileAsync(
            transaction,
            "held_payment",
            hold.PaymentIntentId,
            Happened(order, hold),
            $"The payment is not counted as the order's; a refund of {hold.Amount} was started.",
            "Nothing, if the refund succeeds. Write to the buyer if they may wonder.");
    }

    private static string Happened(OrderRow order, SettlementDecision.Hold hold) => hold.Reason switch
    {
        HoldReason.Surplus => $"Order {order.Number} is paid, and a second payment of {hold.Amount} came in for it.",
        HoldReason.AmountMismatch => $"A payment of {hold.Amount} came in for an order of {order.Total}.",
        HoldReason.OrderRetired => $"A payment of {hold.Amount} came in for an order that the buyer had replaced by a newer one.",
        _ => throw new ArgumentOutOfRangeException(nameof(hold), hold.Reason, "Unknown reason."),
    };

    private async Task MoveAsync(Transaction transaction, AttemptRow attempt, AttemptState state, StripeReading reading, string? decline)
    {
        DateTimeOffset? settledAt = state is AttemptState.Succeeded or AttemptState.Closed ? time.Now() : null;
        await transaction.Db.ExecuteAsync(
            """
            UPDATE payment_attempts
            SET state = @state, decline = @decline, settled_at = COALESCE(settled_at, @settledAt),
                stripe_session_id = COALESCE(stripe_session_id, @SessionId),
                stripe_payment_intent_id = COALESCE(stripe_payment_intent_id, @PaymentIntentId)
            WHERE id = @Id
            """,
            new { attempt.Id, state = Words.Of(state), decline, settledAt, reading.SessionId, reading.PaymentIntentId });
    }

    private async Task<Guid> InsertPaymentAsync(
        Transaction transaction, Guid orderId, Guid attemptId, string role, string intentId, Money amount, Charge? charge, DateTimeOffset now)
    {
        var id = chance.NewId(now);
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO payments (id, order_id, attempt_id, role, stripe_payment_intent_id, stripe_charge_id, currency, amount_minor,
                                  card_brand, card_last4, receipt_url, paid_at)
            VALUES (@id, @orderId, @attemptId, @role, @intentId, @ChargeId, @Currency, @Minor, @Brand, @Last4, @ReceiptUrl, @now)
            """,
            new
            {
                id,
                orderId,
                attemptId,
                role,
                intentId,
                ChargeId = charge?.Id,
                Currency = amount.Currency.Code,
                amount.Minor,
                charge?.PaymentMethodDetails?.Card?.Brand,
                charge?.PaymentMethodDetails?.Card?.Last4,
                charge?.ReceiptUrl,
                now,
            });
        return id;
    }

    private async Task BookSaleAsync(Transaction transaction, OrderRow order, string intentId, DateTimeOffset now)
    {
        var source = $"payment:{intentId}";
        var sold = order.In(order.SubtotalMinor - order.DiscountMinor);
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Sales, sold, now);
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Delivery, order.In(order.DeliveryMinor), now);
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Tax, order.In(order.TaxMinor), now);
    }

    /// <summary>The fee is known once Stripe has written the balance transaction, at once or some moments later.</summary>
    private async Task BookFeeAsync(Transaction transaction, StripeReading reading)
    {
        if (reading is not { PaymentIntentId: { } intentId, Charge.BalanceTransaction.Object: { } balance }
            || await PaymentRow.FindAsync(transaction.Db, intentId) is not { FeeMinor: null } payment)
        {
            return;
        }

        await transaction.Db.ExecuteAsync("UPDATE payments SET fee_minor = @Fee WHERE id = @Id", new { balance.Fee, payment.Id });
        await BookAsync(
            transaction, payment.OrderId, $"fee:{intentId}", Ledger.Fees, Ledger.StripeBalance,
            new Money(balance.Fee, Currency.Parse(balance.Currency)), time.Now());
    }

    private async Task GrantAsync(Transaction transaction, Guid orderId, DateTimeOffset now)
    {
        var products = await transaction.Db.QueryAsync<Guid>(
            "SELECT DISTINCT product_id FROM order_lines WHERE order_id = @orderId AND kind = 'album'", new { orderId });
        foreach (var productId in products)
        {
            await transaction.Db.ExecuteAsync(
                """
                INSERT INTO entitlements (id, order_id, product_id, granted_at) VALUES (@id, @orderId, @productId, @now)
                ON CONFLICT (order_id, product_id) DO NOTHING
                """,
                new { id = chance.NewId(now), orderId, productId, now });
        }
    }

    private Task BookAsync(
        Transaction transaction, Guid orderId, string source, string debit, string credit, Money amount, DateTimeOffset now) =>
        Ledger.BookAsync(transaction, new Ledger.Move(chance.NewId(now), source, debit, credit, amount, orderId, now));
}

using Dapper;
using Till.Accounts;
using Till.Core;
using Till.Events;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Writes what a reading of Stripe makes of an order: the decision is Till.Core's, the rows are these.</summary>
internal sealed class Booking(TimeProvider time, Chance chance, Attention attention, ShopSettings settings)
{
    public async Task<SettlementDecision> WriteAsync(Transaction transaction, Guid orderId, Guid attemptId, StripeReading reading)
    {
        var known = await Known.ReadAsync(transaction, orderId, attemptId);
        var (order, attempt) = (known.Order, known.Attempt);
        var paidBy = known.Payments.FirstOrDefault(one => one.Role == "order")?.StripePaymentIntentId;
        var held = known.Payments.FirstOrDefault(one => one.IsHeld && one.StripePaymentIntentId == reading.PaymentIntentId)?.StripePaymentIntentId;

        // Only an attempt that was closed has given its stock back.
        var soldOut = attempt.Status == AttemptState.Closed && settings.LatePayments == LatePaymentPolicy.Refund
            && await StockHolds.IsShortAsync(transaction, attemptId);
        var decision = Settlement.Decide(new OrderFacts(order.Status, order.Total, paidBy, soldOut, held), attempt.Status, reading.Fact);
        switch (decision)
        {
            case SettlementDecision.Pay pay:
                await PayAsync(transaction, known, pay, reading);
                return decision; // with its fee, if that is known
            case SettlementDecision.AlreadyPaid or SettlementDecision.AlreadyHeld:
                if (known.Payments.Any(one => one.StripePaymentIntentId == reading.PaymentIntentId && one.FeeMinor is not null))
                {
                    return decision;
                }

                break;
            case SettlementDecision.Hold hold:
                await HoldAsync(transaction, order, attempt, hold, reading);
                break;
            case SettlementDecision.CloseAttempt close:
                await MoveAsync(transaction, attempt, AttemptState.Closed, reading, close.Decline);
                await ReleaseAsync(transaction, attempt.Id);
                await TellOfFailureAsync(transaction, attempt, reading);
                break;
            case SettlementDecision.Wait wait:
                await MoveAsync(transaction, attempt, wait.Attempt, reading, wait.Decline);
                await TellOfFailureAsync(transaction, attempt, reading);
                break;
        }

        await BookFeeAsync(transaction, reading.PaymentIntentId, reading.Charge);
        return decision;
    }

    /// <summary>
    /// A buyer whose card is declined reads so on the page. One who paid by a method that takes days has left it, and is written to.
    /// </summary>
    private Task TellOfFailureAsync(Transaction transaction, AttemptRow attempt, StripeReading reading)
    {
        var now = time.Now();
        return reading is { FailedLater: true, PaymentIntentId: { } intentId }
            ? Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.PaymentFailed, $"payment:{intentId}:{reading.Charge?.Id}", new OrderMail(attempt.OrderId), now)
            : Task.CompletedTask;
    }

    /// <summary>An attempt that can no longer be paid gives back what it had taken.</summary>
    public static async Task ReleaseAsync(Transaction transaction, Guid attemptId)
    {
        await DiscountUses.ReturnAsync(transaction, attemptId);
        await StockHolds.ReturnAsync(transaction, attemptId);
    }

    /// <summary>Makes an order paid of which a discount left nothing to pay: everything that a payment causes, without one.</summary>
    public async Task PayNothingAsync(Transaction transaction, Guid orderId, Guid attemptId)
    {
        var known = await Known.ReadAsync(transaction, orderId, attemptId);
        await FulfilAsync(transaction, new Batch(transaction), known, known.Order.Email, known.Order.Name, time.Now(), time.Now());
    }

    private async Task PayAsync(Transaction transaction, Known known, SettlementDecision.Pay pay, StripeReading reading)
    {
        var (order, now, batch) = (known.Order, time.Now(), new Batch(transaction));
        var paidAt = reading.PaidAt(now);
        Move(batch, known.Attempt, AttemptState.Succeeded, reading, null);
        var fee = reading.Charge?.BalanceTransaction.Object;
        var payment = Payment(order.Id, known.Attempt.Id, "order", pay.PaymentIntentId, pay.Amount, reading.Charge, now) with { FeeMinor = fee?.Fee };
        PaymentRow.Add(batch, payment, reading.Charge, paidAt);
        await BookSaleAsync(transaction, batch, order, pay.PaymentIntentId, paidAt);
        if (fee is not null)
        {
            Ledger.Add(batch, FeeOf(pay.PaymentIntentId, fee, payment.Subject, paidAt));
        }

        await FulfilAsync(transaction, batch, known, order.Email ?? reading.Email, order.Name ?? reading.Name, paidAt, now);
    }

    /// <summary>What the buyer gets for it: the stock, the discount, the downloads, an empty bag, a paid order, the receipt.</summary>
    /// <param name="batch">What is to be written before; it is sent with the rest.</param>
    private async Task FulfilAsync(Transaction transaction, Batch batch, Known known, string? email, string? name, DateTimeOffset paidAt, DateTimeOffset now)
    {
        var (order, attemptId) = (known.Order, known.Attempt.Id);
        // Codes before stock, here as in freezing, so that no two transactions wait for each other in a circle.
        if (order.DiscountCodeId is not null && await DiscountUses.RedeemAsync(transaction, attemptId))
        {
            await attention.FileAsync(
                transaction,
                "discount_over_limit",
                order.Id.ToString(),
                $"A late payment redeemed the discount code {order.DiscountCode}, which had been used up in the meantime.",
                "The buyer paid what had been agreed, and the order stands.",
                "Nothing, unless the code's limit matters more than the sale.");
        }

        if (order is { SaveDetails: true, AccountId: { } accountId })
        {
            await SavedAddresses.KeepAsync(transaction, chance.NewId(now), accountId, order.Id, now);
        }

        var sold = StockHolds.Sell(batch, attemptId);
        foreach (var productId in known.Albums)
        {
            Grant(batch, order.Id, productId, now);
        }

        EmptyBag(batch, order);
        if (email is not null)
        {
            Outbox.Add(batch, chance.NewId(now), OutboxKinds.Receipt, $"order:{order.Id}", new OrderMail(order.Id), now);
        }

        ShopEvents.Add(batch, ShopEvents.OrderPaid, order.Id.ToString(), now, ("order_id", order.Id));
        var changed = await batch.RunAsync();
        if (known.Holds > 0 && changed[sold] == 0)
        {
            await SellLateAsync(transaction, order, attemptId);
        }

        MarkPaid(transaction, order, email, name, paidAt);
    }

    /// <summary>Every sale waits for the counter, so it is held for as short as can be.</summary>
    private static void MarkPaid(Transaction transaction, OrderRow order, string? email, string? name, DateTimeOffset now)
    {
        var batch = transaction.AtLast;
        var emailKey = email is null ? null : Email.Key(email);
        if (emailKey is not null)
        {
            if (order.EmailKey != emailKey)
            {
                // Stripe's page has asked for it; the account that it belongs to must see it.
                batch.Add("UPDATE orders SET email = @email, email_key = @emailKey WHERE id = @Id", new { email, emailKey, order.Id });
            }

            Purchases.Attach(batch, transaction, emailKey);
        }

        batch.Add("UPDATE counters SET value = value + 1 WHERE name = 'order'", new { });
        batch.Add(
            """
            UPDATE orders
            SET state = 'paid', number = (SELECT value FROM counters WHERE name = 'order'), paid_at = @now, email = @email,
                email_key = @emailKey, name = @name,
                awaits_post = EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.delivered)
            WHERE id = @Id
            """,
            new { now, email, emailKey, name, order.Id });
    }

    /// <summary>What was held has gone back to the shelf in the meantime.</summary>
    private async Task SellLateAsync(Transaction transaction, OrderRow order, Guid attemptId)
    {
        var missing = await StockHolds.SellLateAsync(transaction, attemptId);
        if (missing.Count > 0)
        {
            await attention.FileAsync(
                transaction,
                "back_order",
                order.Id.ToString(),
                $"A payment of {order.Total} came after its hold on the stock had ended, and there is too little left of {string.Join("; ", missing)}.",
                "The order is paid; what is missing is on back-order.",
                "Get more of it, or refund what cannot be delivered, and tell the buyer.");
        }
    }

    /// <summary>
    /// The next purchase from this bag is a new one. A bag that was changed since the draft was frozen keeps what the draft did not have.
    /// </summary>
    private static void EmptyBag(Batch batch, OrderRow order)
    {
        batch.Add(
            """
            DELETE FROM bag_lines
            WHERE bag_id = @BagId
              AND (EXISTS (SELECT 1 FROM bags b WHERE b.id = @BagId AND b.version = @BagVersion)
                OR quantity <= (SELECT l.quantity FROM order_lines l WHERE l.order_id = @Id AND l.variant_id = bag_lines.variant_id))
            """,
            order);
        batch.Add(
            """
            UPDATE bag_lines
            SET quantity = quantity - (SELECT l.quantity FROM order_lines l WHERE l.order_id = @Id AND l.variant_id = bag_lines.variant_id)
            WHERE bag_id = @BagId AND variant_id IN (SELECT l.variant_id FROM order_lines l WHERE l.order_id = @Id)
            """,
            order);
        batch.Add(
            "UPDATE bags SET version = version + 1, code = CASE WHEN version = @BagVersion THEN NULL ELSE code END WHERE id = @BagId", order);
    }

    private async Task HoldAsync(Transaction transaction, OrderRow order, AttemptRow attempt, SettlementDecision.Hold hold, StripeReading reading)
    {
        var now = time.Now();
        await MoveAsync(transaction, attempt, AttemptState.Succeeded, reading, null);
        await ReleaseAsync(transaction, attempt.Id);
        // Whom to tell of it, where only Stripe's page has asked.
        await transaction.Db.ExecuteAsync(
            "UPDATE orders SET email = @Email, name = COALESCE(name, @Name) WHERE id = @Id AND email IS NULL",
            new { reading.Email, reading.Name, order.Id });
        var payment = Payment(order.Id, attempt.Id, "held", hold.PaymentIntentId, hold.Amount, reading.Charge, now);
        await PaymentRow.InsertAsync(transaction, payment, reading.Charge, now);
        await Ledger.BookAsync(transaction, new Ledger.Move(
            chance.NewId(now), $"payment:{hold.PaymentIntentId}", Ledger.StripeBalance, Ledger.Held, hold.Amount, payment.Subject, now));
        await ReturnAsync(transaction, payment.Id, hold.Amount, now);
        await Outbox.AddAsync(
            transaction, chance.NewId(now), OutboxKinds.PaymentReturned, $"payment:{hold.PaymentIntentId}",
            new PaymentReturned(order.Id, hold.Amount.Minor, hold.Amount.Currency.Code, hold.Reason), now);
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
        HoldReason.SoldOut => $"A payment of {hold.Amount} came in when what it was for had been sold to others.",
        _ => throw new ArgumentOutOfRangeException(nameof(hold), hold.Reason, "Unknown reason."),
    };

    private async Task MoveAsync(Transaction transaction, AttemptRow attempt, AttemptState state, StripeReading reading, string? decline)
    {
        var batch = new Batch(transaction);
        Move(batch, attempt, state, reading, decline);
        await batch.RunAsync();
    }

    private void Move(Batch batch, AttemptRow attempt, AttemptState state, StripeReading reading, string? decline)
    {
        DateTimeOffset? settledAt = state is AttemptState.Succeeded or AttemptState.Closed ? time.Now() : null;
        batch.Add(
            """
            UPDATE payment_attempts
            SET state = @state, decline = @decline, settled_at = COALESCE(settled_at, @settledAt),
                stripe_session_id = COALESCE(stripe_session_id, @SessionId),
                stripe_payment_intent_id = COALESCE(stripe_payment_intent_id, @PaymentIntentId)
            WHERE id = @Id
            """,
            new { attempt.Id, state = Words.Of(state), decline, settledAt, reading.SessionId, reading.PaymentIntentId });
    }

    private PaymentRow Payment(Guid orderId, Guid attemptId, string role, string intentId, Money amount, Charge? charge, DateTimeOffset now) =>
        new(chance.NewId(now), orderId, attemptId, null, role, intentId, charge?.Id, amount.Currency.Code, amount.Minor, null);

    private async Task BookSaleAsync(Transaction transaction, Batch batch, OrderRow order, string intentId, DateTimeOffset now)
    {
        // Tax that the prices contain is the state's all the same.
        var ofGoods = order.TaxIncludedMinor == 0 ? 0 : await transaction.Db.QuerySingleAsync<long>(
            "SELECT CAST(COALESCE(SUM(tax_included_minor), 0) AS bigint) FROM order_lines WHERE order_id = @Id", order);
        var sold = order.In(order.SubtotalMinor - order.DiscountMinor - ofGoods);
        var delivery = order.In(order.DeliveryMinor - (order.TaxIncludedMinor - ofGoods));
        foreach (var (account, amount) in new[]
        {
            (Ledger.Sales, sold), (Ledger.Delivery, delivery), (Ledger.Tax, order.In(order.TaxMinor + order.TaxIncludedMinor)),
        })
        {
            Ledger.Add(batch, new Ledger.Move(
                chance.NewId(now), $"payment:{intentId}", Ledger.StripeBalance, account, amount, Ledger.Subject.Order(order.Id), now));
        }
    }

    /// <summary>The fee is known once Stripe has written the balance transaction, at once or some moments later.</summary>
    public async Task BookFeeAsync(Transaction transaction, string? paymentIntentId, Charge? charge)
    {
        if (paymentIntentId is not { } intentId || charge?.BalanceTransaction.Object is not { } balance
            || await PaymentRow.FindAsync(transaction.Db, intentId) is not { FeeMinor: null } payment)
        {
            return;
        }

        var batch = new Batch(transaction);
        batch.Add("UPDATE payments SET fee_minor = @Fee WHERE id = @Id", new { balance.Fee, payment.Id });
        Ledger.Add(batch, FeeOf(intentId, balance, payment.Subject, time.Now()));
        await batch.RunAsync();
    }

    private Ledger.Move FeeOf(string intentId, BalanceTransaction balance, Ledger.Subject of, DateTimeOffset now) => new(
        chance.NewId(now), $"fee:{intentId}", Ledger.Fees, Ledger.StripeBalance, new Money(balance.Fee, Currency.Parse(balance.Currency)), of, now);

    /// <summary>Gives back all of a payment that nothing may take: written first, then made by the outbox.</summary>
    public async Task ReturnAsync(Transaction transaction, Guid paymentId, Money amount, DateTimeOffset now)
    {
        var refundId = chance.NewId(now);
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO refunds (id, payment_id, idempotency_key, state, currency, amount_minor, reason, created_at)
            VALUES (@refundId, @paymentId, @key, 'requested', @currency, @minor, 'duplicate', @now)
            """,
            new { refundId, paymentId, key = $"refund-{refundId}", currency = amount.Currency.Code, minor = amount.Minor, now });
        await Outbox.AddAsync(transaction, chance.NewId(now), OutboxKinds.Refund, $"refund:{refundId}", new RefundOrder(refundId), now);
    }

    private void Grant(Batch batch, Guid orderId, Guid productId, DateTimeOffset now) => batch.Add(
        """
        INSERT INTO entitlements (id, order_id, product_id, granted_at) VALUES (@id, @orderId, @productId, @now)
        ON CONFLICT (order_id, product_id) DO NOTHING
        """,
        new { id = chance.NewId(now), orderId, productId, now });

    /// <summary>What is known here of an attempt to pay an order, with the order's row locked.</summary>
    /// <param name="Payments">The order's, those that were held as well.</param>
    /// <param name="Albums">What of it is downloaded.</param>
    /// <param name="Holds">How many variants the attempt has taken from the shelf, whatever has become of them.</param>
    private sealed record Known(
        OrderRow Order, AttemptRow Attempt, IReadOnlyList<PaymentRow> Payments, IReadOnlyList<Guid> Albums, long Holds)
    {
        public static async Task<Known> ReadAsync(Transaction transaction, Guid orderId, Guid attemptId)
        {
            // The order's row is the lock: whoever settles the same order waits here, and then finds it settled.
            await using var rows = await transaction.Db.QueryMultipleAsync(
                $"""
                SELECT {OrderRow.Columns} FROM orders WHERE id = @orderId {transaction.ForUpdate};
                SELECT {AttemptRow.Columns} FROM payment_attempts WHERE id = @attemptId;
                SELECT {PaymentRow.Columns} FROM payments WHERE order_id = @orderId;
                SELECT DISTINCT product_id FROM order_lines WHERE order_id = @orderId AND kind = 'album';
                SELECT COUNT(*) FROM stock_holds WHERE attempt_id = @attemptId
                """,
                new { orderId, attemptId });
            return new Known(
                await rows.ReadSingleAsync<OrderRow>(),
                await rows.ReadSingleAsync<AttemptRow>(),
                (await rows.ReadAsync<PaymentRow>()).AsList(),
                (await rows.ReadAsync<Guid>()).AsList(),
                await rows.ReadSingleAsync<long>());
        }
    }
}

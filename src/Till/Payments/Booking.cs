using Dapper;
using Till.Accounts;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Writes what a reading of Stripe makes of an order: the decision is Till.Core's, the rows are these.</summary>
internal sealed class Booking(TimeProvider time, Chance chance, Attention attention, ShopSettings settings)
{
    public async Task<SettlementDecision> WriteAsync(Transaction transaction, Guid attemptId, StripeReading reading)
    {
        var db = transaction.Db;
        var orderId = await db.QuerySingleAsync<Guid>("SELECT order_id FROM payment_attempts WHERE id = @attemptId", new { attemptId });
        // The order's row is the lock: whoever settles the same order waits here, and then finds it settled.
        var order = await OrderRow.LockAsync(transaction, orderId);
        var attempt = (await AttemptRow.FindAsync(db, attemptId))!;
        var booked = (await db.QueryAsync<(string IntentId, string Role)>(
            "SELECT stripe_payment_intent_id, role FROM payments WHERE order_id = @orderId", new { orderId })).AsList();
        var paidBy = booked.Find(one => one.Role == "order").IntentId;
        var held = booked.Find(one => one.Role == "held" && one.IntentId == reading.PaymentIntentId).IntentId;

        // Only an attempt that was closed has given its stock back.
        var soldOut = attempt.Status == AttemptState.Closed && settings.LatePayments == LatePaymentPolicy.Refund
            && await StockHolds.IsShortAsync(transaction, attemptId);
        var decision = Settlement.Decide(new OrderFacts(order.Status, order.Total, paidBy, soldOut, held), attempt.Status, reading.Fact);
        switch (decision)
        {
            case SettlementDecision.Pay pay:
                await PayAsync(transaction, order, attempt, pay, reading);
                break;
            case SettlementDecision.AlreadyPaid or SettlementDecision.AlreadyHeld:
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
    public async Task PayNothingAsync(Transaction transaction, OrderRow order, Guid attemptId)
    {
        await FulfilAsync(transaction, order, attemptId, order.Email, order.Name, time.Now());
    }

    private async Task PayAsync(Transaction transaction, OrderRow order, AttemptRow attempt, SettlementDecision.Pay pay, StripeReading reading)
    {
        var now = time.Now();
        await MoveAsync(transaction, attempt, AttemptState.Succeeded, reading, null);
        await InsertPaymentAsync(transaction, order.Id, attempt.Id, "order", pay.PaymentIntentId, pay.Amount, reading.Charge, now);
        await BookSaleAsync(transaction, order, pay.PaymentIntentId, now);
        await FulfilAsync(transaction, order, attempt.Id, order.Email ?? reading.Email, order.Name ?? reading.Name, now);
    }

    /// <summary>Late in the transaction: every sale waits for the counter, so it is held for as short as can be.</summary>
    private static async Task MarkPaidAsync(Transaction transaction, OrderRow order, string? email, string? name, DateTimeOffset now)
    {
        var number = await transaction.Db.QuerySingleAsync<long>(
            "UPDATE counters SET value = value + 1 WHERE name = 'order' RETURNING value");
        await transaction.Db.ExecuteAsync(
            """
            UPDATE orders
            SET state = 'paid', number = @number, paid_at = @now, email = @email, email_key = @emailKey, name = @name,
                awaits_post = EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = orders.id AND l.delivered)
            WHERE id = @Id
            """,
            new { number, now, email, emailKey = email is null ? null : Email.Key(email), name, order.Id });
    }

    /// <summary>What the buyer gets for it: the stock, the discount, the downloads, an empty bag, a paid order, the receipt.</summary>
    private async Task FulfilAsync(
        Transaction transaction, OrderRow order, Guid attemptId, string? email, string? name, DateTimeOffset now)
    {
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

        await SellAsync(transaction, order, attemptId);
        await GrantAsync(transaction, order.Id, now);
        await EmptyBagAsync(transaction, order);
        if (order is { SaveDetails: true, AccountId: { } accountId })
        {
            await SavedAddresses.KeepAsync(transaction, chance.NewId(now), accountId, order.Id, now);
        }

        await MarkPaidAsync(transaction, order, email, name, now);
        if (email is not null)
        {
            await Purchases.AttachAsync(transaction, Email.Key(email));
            await Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.Receipt, $"order:{order.Id}", new OrderMail(order.Id), now);
        }
    }

    private async Task SellAsync(Transaction transaction, OrderRow order, Guid attemptId)
    {
        var missing = await StockHolds.SellAsync(transaction, attemptId);
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
    private static async Task EmptyBagAsync(Transaction transaction, OrderRow order)
    {
        await transaction.Db.ExecuteAsync(
            """
            DELETE FROM bag_lines
            WHERE bag_id = @BagId
              AND (EXISTS (SELECT 1 FROM bags b WHERE b.id = @BagId AND b.version = @BagVersion)
                OR quantity <= (SELECT l.quantity FROM order_lines l WHERE l.order_id = @Id AND l.variant_id = bag_lines.variant_id))
            """,
            order);
        await transaction.Db.ExecuteAsync(
            """
            UPDATE bag_lines
            SET quantity = quantity - (SELECT l.quantity FROM order_lines l WHERE l.order_id = @Id AND l.variant_id = bag_lines.variant_id)
            WHERE bag_id = @BagId AND variant_id IN (SELECT l.variant_id FROM order_lines l WHERE l.order_id = @Id)
            """,
            order);
        await transaction.Db.ExecuteAsync(
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
        var paymentId = await InsertPaymentAsync(
            transaction, order.Id, attempt.Id, "held", hold.PaymentIntentId, hold.Amount, reading.Charge, now);
        await BookAsync(transaction, order.Id, $"payment:{hold.PaymentIntentId}", Ledger.StripeBalance, Ledger.Held, hold.Amount, now);
        await ReturnAsync(transaction, paymentId, hold.Amount, now);
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
        var payment = new PaymentRow(
            chance.NewId(now), orderId, attemptId, null, role, intentId, charge?.Id, amount.Currency.Code, amount.Minor, null);
        await PaymentRow.InsertAsync(transaction, payment, charge, now);
        return payment.Id;
    }

    private async Task BookSaleAsync(Transaction transaction, OrderRow order, string intentId, DateTimeOffset now)
    {
        var source = $"payment:{intentId}";
        // Tax that the prices contain is the state's all the same.
        var ofGoods = order.TaxIncludedMinor == 0 ? 0 : await transaction.Db.QuerySingleAsync<long>(
            "SELECT CAST(COALESCE(SUM(tax_included_minor), 0) AS bigint) FROM order_lines WHERE order_id = @Id", order);
        var sold = order.In(order.SubtotalMinor - order.DiscountMinor - ofGoods);
        var delivery = order.In(order.DeliveryMinor - (order.TaxIncludedMinor - ofGoods));
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Sales, sold, now);
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Delivery, delivery, now);
        await BookAsync(transaction, order.Id, source, Ledger.StripeBalance, Ledger.Tax, order.In(order.TaxMinor + order.TaxIncludedMinor), now);
    }

    /// <summary>The fee is known once Stripe has written the balance transaction, at once or some moments later.</summary>
    public async Task BookFeeAsync(Transaction transaction, string? paymentIntentId, Charge? charge)
    {
        if (paymentIntentId is not { } intentId || charge?.BalanceTransaction.Object is not { } balance
            || await PaymentRow.FindAsync(transaction.Db, intentId) is not { FeeMinor: null } payment)
        {
            return;
        }

        var now = time.Now();
        await transaction.Db.ExecuteAsync("UPDATE payments SET fee_minor = @Fee WHERE id = @Id", new { balance.Fee, payment.Id });
        await Ledger.BookAsync(transaction, new Ledger.Move(
            chance.NewId(now), $"fee:{intentId}", Ledger.Fees, Ledger.StripeBalance, new Money(balance.Fee, Currency.Parse(balance.Currency)), payment.Subject, now));
    }

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
        Ledger.BookAsync(transaction, new Ledger.Move(chance.NewId(now), source, debit, credit, amount, Ledger.Subject.Order(orderId), now));
}

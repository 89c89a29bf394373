using Dapper;
using Till.Core;
using Till.Events;
using Till.Memberships;
using Till.Orders;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Brings refunds in step with Stripe, whether they were started here or in Stripe's own dashboard: each by its <c>re_</c> id,
/// to its final state, which may be a failure after a success.
/// </summary>
internal sealed class RefundSettlement(Database database, StripeClient stripe, TimeProvider time, Chance chance, Attention attention)
{
    /// <param name="expected">There is one, or was, or is to be.</param>
    public async Task<IReadOnlyList<Refund>> FetchAsync(StripeReading reading, bool expected, CancellationToken cancel) =>
        reading is { PaymentIntentId: { } intentId, Fact: StripeFact.Received } && (expected || reading.Charge?.AmountRefunded > 0)
            ? await ListAsync(intentId, cancel)
            : [];

    /// <summary>Stripe's refunds of the payment, if there can be any.</summary>
    /// <param name="certain">There is one, or was.</param>
    public async Task<IReadOnlyList<Refund>> FetchAsync(string intentId, Charge? charge, bool certain, CancellationToken cancel)
    {
        var possible = certain || charge?.AmountRefunded > 0 || await database.ReadAsync(
            db => db.QuerySingleAsync<bool>(
                """
                SELECT EXISTS (SELECT 1 FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.stripe_payment_intent_id = @intentId)
                """,
                new { intentId }),
            cancel);
        return possible ? await ListAsync(intentId, cancel) : [];
    }

    private async Task<IReadOnlyList<Refund>> ListAsync(string intentId, CancellationToken cancel) =>
        await stripe.Refunds.ListAutoPagingAsync(new RefundListOptions { PaymentIntent = intentId }, cancel).AllAsync();

    public async Task WriteAsync(Transaction transaction, string? intentId, IReadOnlyList<Refund> refunds)
    {
        if (refunds.Count == 0 || intentId is null || await PaymentRow.FindAsync(transaction.Db, intentId) is not { } payment)
        {
            return;
        }

        foreach (var refund in refunds)
        {
            await WriteOneAsync(transaction, payment, refund);
        }

        await OrderAccess.FollowAsync(transaction, payment, time.Now());
    }

    private async Task WriteOneAsync(Transaction transaction, PaymentRow payment, Refund refund)
    {
        var now = time.Now();
        var state = RefundStates.FromStripe(refund.Status);
        var known = refund.Metadata.GetValueOrDefault("refund");
        await transaction.Db.ExecuteAsync(
            """
            UPDATE refunds SET stripe_refund_id = @Id WHERE stripe_refund_id IS NULL AND payment_id = @payment AND id = @known
            """,
            new { refund.Id, payment = payment.Id, known = Guid.TryParse(known, out var id) ? id : Guid.Empty });
        var before = await transaction.Db.QuerySingleOrDefaultAsync<string?>("SELECT state FROM refunds WHERE stripe_refund_id = @Id", new { refund.Id });
        await transaction.Db.ExecuteAsync(
            """
            INSERT INTO refunds (id, payment_id, stripe_refund_id, state, currency, amount_minor, reason, created_at)
            VALUES (@newId, @payment, @Id, @state, @Currency, @Amount, @Reason, @now)
            ON CONFLICT (stripe_refund_id) DO UPDATE SET state = excluded.state
            """,
            new { newId = chance.NewId(now), payment = payment.Id, refund.Id, state = Words.Of(state), refund.Currency, refund.Amount, refund.Reason, now });

        var amount = new Money(refund.Amount, Currency.Parse(refund.Currency));
        var from = payment.IsHeld ? Ledger.Held : Ledger.Refunds;
        if (state == RefundState.Succeeded)
        {
            await BookAsync(transaction, payment, $"refund:{refund.Id}", from, Ledger.StripeBalance, amount, now);
            await NotifyAsync(transaction, payment, refund.Id, amount, now);
        }
        else if (state is RefundState.Failed or RefundState.Canceled && before != Words.Of(state))
        {
            // Once, when it is learnt: a case that the owner has resolved must not come back with each later look at the payment.
            await TakeBackAsync(transaction, payment, refund, from, amount, now);
        }
    }

    /// <summary>A refund that failed after it had succeeded gives its money back to the shop, and leaves the buyer without.</summary>
    private async Task TakeBackAsync(
        Transaction transaction, PaymentRow payment, Refund refund, string from, Money amount, DateTimeOffset now)
    {
        var booked = await transaction.Db.QuerySingleAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM ledger WHERE source = @source)", new { source = $"refund:{refund.Id}" });
        if (booked)
        {
            await BookAsync(transaction, payment, $"refund-failed:{refund.Id}", Ledger.StripeBalance, from, amount, now);
        }

        var refundId = await transaction.Db.QuerySingleAsync<Guid>("SELECT id FROM refunds WHERE stripe_refund_id = @Id", new { refund.Id });
        var missing = await RefundFailure.UndoAsync(transaction, chance, refundId, now);
        await attention.FileAsync(
            transaction,
            "failed_refund",
            refund.Id,
            $"A refund of {amount} did not reach the buyer ({refund.FailureReason ?? refund.Status}).",
            $"The money is back in the Stripe balance, and what was paid with it is open to the buyer again.{missing}",
            "Pay the buyer back another way.");
    }

    private async Task NotifyAsync(Transaction transaction, PaymentRow payment, string refundId, Money amount, DateTimeOffset now)
    {
        if (payment.InvoiceId is { } invoiceId)
        {
            await MembershipOutbox.NoteRefundAsync(transaction, chance.NewId(now), invoiceId, refundId, now);
        }
        else if (payment is { IsHeld: false, OrderId: { } orderId })
        {
            await Outbox.AddAsync(
                transaction, chance.NewId(now), OutboxKinds.RefundMade, $"refund:{refundId}", new RefundNotice(orderId, amount.Minor, amount.Currency.Code, refundId), now);
            await ShopEvents.AddAsync(transaction, ShopEvents.OrderRefunded, refundId, now, ("order_id", orderId));
        }
    }

    private Task BookAsync(
        Transaction transaction, PaymentRow payment, string source, string debit, string credit, Money amount, DateTimeOffset now) =>
        Ledger.BookAsync(transaction, new Ledger.Move(chance.NewId(now), source, debit, credit, amount, payment.Subject, now));
}

using Dapper;
using Till.Core;
using Till.Memberships;
using Till.Orders;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Asks Stripe for a refund that was written down before, under its own key, so that it is made once.</summary>
internal sealed class MakeRefund(Database database, StripeClient stripe, Settle settle, SettleMembership settleMembership, Attention attention, TimeProvider time,
    Chance chance)
{
    /// <summary>Stripe forgets idempotency keys after a day.</summary>
    private static readonly TimeSpan KeyLives = TimeSpan.FromHours(23);

    public async Task RunAsync(RefundOrder order, CancellationToken cancel)
    {
        var refund = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Row?>(
                """
                SELECT r.id, r.idempotency_key, r.state, r.currency, r.amount_minor, r.reason, r.created_at, p.stripe_payment_intent_id, p.attempt_id,
                       (SELECT m.stripe_subscription_id FROM membership_invoices i JOIN memberships m ON m.id = i.membership_id
                        WHERE i.id = p.invoice_id) AS stripe_subscription_id
                FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE r.id = @RefundId
                """,
                order),
            cancel);
        if (refund is null || Words.Parse<RefundState>(refund.State) != RefundState.Requested)
        {
            return;
        }

        if (time.Now() - refund.CreatedAt > KeyLives)
        {
            // Stripe may have forgotten the key, and would make a second one: of a shop that was restored from a backup, or was off for long.
            await SettleAsync(refund, cancel);
            if (await StateAsync(database, refund.Id, cancel) != RefundState.Requested)
            {
                return;
            }
        }

        try
        {
            await CreateAsync(refund);
        }
        catch (StripeInvalidRequestException refused)
        {
            await RefuseAsync(refund, refused);
        }

        await SettleAsync(refund, cancel);
    }

    private async Task SettleAsync(Row refund, CancellationToken cancel)
    {
        var hint = new StripeHint(PaymentIntentId: refund.StripePaymentIntentId, IsRefund: true);
        if (refund.AttemptId is { } attemptId)
        {
            await settle.RunAsync(attemptId, hint, cancel);
        }
        else
        {
            await settleMembership.RunAsync(refund.StripeSubscriptionId!, hint, cancel);
        }
    }

    /// <summary>For whoever would like to see the end of it: what Stripe does not answer now, the outbox goes on with.</summary>
    /// <returns>Where the refund stands then.</returns>
    public async Task<RefundState> TryAsync(RefundOrder order, CancellationToken cancel)
    {
        try
        {
            await RunAsync(order, cancel);
        }
        catch (StripeException)
        {
            return RefundState.Requested;
        }

        return await StateAsync(database, order.RefundId, cancel);
    }

    /// <summary>Where the refund stands now.</summary>
    public static async Task<RefundState> StateAsync(Database database, Guid refundId, CancellationToken cancel) => Words.Parse<RefundState>(
        await database.ReadAsync(db => db.QuerySingleAsync<string>("SELECT state FROM refunds WHERE id = @refundId", new { refundId }), cancel));

    private Task CreateAsync(Row refund) => stripe.Refunds.CreateAsync(
        new RefundCreateOptions
        {
            PaymentIntent = refund.StripePaymentIntentId,
            Amount = refund.AmountMinor,
            Reason = refund.Reason,
            Metadata = new Dictionary<string, string> { ["refund"] = refund.Id.ToString() },
        },
        new IdempotencyKey(refund.IdempotencyKey),
        CancellationToken.None);

    /// <summary>
    /// Stripe refuses for good what was given back in its own dashboard a moment before, or is disputed. Left as requested, it would
    /// count as money that is on its way to the buyer.
    /// </summary>
    private Task RefuseAsync(Row refund, StripeInvalidRequestException refused) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var failed = await transaction.Db.ExecuteAsync(
                "UPDATE refunds SET state = 'failed' WHERE id = @Id AND state = 'requested' AND stripe_refund_id IS NULL", new { refund.Id });
            var missing = failed > 0 ? await RefundFailure.UndoAsync(transaction, chance, refund.Id, now) : "";
            if (failed > 0 && await PaymentRow.FindAsync(transaction.Db, refund.StripePaymentIntentId) is { } payment)
            {
                await OrderAccess.FollowAsync(transaction, payment, now);
            }

            await attention.FileAsync(
                transaction,
                "failed_refund",
                $"refund:{refund.Id}",
                $"Stripe refused a refund of {new Money(refund.AmountMinor, Currency.Parse(refund.Currency))}: {refused.Message}",
                $"Nothing went back to the buyer by it.{missing}",
                "Look at the payment in Stripe's dashboard, and refund it there if it is still owed.");
        },
        CancellationToken.None);

    private sealed record Row(
        Guid Id, string IdempotencyKey, string State, string Currency, long AmountMinor, string? Reason, DateTimeOffset CreatedAt, string StripePaymentIntentId,
        Guid? AttemptId, string? StripeSubscriptionId);
}

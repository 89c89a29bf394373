using Dapper;
using Till.Core;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Asks Stripe for a refund that was written down before, under its own key, so that it is made once.</summary>
internal sealed class MakeRefund(Database database, StripeClient stripe, Settle settle)
{
    public async Task RunAsync(RefundOrder order, CancellationToken cancel)
    {
        var refund = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Row?>(
                """
                SELECT r.id, r.idempotency_key, r.state, r.amount_minor, r.reason, p.stripe_payment_intent_id, p.attempt_id
                FROM refunds r JOIN payments p ON p.id = r.payment_id
                WHERE r.id = @RefundId
                """,
                order),
            cancel);
        if (refund is null || Words.Parse<RefundState>(refund.State) != RefundState.Requested)
        {
            return;
        }

        await stripe.Refunds.CreateAsync(
            new RefundCreateOptions
            {
                PaymentIntent = refund.StripePaymentIntentId,
                Amount = refund.AmountMinor,
                Reason = refund.Reason,
                Metadata = new Dictionary<string, string> { ["refund"] = refund.Id.ToString() },
            },
            new IdempotencyKey(refund.IdempotencyKey),
            CancellationToken.None);
        await settle.RunAsync(refund.AttemptId, new StripeHint(PaymentIntentId: refund.StripePaymentIntentId, IsRefund: true), cancel);
    }

    private sealed record Row(
        Guid Id, string IdempotencyKey, string State, long AmountMinor, string? Reason, string StripePaymentIntentId, Guid AttemptId);
}

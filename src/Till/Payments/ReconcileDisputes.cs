using Dapper;
using Till.Memberships;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Heals what no event told of disputes, which begin months after a payment was walked over last: asks about those that are open, and walks Stripe's
/// own list.
/// </summary>
internal sealed class ReconcileDisputes(Database database, StripeClient stripe, Settle settle, SettleMembership settleMembership)
{
    /// <exception cref="StripeException">Stripe could not be asked; what was healed until then stays healed.</exception>
    public async Task RunAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var due = (await database.ReadAsync(
            db => db.QueryAsync<string>(
                """
                SELECT DISTINCT p.stripe_payment_intent_id FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE d.closed_at IS NULL
                """),
            cancel)).ToHashSet(StringComparer.Ordinal);
        var options = new DisputeListOptions { Created = new DateRangeOptions { GreaterThanOrEqual = since } };
        await foreach (var dispute in stripe.Disputes.ListAutoPagingAsync(options, cancel))
        {
            if (dispute.PaymentIntent.Id is { } intentId && !await IsKnownAsync(dispute.Id, cancel))
            {
                due.Add(intentId);
            }
        }

        foreach (var intentId in due)
        {
            await SettleAsync(intentId, cancel);
        }
    }

    private Task<bool> IsKnownAsync(string disputeId, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM disputes WHERE stripe_dispute_id = @disputeId)", new { disputeId }), cancel);

    /// <summary>Asks about one payment and whatever is disputed of it.</summary>
    public async Task SettleAsync(string intentId, CancellationToken cancel)
    {
        var of = await database.ReadAsync(
            db => db.QuerySingleOrDefaultAsync<Subject?>(
                """
                SELECT p.attempt_id, m.stripe_subscription_id
                FROM payments p LEFT JOIN membership_invoices i ON i.id = p.invoice_id LEFT JOIN memberships m ON m.id = i.membership_id
                WHERE p.stripe_payment_intent_id = @intentId
                """,
                new { intentId }),
            cancel);
        var hint = new StripeHint(PaymentIntentId: intentId, IsDispute: true);
        if (of?.AttemptId is { } attemptId)
        {
            await settle.RunAsync(attemptId, hint, cancel);
        }
        else if (of?.StripeSubscriptionId is { } subscriptionId)
        {
            await settleMembership.RunAsync(subscriptionId, hint, cancel);
        }
    }

    private sealed record Subject(Guid? AttemptId, string? StripeSubscriptionId);
}

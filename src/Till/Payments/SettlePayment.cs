using Dapper;
using Till.Memberships;
using Till.Storage;

namespace Till.Payments;

/// <summary>Asks about one payment, of an order or of a membership, and whatever is disputed or given back of it.</summary>
internal sealed class SettlePayment(Database database, Settle settle, SettleMembership settleMembership)
{
    /// <returns>Whether the books have it.</returns>
    /// <exception cref="Stripe.StripeException">Stripe could not be asked; nothing was concluded.</exception>
    public async Task<bool> RunAsync(string intentId, StripeHint hint, CancellationToken cancel)
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
        if (of?.AttemptId is { } attemptId)
        {
            await settle.RunAsync(attemptId, hint, cancel);
        }
        else if (of?.StripeSubscriptionId is { } subscriptionId)
        {
            await settleMembership.RunAsync(subscriptionId, hint, cancel);
        }

        return of is not null;
    }

    private sealed record Subject(Guid? AttemptId, string? StripeSubscriptionId);
}

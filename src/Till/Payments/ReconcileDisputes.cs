using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Heals what no event told of disputes, which begin months after a payment was walked over last: asks about those that are open, and walks Stripe's
/// own list.
/// </summary>
internal sealed class ReconcileDisputes(Database database, StripeClient stripe, SettlePayment settle, Gently gently)
{
    /// <summary>Asks about those that are open.</summary>
    /// <exception cref="StripeException">Stripe could not be asked; what was healed until then stays healed.</exception>
    public async Task AskOpenAsync(CancellationToken cancel)
    {
        var open = (await database.ReadAsync(
            db => db.QueryAsync<string>(
                """
                SELECT DISTINCT p.stripe_payment_intent_id FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE d.closed_at IS NULL
                """),
            cancel)).AsList();
        foreach (var intentId in open)
        {
            await SettleAsync(intentId, cancel);
        }
    }

    /// <param name="created">Those that began then.</param>
    /// <param name="found">Told of each that is unknown, before it is healed; nothing is healed where it says so.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="StripeException">Stripe could not be asked; what was healed until then stays healed.</exception>
    public async Task<int> WalkAsync(DateRangeOptions created, Func<Difference, bool> found, CancellationToken cancel)
    {
        var seen = 0;
        var pages = gently.PagesAsync(
            after => stripe.Disputes.ListAsync(new DisputeListOptions { Created = created, Limit = Gently.PageSize, StartingAfter = after }, cancel), cancel);
        await foreach (var page in pages)
        {
            seen += page.Count;
            foreach (var dispute in page)
            {
                if (dispute.PaymentIntent.Id is { } intentId && !await IsKnownAsync(dispute.Id, cancel) && await IsOursAsync(intentId, cancel)
                    && found(new Difference("dispute", dispute.Id, dispute.Created, $"{Difference.Amount(dispute.Amount, dispute.Currency)} is disputed at Stripe and not here.")))
                {
                    await SettleAsync(intentId, cancel);
                }
            }
        }

        return seen;
    }

    private Task<bool> SettleAsync(string intentId, CancellationToken cancel) => gently.AskAsync(
        () => settle.RunAsync(intentId, new StripeHint(PaymentIntentId: intentId, IsDispute: true), cancel), cancel);

    private Task<bool> IsOursAsync(string intentId, CancellationToken cancel) => database.ReadAsync(
        async db => await PaymentRow.FindAsync(db, intentId) is not null, cancel);

    private Task<bool> IsKnownAsync(string disputeId, CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM disputes WHERE stripe_dispute_id = @disputeId)", new { disputeId }), cancel);
}

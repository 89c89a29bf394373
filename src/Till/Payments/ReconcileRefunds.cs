using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>Heals what no event told of refunds: each that Stripe lists must stand here as it stands there.</summary>
internal sealed class ReconcileRefunds(Database database, StripeClient stripe, SettlePayment settle, Gently gently)
{
    /// <param name="created">Those that were made then.</param>
    /// <param name="found">Told of each that differs, before it is healed; nothing is healed where it says so.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="StripeException">Stripe could not be asked; what was healed until then stays healed.</exception>
    public async Task<int> WalkAsync(DateRangeOptions created, Func<Difference, bool> found, CancellationToken cancel)
    {
        var seen = 0;
        var pages = gently.PagesAsync(
            after => stripe.Refunds.ListAsync(new RefundListOptions { Created = created, Limit = Gently.PageSize, StartingAfter = after }, cancel), cancel);
        await foreach (var page in pages)
        {
            seen += page.Count;
            var known = await KnownAsync(page, cancel);
            foreach (var refund in page.Where(one => one.PaymentIntent.Id is not null))
            {
                var state = known.GetValueOrDefault(refund.Id);
                if (state == Words.Of(Core.RefundStates.FromStripe(refund.Status)) || !await IsOursAsync(refund, cancel))
                {
                    continue;
                }

                if (found(new Difference("refund", refund.Id, refund.Created, $"{Difference.Amount(refund.Amount, refund.Currency)} is {refund.Status} at Stripe and {state ?? "unknown"} here.")))
                {
                    await SettleAsync(refund.PaymentIntent.Id!, cancel);
                }
            }
        }

        return seen;
    }

    private Task<bool> SettleAsync(string intentId, CancellationToken cancel) => gently.AskAsync(
        () => settle.RunAsync(intentId, new StripeHint(PaymentIntentId: intentId, IsRefund: true), cancel), cancel);

    private Task<Dictionary<string, string>> KnownAsync(IReadOnlyList<Refund> page, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        var ids = values.AddList("id", page.Select(one => one.Id));
        return database.ReadAsync(
            async db => (await db.QueryAsync<(string Id, string State)>($"SELECT stripe_refund_id, state FROM refunds WHERE stripe_refund_id IN {ids}", values))
                .ToDictionary(row => row.Id, row => row.State, StringComparer.Ordinal),
            cancel);
    }

    private Task<bool> IsOursAsync(Refund refund, CancellationToken cancel) => database.ReadAsync(
        async db => await PaymentRow.FindAsync(db, refund.PaymentIntent.Id!) is not null, cancel);
}

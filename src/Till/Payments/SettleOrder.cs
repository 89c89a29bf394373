using Till.Storage;

namespace Till.Payments;

/// <summary>For the pages that a buyer comes back to: asks Stripe about the latest attempt to pay an order.</summary>
internal sealed class SettleOrder(Database database, ShopSettings settings, IServiceProvider services)
{
    /// <returns>Null where Stripe could not be asked: unknown, not failed. In a shop without keys there is nothing to ask.</returns>
    public async Task<Settle.Outcome?> TryAsync(Guid orderId, CancellationToken cancel)
    {
        var attempt = await database.ReadAsync(db => AttemptRow.FindLatestAsync(db, orderId), cancel);
        return attempt is null || !settings.Stripe.HasKeys
            ? new Settle.Outcome.Nothing()
            : await services.GetRequiredService<Settle>().TryAsync(attempt.Id, cancel);
    }
}

using Till.Storage;

namespace Till.Payments;

/// <summary>For the pages that a buyer comes back to: asks Stripe about the latest attempt to pay an order.</summary>
internal sealed class SettleOrder(Database database, ShopSettings settings, IServiceProvider services)
{
    /// <returns>Null where Stripe could not be asked: unknown, not failed. In a shop without keys there is nothing to ask.</returns>
    public async Task<Settle.Outcome?> TryAsync(Guid orderId, CancellationToken cancel)
    {
        var attempt = await database.ReadAsync(db => AttemptRow.FindLatestAsync(db, orderId), cancel);
        return await AskAsync(attempt?.Id, cancel);
    }

    /// <param name="attemptId">The order's latest; null: it has none.</param>
    /// <param name="cancel">The page is not wanted any more.</param>
    /// <inheritdoc cref="TryAsync"/>
    public async Task<Settle.Outcome?> AskAsync(Guid? attemptId, CancellationToken cancel) =>
        attemptId is not { } id || !settings.Stripe.HasKeys
            ? new Settle.Outcome.Nothing()
            : await services.GetRequiredService<Settle>().TryAsync(id, cancel);
}

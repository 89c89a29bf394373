using Till.Storage;

namespace Till.Catalogue;

/// <summary>
/// Forgets kept pages when a sale, or one that came to nothing, changes what they say of the stock, in whichever process of the shop it
/// happened. Most sales change nothing that is shown.
/// </summary>
internal sealed class StockWatch(CatalogueCache cache, Signals signals, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await signals.WaitAsync(Signals.Shelf, LookAgain, time, stoppingToken);
            await cache.InvalidateAsync(stoppingToken);
        }
    }
}

using Dapper;
using Till.Storage;

namespace Till.Bags;

/// <summary>Throws away bags that nobody has touched for as long as a browser keeps its key. Orders keep what was bought.</summary>
internal sealed class SweepBags(Database database, TimeProvider time, ILogger<SweepBags> logger) : BackgroundService
{
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    private const int Batch = 500;

    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <returns>How many bags went.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var gone = 0;
        while (true)
        {
            // In small steps, so that no buyer waits for it.
            var swept = await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    "DELETE FROM bags WHERE id IN (SELECT id FROM bags WHERE changed_at < @before ORDER BY changed_at LIMIT @Batch)",
                    new { before = time.Now() - KeptFor, Batch }),
                cancel);
            gone += swept;
            if (swept < Batch)
            {
                return gone;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken);
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The next round takes what this one left.
                Log.SweepFailed(logger, exception);
            }
        }
    }
}

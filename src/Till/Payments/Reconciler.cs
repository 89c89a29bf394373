using Dapper;
using Till.Storage;
using Till.Stripe;

namespace Till.Payments;

/// <summary>
/// Reconciles on a schedule. A shop that has no webhook secret fetches its events every few seconds while somebody may be
/// paying, so that a shop on one's own machine needs no tunnel.
/// </summary>
internal sealed class Reconciler(
    Database database, Reconcile reconcile, ExpireAttempts expire, Orders.CompleteOrder complete, PullEvents pull, WebhookSecrets secrets, Inbox inbox, Attention attention, TimeProvider time,
    ILogger<Reconciler> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PullEvery = TimeSpan.FromSeconds(3);

    /// <summary>How long a hold on stock can outlive its time.</summary>
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first round comes after the shop has opened: a start that heals is worth more than one that is early.
        var (next, nextExpiry) = (time.GetUtcNow() + PullEvery, time.GetUtcNow() + PullEvery);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(PullEvery, time, stoppingToken);
            try
            {
                if (time.GetUtcNow() >= nextExpiry)
                {
                    nextExpiry = time.GetUtcNow() + ExpireEvery;
                    await expire.RunAsync(stoppingToken);
                }

                if (time.GetUtcNow() >= next)
                {
                    next = time.GetUtcNow() + Every;
                    await reconcile.RunAsync(null, static _ => { }, stoppingToken);
                    await WatchInboxAsync(stoppingToken);
                    await complete.CompleteDueAsync(stoppingToken);
                }
                else if (!await secrets.AnyAsync(stoppingToken) && await SomebodyMayBePayingAsync(stoppingToken))
                {
                    await pull.RunAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ReconcileFailed(logger, exception);
            }
        }
    }

    private Task<bool> SomebodyMayBePayingAsync(CancellationToken cancel) => database.ReadAsync(
        db => db.QuerySingleAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM payment_attempts WHERE state IN ('creating', 'open'))
                OR EXISTS (SELECT 1 FROM join_attempts WHERE state IN ('creating', 'open'))
            """),
        cancel);

    private async Task WatchInboxAsync(CancellationToken cancel)
    {
        if (await inbox.OldestAsync(cancel) is { } oldest && time.GetUtcNow() - oldest > InboxRules.AlarmAge)
        {
            await database.WriteAsync(
                transaction => attention.FileAsync(
                    transaction,
                    "inbox_age",
                    oldest.ToString("yyyy-MM-dd'T'HH"),
                    $"An event of {oldest:yyyy-MM-dd HH:mm} UTC still waits to be handled.",
                    "It is kept and tried again; orders are settled by asking Stripe as well.",
                    "See the log for why it fails."),
                cancel);
        }
    }
}

using System.Net;
using Microsoft.Data.Sqlite;
using Npgsql;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 12: an event was answered with 200, and then lost.</summary>
public sealed class Failure12AcknowledgedThenLostTests
{
    [Theory, BothEngines]
    public async Task A_process_that_ends_right_after_the_200_goes_on_after_its_restart(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        Assert.Contains("waiting", await shop.QueryAsync<string>("SELECT state FROM inbox"));

        await shop.RestartAsync();
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task An_event_taken_by_a_process_that_was_killed_comes_back_after_its_lease(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.DeliverAsync((await shop.CompletedEventAsync()).GetRawText(), clock.GetUtcNow().ToUnixTimeSeconds());
        await shop.Get<Inbox>().ClaimAsync(100, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await shop.WorkAsync();
        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        clock.Advance(TimeSpan.FromSeconds(31));
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
    }

    [Theory, BothEngines]
    public async Task An_event_that_cannot_be_handled_is_put_off_and_then_handled(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await shop.LoseWebhooksAsync();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.DeliverAsync((await shop.CompletedEventAsync()).GetRawText());
        await shop.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, method = "GET", times = 1000 } } });
        await shop.WorkAsync();
        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT tries FROM inbox"));

        await shop.NoFaultsAsync();
        await shop.ReconcileAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE state <> 'handled'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Four_hundred_events_at_once_are_all_kept_and_all_handled(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var paid = await shop.CompletedEventAsync();
        var id = paid.GetProperty("id").GetString()!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
            shop.DeliverAsync(paid.GetRawText().Replace(id, $"evt_burst{i:00000000}", StringComparison.Ordinal))));
        await shop.WorkAsync();

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(400, await shop.SingleAsync<long>("SELECT COUNT(*) FROM inbox WHERE state = 'handled' AND event_id LIKE 'evt_burst%'"));
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task While_the_database_stalls_nothing_is_acknowledged_that_is_not_kept(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var paid = await shop.CompletedEventAsync();
        await using var stall = await StallAsync(shop);

        var delivery = shop.DeliverAsync(paid.GetRawText());
        Assert.False(delivery.IsCompleted);
        await stall.DisposeAsync();

        Assert.Equal(HttpStatusCode.OK, await delivery);
        Assert.Single(await shop.QueryAsync<string>("SELECT event_id FROM inbox"));
        await shop.WorkAsync();
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
    }

    [Theory, BothEngines]
    public async Task A_database_that_cannot_commit_is_answered_with_5xx_so_that_Stripe_tries_again(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        var paid = (await shop.CompletedEventAsync()).GetRawText();
        await shop.ExecuteAsync("ALTER TABLE inbox RENAME TO inbox_away");

        var refused = await shop.DeliverAsync(paid);
        await shop.ExecuteAsync("ALTER TABLE inbox_away RENAME TO inbox");
        var taken = await shop.DeliverAsync(paid);

        Assert.Equal(HttpStatusCode.InternalServerError, refused);
        Assert.Equal(HttpStatusCode.OK, taken);
    }

    /// <summary>Somebody else holds the lock that storing an event needs, until this is disposed of.</summary>
    private static async Task<IAsyncDisposable> StallAsync(SaleShop shop)
    {
        var connection = await shop.Get<Database>().OpenAsync(TestContext.Current.CancellationToken);
        var command = connection.CreateCommand();
        command.CommandText = connection is SqliteConnection ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return new Stall(connection);
    }

    private sealed class Stall(System.Data.Common.DbConnection connection) : IAsyncDisposable
    {
        private bool over;

        public async ValueTask DisposeAsync()
        {
            if (!over)
            {
                over = true;
                await using var command = connection.CreateCommand();
                command.CommandText = "ROLLBACK";
                await command.ExecuteNonQueryAsync();
                await connection.DisposeAsync();
            }
        }
    }
}

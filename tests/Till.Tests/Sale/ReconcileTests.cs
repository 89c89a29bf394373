using Till.Payments;
using Till.Storage;
using Till.Stripe;
using Till.Tests.Harness;
using Till.Tests.Memberships;
using Till.Tests.Stripe;

namespace Till.Tests.Sale;

/// <summary>A reconciliation of a long time is gentle, can be broken off, and holds little at once.</summary>
public sealed class ReconcileTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Where_Stripe_says_that_it_is_too_much_it_waits_and_asks_again(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.FaultAsync(new
        {
            requests = new[]
            {
                new { @do = "refuse", status = 429, path = "/v1/payment_intents", times = 3 }, new { @do = "refuse", status = 429, path = "/v1/refunds", times = 2 },
                new { @do = "refuse", status = 429, path = "/v1/events", times = 1 },
            },
        });

        var report = await clock.RunAsync(shop.ReconcileAsync(), TimeSpan.FromSeconds(30));

        Assert.Equal((1L, 0L), (report.OrdersHealed, report.Imbalance));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_shop_that_was_away_for_longer_than_Stripe_keeps_events_finds_what_has_changed_since(string engine)
    {
        var clock = new StandingClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()), Cards.RefundFails);
        await shop.ReconcileAsync();
        var payment = await shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", payment));
        await shop.ReconcileAsync();
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));

        clock.Advance(TimeSpan.FromDays(1));
        await shop.StripeAsync($"/v1/refunds?payment_intent={payment}"); // it fails meanwhile, and nobody is there to be told
        clock.Advance(TimeSpan.FromDays(40));
        Assert.DoesNotContain(await shop.StripeListAsync("/v1/events"), one => one.GetProperty("type").GetString() == "refund.failed");
        await shop.ReconcileAsync();

        Assert.Equal("failed", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        await shop.AssertBooksAsync();
    }

    [Fact]
    public async Task It_waits_as_long_as_Stripe_asks_it_to_and_in_the_end_gives_up()
    {
        using var bench = new Bench();
        var slow = FakeNetwork.Error("invalid_request_error", "rate_limit");
        bench.Network.Replies(429, slow, ("Retry-After", "7")).Replies(429, slow).Replies(200, """{"id":"pi_1","object":"payment_intent","amount":1999,"status":"succeeded"}""");
        var gently = new Gently(bench.Clock);

        Assert.Equal("pi_1", (await bench.Run(gently.AskAsync(() => bench.Client.PaymentIntents.GetAsync("pi_1", null, Cancel), Cancel))).Id);

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2)], bench.Pauses);
        using var never = new Bench();
        never.Network.Replies(429, slow);
        await Assert.ThrowsAsync<StripeRateLimitException>(() => never.Run(new Gently(never.Clock).AskAsync(() => never.Client.PaymentIntents.GetAsync("pi_1", null, Cancel), Cancel)));
        Assert.True(never.Pauses.Max() <= TimeSpan.FromMinutes(1));
    }

    [Theory, BothEngines]
    public async Task What_is_broken_off_goes_on_where_it_was_and_what_is_finished_begins_anew(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var walk = new WalkTime(test.Database, new VirtualClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)));
        var since = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var (seen, said) = (new List<(DateTimeOffset From, DateTimeOffset? To)>(), new List<string>());
        Task<int> Look(DateRangeOptions created, int most)
        {
            if (seen.Count == most)
            {
                throw new OperationCanceledException();
            }

            seen.Add((created.GreaterThanOrEqual!.Value, created.LessThan));
            return Task.FromResult(seen.Count == 2 ? 5000 : 10);
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => walk.RunAsync(since, true, created => Look(created, 3), said.Add, Cancel));
        await walk.RunAsync(since, true, created => Look(created, 100), said.Add, Cancel);

        Assert.Contains(said, line => line.StartsWith("Going on from", StringComparison.Ordinal));
        // Each begins where the one before ended, from the first day to now; after many objects it is shorter, after few longer.
        Assert.Equal((since, null), (seen[0].From, seen[^1].To));
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
        Assert.Equal([2, 4, 2], seen.Take(3).Select(one => (int)(one.To!.Value - one.From).TotalDays));
        Assert.True(seen.Count < 15);

        seen.Clear();
        await walk.RunAsync(since, true, created => Look(created, 100), said.Add, Cancel);
        Assert.Equal(since, seen[0].From);
    }

    [Theory, BothEngines]
    public async Task An_event_that_Stripe_has_forgotten_is_no_place_to_go_on_from_and_all_are_taken_that_there_are(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await Settings.PutAsync(shop.Get<Database>(), Settings.EventCursor, "evt_forgotten", Cancel);

        Assert.True(await shop.Get<PullEvents>().RunAsync(Cancel) > 0);
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.NotEqual("evt_forgotten", await Settings.FindAsync(shop.Get<Database>(), Settings.EventCursor, Cancel));
        Assert.Equal(0, await shop.Get<PullEvents>().RunAsync(Cancel));
    }

    [Theory, BothEngines]
    public async Task A_payment_of_ours_for_which_there_is_no_place_is_a_case_and_not_silence(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        // The attempt's page at Stripe is another one than that which was paid.
        await shop.ExecuteAsync("UPDATE payment_attempts SET stripe_session_id = 'cs_test_other', stripe_payment_intent_id = NULL, state = 'closed'");
        await shop.ExecuteAsync("UPDATE stock_holds SET state = 'returned'");

        var report = await shop.ReconcileAsync();

        Assert.True(report.NeedsAttention);
        Assert.Equal("payment_unbooked", await shop.SingleAsync<string>("SELECT kind FROM attention"));
    }

    [Theory, BothEngines]
    public async Task A_refund_of_long_ago_of_which_no_event_is_left_is_found_in_Stripes_own_list(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.CatchUpAsync();
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", await shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments")));
        var newest = (await shop.StripeAsync("/v1/events?limit=1")).GetProperty("data")[0].GetProperty("id").GetString();
        await shop.ExecuteAsync("UPDATE settings SET value = @newest WHERE name LIKE 'stripe_event_cursor%'", new { newest });

        var report = await shop.Get<Reconcile>().RunAsync(TimeProvider.System.GetUtcNow().AddDays(-90), _ => { }, Cancel);

        Assert.Equal((0, 1L), (report.EventsFetched, report.RefundsHealed));
        Assert.Equal("refund", Assert.Single(report.Differences).Kind);
        Assert.Empty(await shop.QueryAsync<string>("SELECT value FROM settings WHERE name = 'reconcile_cursor'"));
        await shop.AssertBooksAsync();
    }
}

using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 2: the return page and the webhook come at the same moment.</summary>
public sealed class Failure02ReturnRacesWebhookTests
{
    [Theory, BothEngines]
    public async Task Both_at_once_fifty_times_from_two_processes_make_one_of_everything(string engine)
    {
        const int sales = 50;
        await using var shop = await SaleShop.OpenAsync(engine);
        await using var second = await shop.StartSecondAsync();
        var variant = await shop.AddAlbumAsync();
        for (var sale = 0; sale < sales; sale++)
        {
            using var buyer = shop.NewBuyer();
            var paid = await buyer.PayAsync(await buyer.BuyAsync(variant));
            var there = new Uri(new Uri(second.Urls.First()), new Uri(paid.Location!).PathAndQuery).ToString();

            var race = new[]
            {
                buyer.GetAsync(paid.Location!), buyer.GetAsync(there), buyer.GetAsync(paid.Location!),
            };
            await Task.WhenAll([shop.WorkAsync(), shop.WorkAsync(second), .. race]);

            foreach (var page in race)
            {
                Assert.Contains("Thank you", (await page).Words, StringComparison.Ordinal);
            }
        }

        await shop.WorkAsync();
        Assert.Equal(sales, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
        Assert.Equal(sales, await shop.SingleAsync<long>("SELECT COUNT(*) FROM entitlements"));
        Assert.Equal(sales, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:receipt'"));
        Assert.Equal(sales, shop.Mails().Length);
        // Invoices bear these numbers, so none may be left out.
        Assert.Equal(Enumerable.Range(1001, sales).Select(number => (long)number), await shop.QueryAsync<long>("SELECT number FROM orders WHERE state = 'paid' ORDER BY number"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task The_webhook_comes_before_our_own_create_call_has_returned(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var variant = await shop.AddAlbumAsync();
        // All replies to the creation are lost, so the shop does not know the session's id when the event comes.
        await shop.FaultAsync(new { requests = new[] { new { @do = "lose_reply", method = "POST", path = "/v1/checkout/sessions", times = 3 } } });
        using var buyer = shop.NewBuyer();
        var confirm = await buyer.PostAsync("/buy", ("variant", variant.ToString()));
        var unknown = await buyer.SubmitAsync(confirm, "/buy");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, unknown.Status);
        Assert.Equal("creating", await shop.SingleAsync<string>("SELECT state FROM payment_attempts"));
        var session = (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data")[0];

        await buyer.PayAsync(session.GetProperty("url").GetString()!);
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
    }

    /// <summary>The return page waits for the webhook's own question to Stripe, and asks itself where that one gives up.</summary>
    [Theory(Timeout = 60_000), BothEngines]
    public async Task A_return_does_not_fail_with_the_webhook_that_it_waited_for(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        await buyer.PayAsync();
        var attempt = await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts");
        await shop.FaultAsync(new { requests = new[] { new { @do = "delay", path = "/v1/payment_intents", delay_ms = 600_000 } } });
        using var stopping = new CancellationTokenSource();
        var settle = shop.Get<Settle>();

        var webhook = settle.RunAsync(attempt, StripeHint.None, stopping.Token);
        while ((await shop.StripeAsync("/_sandbox/faults")).GetProperty("requests").GetArrayLength() > 0)
        {
            // Until Stripe has the question; the test's own time limit ends a wait in vain.
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        var page = settle.TryAsync(attempt, TestContext.Current.CancellationToken);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => webhook);
        Assert.IsType<Settle.Outcome.Paid>(await page);
        await shop.AssertBooksAsync();
    }

    [Theory(Timeout = 60_000), BothEngines]
    public async Task A_return_that_gives_up_waiting_leaves_the_webhook_to_its_work(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        await buyer.PayAsync();
        var attempt = await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts");
        await shop.FaultAsync(new { requests = new[] { new { @do = "delay", path = "/v1/payment_intents", delay_ms = 1_000 } } });
        using var leaving = new CancellationTokenSource();
        var settle = shop.Get<Settle>();

        var webhook = settle.RunAsync(attempt, StripeHint.None, TestContext.Current.CancellationToken);
        var page = settle.TryAsync(attempt, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => page);
        Assert.IsType<Settle.Outcome.Paid>(await webhook);
        await shop.AssertBooksAsync();
    }
}

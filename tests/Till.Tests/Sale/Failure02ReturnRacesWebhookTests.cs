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
        Assert.Equal(sales, await shop.SingleAsync<long>("SELECT COUNT(DISTINCT number) FROM orders WHERE state = 'paid'"));
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
}

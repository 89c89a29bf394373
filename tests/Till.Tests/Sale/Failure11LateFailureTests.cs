using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 11: a late failure overwrites a success, or a paid order is cancelled.</summary>
public sealed class Failure11LateFailureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_decline_that_is_told_of_after_the_payment_changes_nothing(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 2));
        var pay = await buyer.ReadyAsync();
        Assert.True((await buyer.ConfirmAsync(pay, "pm_card_visa_chargeDeclined")).TryGetProperty("error", out _));
        var failed = (await shop.StripeAsync("/v1/events?type=payment_intent.payment_failed")).GetProperty("data")[0].ToString();
        Assert.Equal("succeeded", BagBuyer.StatusOf(await buyer.ConfirmAsync(pay)));
        var succeeded = (await shop.StripeAsync("/v1/events?type=payment_intent.succeeded")).GetProperty("data")[0].ToString();

        await shop.DeliverAsync(succeeded);
        await shop.WorkAsync();
        await shop.DeliverAsync(failed);
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM payment_attempts"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_failed_attempt_s_news_does_not_touch_the_order_that_a_later_attempt_paid(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 2));
        await buyer.ConfirmAsync(await buyer.ReadyAsync(), "pm_card_visa_chargeDeclined");
        clock.Advance(TimeSpan.FromMinutes(31));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);
        await buyer.PayAsync();
        await shop.Get<Settle>().RunAsync(await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts WHERE state = 'open'"), StripeHint.None, Cancel);

        await shop.CatchUpAsync();

        Assert.Equal(["closed", "succeeded"], (await shop.QueryAsync<string>("SELECT state FROM payment_attempts ORDER BY number")).AsEnumerable());
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task The_expiry_job_and_the_payment_at_the_same_moment_leave_the_order_paid_or_the_money_with_the_buyer(string engine)
    {
        for (var round = 0; round < 8; round++)
        {
            var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
            await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
            var buyer = shop.NewBagBuyer();
            await buyer.FillAsync(await shop.AddGoodAsync(stock: 1));
            var pay = await buyer.ReadyAsync();
            clock.Advance(TimeSpan.FromMinutes(31));

            await Task.WhenAll(buyer.ConfirmAsync(pay), shop.Get<ExpireAttempts>().RunAsync(Cancel));
            await shop.CatchUpAsync();

            var taken = (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("status").GetString() == "succeeded";
            Assert.Equal(taken ? "paid" : "draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
            Assert.Equal(taken ? 0 : 1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
            await shop.AssertBooksAsync();
        }
    }

    [Theory, BothEngines]
    public async Task A_robot_that_opens_the_return_address_neither_pays_nor_cancels_anything(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 1));
        var pay = await buyer.ReadyAsync();
        using var robot = shop.NewBuyer();

        await robot.GetAsync($"{pay.OrderPath}?payment_intent={BagBuyer.IntentOf(pay)}&redirect_status=succeeded");
        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        await buyer.ConfirmAsync(pay);
        await robot.GetAsync($"{pay.OrderPath}?payment_intent={BagBuyer.IntentOf(pay)}&redirect_status=failed");

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        await shop.CatchUpAsync();
        await shop.AssertBooksAsync();
    }
}

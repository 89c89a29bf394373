using Till.Checkout;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 13: thieves try stolen cards on the shop.</summary>
public sealed class Failure13CardTestingTests
{
    [Theory, BothEngines]
    public async Task A_thousand_tries_from_few_places_are_stopped_before_Stripe_is_asked_and_honest_buyers_pass(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var cheapest = await shop.AddGoodAsync("Sticker", 100);
        var throttled = 0;

        for (var number = 0; number < 1000; number++)
        {
            var thief = shop.NewBagBuyer($"thief{number}@example.com");
            await thief.FillAsync(cheapest);
            switch (await thief.SubmitAsync(remote: $"den {number % 3}"))
            {
                case StartPayment.Outcome.Pay pay:
                    await thief.ConfirmAsync(pay, "pm_card_visa_chargeDeclined");
                    await shop.CatchUpAsync();
                    break;
                case var other:
                    Assert.IsType<StartPayment.Outcome.Throttled>(other);
                    throttled++;
                    break;
            }
        }

        // Ten from each of the three places.
        Assert.Equal(970, throttled);
        Assert.Equal(30, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payment_attempts"));
        var honest = shop.NewBagBuyer();
        await honest.FillAsync(cheapest);
        await honest.PayAsync();
        await shop.CatchUpAsync();
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
    }

    [Theory, BothEngines]
    public async Task One_intent_takes_only_so_many_cards_and_then_is_closed(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var thief = shop.NewBagBuyer();
        await thief.FillAsync(await shop.AddGoodAsync(stock: 1));
        var pay = await thief.ReadyAsync();

        for (var card = 0; card < 10; card++)
        {
            Assert.True((await thief.ConfirmAsync(pay, "pm_card_visa_chargeDeclined")).TryGetProperty("error", out _));
            await shop.CatchUpAsync();
        }

        Assert.Equal("canceled", (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("status").GetString());
        Assert.Equal("closed", await shop.SingleAsync<string>("SELECT state FROM payment_attempts"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
    }

    [Theory, BothEngines]
    public async Task A_buyer_whose_first_cards_are_declined_can_go_on(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        for (var card = 0; card < 4; card++)
        {
            await buyer.ConfirmAsync(await buyer.ReadyAsync(), "pm_card_visa_chargeDeclinedInsufficientFunds");
            await shop.CatchUpAsync();
        }

        await buyer.PayAsync();
        await shop.CatchUpAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Single((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Places_are_told_apart_by_network_and_kept_as_hashes(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var remotes = shop.Get<global::Till.Payments.Remotes>();
        Task<string> Of(string address) => remotes.OfAsync(System.Net.IPAddress.Parse(address), TestContext.Current.CancellationToken);

        Assert.Equal(await Of("203.0.113.7"), await Of("::ffff:203.0.113.7"));
        Assert.NotEqual(await Of("203.0.113.7"), await Of("203.0.113.8"));
        Assert.Equal(await Of("2001:db8:1:2::1"), await Of("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(await Of("2001:db8:1:2::1"), await Of("2001:db8:1:3::1"));
        Assert.DoesNotContain("203", await Of("203.0.113.7"), StringComparison.Ordinal);
    }
}

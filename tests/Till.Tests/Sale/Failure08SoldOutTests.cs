using Microsoft.AspNetCore.Builder;
using Till.Checkout;
using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 8: sold out after payment, or stock that is stuck.</summary>
public sealed class Failure08SoldOutTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Of_two_who_pay_for_the_last_one_one_gets_it_and_the_other_is_told_before_paying(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var last = await shop.AddGoodAsync("Last Lamp", stock: 1);
        var (ada, bob) = (shop.NewBagBuyer("ada@example.com"), shop.NewBagBuyer("bob@example.com"));
        await ada.FillAsync(last);
        await bob.FillAsync(last);
        // Both have the page open before either sends it.
        var (adaSaw, bobSaw) = (await ada.LookAsync(), await bob.LookAsync());

        var outcomes = await Task.WhenAll(ada.SubmitAsync(adaSaw), bob.SubmitAsync(bobSaw));

        var pay = Assert.Single(outcomes.OfType<StartPayment.Outcome.Pay>());
        Assert.Contains("Last Lamp", Assert.Single(outcomes.OfType<StartPayment.Outcome.Changed>()).Why, StringComparison.Ordinal);
        await ada.ConfirmAsync(pay);
        await shop.CatchUpAsync();
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory(Timeout = 60_000), BothEngines]
    public async Task A_kept_page_says_sold_out_when_the_last_one_is_being_paid_and_has_it_again_when_it_comes_back(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var last = await shop.AddGoodAsync(stock: 1);
        var path = "/goods/" + await shop.SingleAsync<string>("SELECT slug FROM products");
        using var visitor = shop.NewBuyer();
        await UntilAsync("Only 1 left");
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(last);

        await buyer.ReadyAsync();
        await UntilAsync("Sold out");
        clock.Advance(TimeSpan.FromMinutes(31));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);
        await UntilAsync("Only 1 left");

        // The page is forgotten just after the commit; the test's own time limit ends a wait in vain.
        async Task UntilAsync(string words)
        {
            while (!(await visitor.GetAsync(path)).Words.Contains(words, StringComparison.Ordinal))
            {
                Cancel.ThrowIfCancellationRequested();
            }
        }
    }

    [Theory, BothEngines]
    public async Task Of_40_units_60_buyers_of_two_at_16_at_a_time_get_exactly_20_orders(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await using var second = await shop.StartSecondAsync();
        var chair = await shop.AddGoodAsync("Folding Chair", stock: 40);
        var orders = 0;

        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (number, _) =>
        {
            var buyer = shop.NewBagBuyer($"buyer{number}@example.com", number % 2 == 0 ? second : null);
            await buyer.FillAsync(chair, 2);
            switch (await buyer.SubmitAsync(remote: $"home {number}"))
            {
                case StartPayment.Outcome.Pay pay:
                    await buyer.ConfirmAsync(pay);
                    Interlocked.Increment(ref orders);
                    break;
                case var other:
                    Assert.IsType<StartPayment.Outcome.Changed>(other);
                    break;
            }
        });
        await Task.WhenAll(shop.CatchUpAsync(), shop.CatchUpAsync(second));
        await shop.CatchUpAsync();

        Assert.Equal(20, orders);
        Assert.Equal(Enumerable.Range(1001, 20).Select(number => (long)number), await shop.QueryAsync<long>("SELECT number FROM orders WHERE state = 'paid' ORDER BY number"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal(40, await shop.SingleAsync<long>("SELECT CAST(SUM(quantity) AS bigint) FROM stock_holds WHERE state = 'sold'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task What_an_abandoned_bag_held_comes_back_when_its_time_is_up(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await shop.AddGoodAsync(stock: 3);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.SingleAsync<Guid>("SELECT id FROM variants"), 2);
        var pay = await buyer.ReadyAsync();
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT stock FROM variants"));

        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await shop.Get<ExpireAttempts>().RunAsync(Cancel));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await shop.Get<ExpireAttempts>().RunAsync(Cancel));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        Assert.Equal(3, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal("returned", await shop.SingleAsync<string>("SELECT state FROM stock_holds"));
        // Whoever comes back to the page that was left open cannot pay what is no longer held.
        Assert.True((await buyer.ConfirmAsync(pay)).TryGetProperty("error", out _));
        Assert.Equal("canceled", (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("status").GetString());
    }

    [Theory, BothEngines]
    public async Task A_hold_that_ends_during_3D_Secure_ends_the_payment_with_it_and_a_new_try_is_free(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var variant = await shop.AddGoodAsync(stock: 1);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(variant);
        var pay = await buyer.ReadyAsync();
        Assert.Equal("requires_action", BagBuyer.StatusOf(await buyer.ConfirmAsync(pay, "pm_card_authenticationRequired")));

        clock.Advance(TimeSpan.FromMinutes(31));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        Assert.Equal("canceled", (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("status").GetString());
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await buyer.PayAsync();
        await shop.CatchUpAsync();
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_payment_that_Stripe_took_before_the_hold_ended_is_a_sale_whenever_it_is_told_of(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 1));
        await buyer.PayAsync();

        clock.Advance(TimeSpan.FromMinutes(45));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal("sold", await shop.SingleAsync<string>("SELECT state FROM stock_holds"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_late_payment_for_what_is_sold_is_back_ordered_and_the_owner_is_told(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await PayLateAsync(shop);

        Assert.Equal(2, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        Assert.Equal(["short", "sold"], (await shop.QueryAsync<string>("SELECT state FROM stock_holds ORDER BY state")).AsEnumerable());
        Assert.Equal("back_order", await shop.SingleAsync<string>("SELECT kind FROM attention"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_late_payment_for_what_is_sold_goes_back_where_the_owner_prefers_that_and_the_buyer_is_told(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(
            engine, webhooks: false, settings: new Dictionary<string, string?> { ["Till:LatePayments"] = "refund" });
        await PayLateAsync(shop);

        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        Assert.Equal(["held", "order"], (await shop.QueryAsync<string>("SELECT role FROM payments ORDER BY role")).AsEnumerable());
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:payment-returned' AND state = 'done'"));
        await shop.AssertBooksAsync();
    }

    /// <summary>
    /// Ada's hold is taken from her while she can still pay, which the shop itself never does (it asks Stripe first), and Bob buys the
    /// last one.
    /// </summary>
    private static async Task PayLateAsync(SaleShop shop)
    {
        var last = await shop.AddGoodAsync(stock: 1);
        var (ada, bob) = (shop.NewBagBuyer("ada@example.com"), shop.NewBagBuyer("bob@example.com"));
        await ada.FillAsync(last);
        var late = await ada.ReadyAsync();
        await shop.ExecuteAsync("UPDATE payment_attempts SET state = 'closed'");
        await shop.ExecuteAsync("UPDATE stock_holds SET state = 'returned'");
        await shop.ExecuteAsync("UPDATE variants SET stock = 1");
        await bob.FillAsync(last);
        await bob.PayAsync();
        await shop.CatchUpAsync();

        await ada.ConfirmAsync(late);
        await shop.CatchUpAsync();
        await shop.CatchUpAsync();
    }
}

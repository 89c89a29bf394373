using Till.Checkout;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>A discount code is used as often as it may be, however many pay at once, and what was agreed is what is paid.</summary>
public sealed class DiscountRaceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Of_twenty_who_pay_at_once_with_a_code_for_five_five_redeem_it(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await AddCodeAsync(shop, "FIVE", limitTotal: 5);
        var variant = await shop.AddGoodAsync(priceMinor: 10000);
        var redeemed = 0;

        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 10, CancellationToken = Cancel }, async (number, _) =>
        {
            var buyer = shop.NewBagBuyer($"buyer{number}@example.com");
            await buyer.FillAsync(variant);
            await buyer.UseCodeAsync("five");
            var shown = await buyer.LookAsync();
            if (await buyer.SubmitAsync(shown, $"home {number}") is StartPayment.Outcome.Pay { Total.Minor: 9000 } pay)
            {
                await buyer.ConfirmAsync(pay);
                Interlocked.Increment(ref redeemed);
            }
        });
        await shop.CatchUpAsync();

        Assert.Equal(5, redeemed);
        Assert.Equal(5, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid' AND discount_code = 'FIVE' AND discount_minor = 1000"));
        Assert.Equal(5, await shop.SingleAsync<int>("SELECT used FROM discount_codes"));
        Assert.Equal(5, await shop.SingleAsync<long>("SELECT COUNT(*) FROM discount_uses WHERE state = 'redeemed'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_code_that_was_held_and_not_paid_with_can_be_used_by_another(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await AddCodeAsync(shop, "ONCE", limitTotal: 1);
        var variant = await shop.AddGoodAsync(priceMinor: 10000);
        var (ada, bob) = (shop.NewBagBuyer("ada@example.com"), shop.NewBagBuyer("bob@example.com"));
        foreach (var buyer in new[] { ada, bob })
        {
            await buyer.FillAsync(variant);
            await buyer.UseCodeAsync("ONCE");
        }

        Assert.Equal(9000, (await ada.ReadyAsync()).Total.Minor);
        Assert.Equal(10000, (await bob.ReadyAsync()).Total.Minor);
        clock.Advance(TimeSpan.FromMinutes(31));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        Assert.Equal(9000, (await bob.PayAsync()).Total.Minor);
        await shop.CatchUpAsync();
        Assert.Equal(["redeemed", "returned"], (await shop.QueryAsync<string>("SELECT state FROM discount_uses ORDER BY state")).AsEnumerable());
    }

    [Theory, BothEngines]
    public async Task One_person_in_two_browsers_uses_a_code_for_one_each_only_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await AddCodeAsync(shop, "EACH", limitPerPerson: 1);
        var variant = await shop.AddGoodAsync(priceMinor: 10000);
        var (desk, phone) = (shop.NewBagBuyer("ada@example.com"), shop.NewBagBuyer("Ada@Example.com"));
        foreach (var browser in new[] { desk, phone })
        {
            await browser.FillAsync(variant);
            await browser.UseCodeAsync("EACH");
        }

        var (first, second) = (await desk.LookAsync(), await phone.LookAsync());
        var answers = await Task.WhenAll(desk.SubmitAsync(first), phone.SubmitAsync(second));

        Assert.Single(answers.OfType<StartPayment.Outcome.Pay>());
        Assert.Single(answers.OfType<StartPayment.Outcome.Changed>());
    }

    [Theory, BothEngines]
    public async Task An_order_that_a_discount_has_made_free_is_paid_without_Stripe_and_takes_its_stock(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await AddCodeAsync(shop, "GIFT", basisPoints: 10000, limitTotal: 1);
        await shop.ExecuteAsync(
            "INSERT INTO delivery_zones (id, name, countries, position) VALUES (@id, 'Everywhere', '*', 1)", new { id = Chance.Secure.NewId(TimeProvider.System.Now()) });
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 1));
        await buyer.UseCodeAsync("GIFT");

        var paid = Assert.IsType<StartPayment.Outcome.AlreadyPaid>(await buyer.SubmitAsync());
        Assert.Equal(paid, await buyer.SubmitAsync(""));
        await shop.CatchUpAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(1001, await shop.SingleAsync<long>("SELECT number FROM orders"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal("redeemed", await shop.SingleAsync<string>("SELECT state FROM discount_uses"));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM payments"));
        Assert.Empty((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
        Assert.Single(shop.Mails());
        Assert.Equal(0, (await shop.ReconcileAsync()).Imbalance);
    }

    private static Task AddCodeAsync(SaleShop shop, string code, int basisPoints = 1000, int? limitTotal = null, int? limitPerPerson = null) =>
        shop.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, limit_total, limit_per_person, created_at)
            VALUES (@id, @code, @code, 'percent', @basisPoints, @limitTotal, @limitPerPerson, @now)
            """,
            new { id = Chance.Secure.NewId(TimeProvider.System.Now()), code, basisPoints, limitTotal, limitPerPerson, now = TimeProvider.System.Now() });
}

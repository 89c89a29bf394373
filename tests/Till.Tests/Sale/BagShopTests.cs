using Till.Checkout;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>The bag shop: paid on the shop's own page, completed by webhook. Sentences are what its users judge it by.</summary>
public sealed class BagShopTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_tab_that_is_closed_right_after_paying_leaves_one_order_with_its_lines_address_and_mail_and_an_empty_bag(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync("Tea Towel", 1699), 2);
        await buyer.FillAsync(await shop.AddGoodAsync("Apron", 2999));
        await buyer.PayAsync();

        // Nothing of the buyer's browser comes any more; Stripe's word arrives, twice.
        var succeeded = (await shop.StripeAsync("/v1/events?type=payment_intent.succeeded")).GetProperty("data")[0].ToString();
        await shop.DeliverAsync(succeeded);
        await shop.DeliverAsync(succeeded);
        await shop.WorkAsync();

        Assert.Equal(
            ["1 × Apron 2999", "2 × Tea Towel 3398"],
            (await shop.QueryAsync<string>("SELECT quantity || ' × ' || title || ' ' || line_minor FROM order_lines ORDER BY title")).AsEnumerable());
        Assert.Equal("12 Analytical Way, London, N1 7AA, GB", await shop.SingleAsync<string>(
            "SELECT street1 || ', ' || town || ', ' || postcode || ', ' || country FROM orders WHERE state = 'paid' AND phone IS NULL AND street2 IS NULL"));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT variant_id FROM bag_lines"));
        Assert.Single(shop.Mails());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Only_the_ids_of_order_and_attempt_go_to_Stripe_so_that_a_bag_of_a_hundred_lines_can_be_bought(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        for (var line = 0; line < 100; line++)
        {
            await buyer.FillAsync(await shop.AddGoodAsync($"Thing {line}", 100 + line));
        }

        var pay = await buyer.PayAsync();
        await shop.CatchUpAsync();

        var metadata = (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("metadata");
        Assert.Equal(["attempt", "order"], metadata.EnumerateObject().Select(one => one.Name).Order());
        Assert.Equal(100, await shop.SingleAsync<long>("SELECT COUNT(*) FROM order_lines"));
        await shop.AssertBooksAsync();
    }

    /// <summary>Each is waited for while rows are locked that others want.</summary>
    [Fact]
    public async Task Neither_freezing_nor_settling_takes_more_round_trips_the_more_is_in_the_bag()
    {
        await using var shop = await SaleShop.OpenAsync(nameof(Engine.Postgres), webhooks: false);
        var trips = new List<(int Submit, int Settle)>();
        foreach (var lines in (int[])[1, 12])
        {
            var buyer = shop.NewBagBuyer();
            for (var line = 0; line < lines; line++)
            {
                await buyer.FillAsync(await shop.AddGoodAsync($"Thing {lines} {line}", 1699, stock: 500));
            }

            var shown = await buyer.LookAsync();
            using var counter = await QueryCounter.StartAsync(shop.Get<Database>());
            var pay = Assert.IsType<StartPayment.Outcome.Pay>(await buyer.SubmitAsync(shown));
            var submitted = counter.Take();
            await buyer.ConfirmAsync(pay);
            var attempt = await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts WHERE state = 'open'");
            counter.Take();
            Assert.IsType<Settle.Outcome.Paid>(await shop.Get<Settle>().RunAsync(attempt, StripeHint.None, Cancel));
            trips.Add((submitted, counter.Take()));
        }

        Assert.Equal([(8, 4), (8, 4)], trips);
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Identical_bags_bought_twice_by_one_person_are_two_orders(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var variant = await shop.AddGoodAsync();
        var buyer = shop.NewBagBuyer();
        for (var time = 0; time < 2; time++)
        {
            await buyer.FillAsync(variant);
            await buyer.PayAsync();
            await shop.CatchUpAsync();
        }

        Assert.Equal([1001, 1002], (await shop.QueryAsync<long>("SELECT number FROM orders ORDER BY number")).AsEnumerable());
        await shop.AssertBooksAsync();
    }

    /// <summary>Deleting a product destroyed old orders' lines, and history showed today's prices.</summary>
    [Theory, BothEngines]
    public async Task What_was_bought_stays_as_it_was_when_the_product_is_repriced_renamed_and_deleted(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var variant = await shop.AddGoodAsync("Tea Towel", 5000);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(variant);
        var pay = await buyer.PayAsync();
        await shop.CatchUpAsync();
        using var visitor = shop.NewBuyer();
        var before = (await visitor.GetAsync(pay.OrderPath)).Words;
        Assert.Contains("Tea Towel", before);
        Assert.Contains("$50.00 USD", before);

        await shop.SetPriceAsync(variant, 9900);
        await shop.ExecuteAsync("UPDATE products SET title = 'Dish Cloth'");
        Assert.Equal(before, (await visitor.GetAsync(pay.OrderPath)).Words);
        await shop.ExecuteAsync("DELETE FROM products");

        Assert.Equal(before, (await visitor.GetAsync(pay.OrderPath)).Words);
        Assert.Equal("Tea Towel 5000", await shop.SingleAsync<string>("SELECT title || ' ' || line_minor FROM order_lines"));
        await shop.AssertBooksAsync();
    }

    [Theory]
    [InlineData("Sqlite", 4999, 500)]
    [InlineData("Sqlite", 5000, 0)]
    [InlineData("Postgres", 4999, 500)]
    [InlineData("Postgres", 5000, 0)]
    public async Task A_subtotal_below_fifty_pays_delivery_and_one_of_fifty_does_not(string engine, long subtotal, long delivery)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(priceMinor: subtotal));
        var pay = await buyer.PayAsync();
        await shop.CatchUpAsync();

        Assert.Equal(subtotal + delivery, pay.Total.Minor);
        Assert.Equal(delivery, await shop.SingleAsync<long>("SELECT delivery_minor FROM orders WHERE state = 'paid'"));
        await shop.AssertBooksAsync();
    }

    [Theory]
    [InlineData("Sqlite", 28, 36299, 1016372)]
    [InlineData("Postgres", 28, 36299, 1016372)]
    [InlineData("Sqlite", 5, 999, 5495)]
    [InlineData("Postgres", 5, 999, 5495)]
    public async Task What_is_charged_is_what_the_order_says_however_much_it_is(string engine, int quantity, long unit, long total)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(priceMinor: unit), quantity);
        var pay = await buyer.PayAsync();
        await shop.CatchUpAsync();

        Assert.Equal(total, (await shop.StripeAsync($"/v1/payment_intents/{BagBuyer.IntentOf(pay)}")).GetProperty("amount_received").GetInt64());
        Assert.Equal(total, await shop.SingleAsync<long>("SELECT total_minor FROM orders WHERE state = 'paid'"));
    }

    [Theory, BothEngines]
    public async Task A_tax_that_prices_contain_is_booked_as_tax(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(
            engine, webhooks: false, settings: new Dictionary<string, string?> { ["Till:PricesIncludeTax"] = "true" });
        await shop.ExecuteAsync(
            "INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES (@id, 'GB', '*', 'VAT', 2000)",
            new { id = Chance.Secure.NewId(TimeProvider.System.Now()) });
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(priceMinor: 1200));
        await buyer.PayAsync();
        await shop.CatchUpAsync();

        // 12.00 and 1.20 for delivery, a sixth of each the state's.
        Assert.Equal(
            ["delivery 100", "sales 1000", "tax 220"],
            (await shop.QueryAsync<string>("SELECT credit || ' ' || amount_minor FROM ledger WHERE debit = 'stripe_balance' ORDER BY credit")).AsEnumerable());
        Assert.Equal((1100, 220), await shop.SingleAsync<(long, long)>("SELECT base_minor, tax_minor FROM order_taxes"));
        await shop.AssertBooksAsync();
    }

    [Theory]
    [InlineData("Sqlite", "succeed")]
    [InlineData("Sqlite", "fail")]
    [InlineData("Postgres", "succeed")]
    [InlineData("Postgres", "fail")]
    public async Task A_method_that_takes_days_keeps_its_stock_until_it_has_told(string engine, string outcome)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await shop.StripeJsonAsync("/_sandbox/payment_methods", new { enabled = new[] { "card", "us_bank_account" } });
        await shop.StripeJsonAsync("/_sandbox/delayed_payments", new Dictionary<string, object?> { ["settle_after"] = null });
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 1));
        var pay = await buyer.ReadyAsync();
        Assert.Equal("processing", BagBuyer.StatusOf(await buyer.ConfirmAsync(pay, "pm_usBankAccount_success")));
        await shop.CatchUpAsync();

        clock.Advance(TimeSpan.FromDays(1));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal(new StartPayment.Outcome.AlreadyPaid(pay.OrderPath), await buyer.SubmitAsync());

        await shop.StripeJsonAsync($"/_sandbox/payment_intents/{BagBuyer.IntentOf(pay)}/settle", new { outcome });
        await shop.CatchUpAsync();
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        var paid = outcome == "succeed";
        Assert.Equal(paid ? "paid" : "draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(paid ? 0 : 1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        Assert.Equal(
            [paid ? "mail:receipt" : "mail:payment-failed"],
            (await shop.QueryAsync<string>("SELECT kind FROM outbox WHERE kind LIKE 'mail:%'")).AsEnumerable());
        await shop.AssertBooksAsync();
    }
}

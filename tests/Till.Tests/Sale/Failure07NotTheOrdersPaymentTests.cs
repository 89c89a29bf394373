using Till.Checkout;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 7: the amount or the intent is not the order's.</summary>
public sealed class Failure07NotTheOrdersPaymentTests
{
    [Theory, BothEngines]
    public async Task A_bag_that_was_changed_in_another_tab_is_shown_anew_before_anything_is_charged(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        var shown = await buyer.LookAsync();
        await buyer.FillAsync(await shop.AddGoodAsync("Apron", 2999));

        Assert.IsType<StartPayment.Outcome.Changed>(await buyer.SubmitAsync(shown));

        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM payment_attempts"));
        Assert.Empty((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task A_price_that_changes_under_an_open_page_is_shown_before_anything_is_charged(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var variant = await shop.AddGoodAsync();
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(variant);
        var shown = await buyer.LookAsync();
        await shop.SetPriceAsync(variant, 1799);

        Assert.IsType<StartPayment.Outcome.Changed>(await buyer.SubmitAsync(shown));
        Assert.Empty((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task The_old_intent_of_a_changed_bag_can_no_longer_be_paid(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var variant = await shop.AddGoodAsync(stock: 5);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(variant);
        var old = await buyer.ReadyAsync();
        await buyer.FillAsync(variant, 2);
        var pay = await buyer.ReadyAsync();

        Assert.NotEqual(old.Handle, pay.Handle);
        Assert.True((await buyer.ConfirmAsync(old)).TryGetProperty("error", out _));
        Assert.Equal("succeeded", BagBuyer.StatusOf(await buyer.ConfirmAsync(pay)));
        await shop.CatchUpAsync();

        Assert.Equal(3, await shop.SingleAsync<int>("SELECT quantity FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.state = 'paid'"));
        Assert.Equal(["paid", "retired"], (await shop.QueryAsync<string>("SELECT state FROM orders ORDER BY state")).AsEnumerable());
        Assert.Equal(2, await shop.SingleAsync<int>("SELECT stock FROM variants"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task An_old_intent_that_was_paid_before_it_could_be_closed_is_its_own_order_and_the_bag_keeps_the_rest(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var variant = await shop.AddGoodAsync();
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(variant);
        var old = await buyer.PayAsync();
        // The shop has not heard of it when the other tab, with more in the bag, is sent.
        await buyer.FillAsync(variant, 2);

        Assert.Equal(new StartPayment.Outcome.AlreadyPaid(old.OrderPath), await buyer.SubmitAsync());

        Assert.Equal(2, await shop.SingleAsync<int>("SELECT quantity FROM bag_lines"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT quantity FROM order_lines"));
        await buyer.PayAsync();
        await shop.CatchUpAsync();
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT variant_id FROM bag_lines"));
        Assert.Equal(2, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task An_intent_of_another_order_and_one_of_another_amount_or_currency_never_pay_an_order(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());
        await buyer.ReadyAsync();
        var attempt = await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts");
        var order = await shop.SingleAsync<Guid>("SELECT id FROM orders");

        // Made by somebody with the account's key: they bear the attempt's name, and are not what was asked for.
        foreach (var (amount, currency) in new[] { ("50", "usd"), ("1869", "eur") })
        {
            await shop.StripePostAsync(
                "/v1/payment_intents",
                ("amount", amount), ("currency", currency), ("confirm", "true"), ("payment_method", "pm_card_visa"),
                ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"),
                ("metadata[order]", order.ToString()), ("metadata[attempt]", attempt.ToString()));
        }

        // And one that bears no name at all.
        await shop.StripePostAsync(
            "/v1/payment_intents",
            ("amount", "1869"), ("currency", "usd"), ("confirm", "true"), ("payment_method", "pm_card_visa"),
            ("automatic_payment_methods[enabled]", "true"), ("automatic_payment_methods[allow_redirects]", "never"));
        await shop.ReconcileAsync();
        await shop.CatchUpAsync();

        Assert.Equal("draft", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM payments WHERE role = 'order'"));
    }

    [Theory, BothEngines]
    public async Task Two_tabs_and_a_double_click_share_one_intent(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => buyer.SubmitAsync()));

        Assert.Single(answers.Cast<StartPayment.Outcome.Pay>().Select(pay => pay.Handle).Distinct());
        Assert.Single((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }
}

using System.Net;
using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Orders;

/// <summary>Giving money back from here: written down first, then asked of Stripe once, then settled by what Stripe says.</summary>
public sealed class RefundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_payment_goes_back_in_parts_and_never_more_than_was_paid(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var order = await BuyAsync(shop);

        var first = Assert.IsType<StartRefund.Outcome.Started>(await StartAsync(shop, order, 5_00));
        Assert.Equal("$5.00", first.Amount.ToString());
        // The command does not wait for the outbox, which finds it done: one refund at Stripe.
        await shop.Get<MakeRefund>().RunAsync(new RefundOrder(first.RefundId), Cancel);
        await shop.WorkAsync();
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        Assert.Equal(1, (await shop.StripeAsync("/v1/refunds")).GetProperty("data").GetArrayLength());
        Assert.Contains(shop.Mails(), mail => File.ReadAllText(mail).Contains("$5.00"));

        Assert.Equal("$14.99", Assert.IsType<StartRefund.Outcome.TooMuch>(await StartAsync(shop, order, 15_00)).Left.ToString());
        Assert.IsType<StartRefund.Outcome.TooMuch>(await StartAsync(shop, order, 0));
        Assert.IsType<StartRefund.Outcome.TooMuch>(await StartAsync(shop, order, -1));
        Assert.Equal("$14.99", Assert.IsType<StartRefund.Outcome.Started>(await shop.Get<StartRefund>().RunAsync(order, new RefundWish.Amount(null), Actor.CommandLine, Cancel)).Amount.ToString());
        Assert.True(Assert.IsType<StartRefund.Outcome.TooMuch>(await shop.Get<StartRefund>().RunAsync(order, new RefundWish.Amount(null), Actor.CommandLine, Cancel)).Left.IsZero);
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
        Assert.Equal(["succeeded", "succeeded"], await shop.QueryAsync<string>("SELECT state FROM refunds"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT COUNT(*) FROM entitlements WHERE revoked_at IS NOT NULL"));
    }

    [Theory, BothEngines]
    public async Task Two_who_refund_at_the_same_moment_give_back_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var order = await BuyAsync(shop);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => shop.Get<StartRefund>().RunAsync(order, new RefundWish.Amount(null), Actor.CommandLine, Cancel)));

        Assert.Single(both.OfType<StartRefund.Outcome.Started>());
        Assert.Single(both.OfType<StartRefund.Outcome.TooMuch>());
    }

    [Theory, BothEngines]
    public async Task What_Stripe_refuses_does_not_count_as_given_back_and_is_told(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var order = await BuyAsync(shop);
        var intent = await shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments");
        await shop.LoseWebhooksAsync();
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", intent), ("amount", "1500"));

        Assert.IsType<StartRefund.Outcome.Started>(await StartAsync(shop, order, 10_00)); // the shop does not know of it yet
        await shop.WorkAsync();

        Assert.Equal(["failed", "succeeded"], (await shop.QueryAsync<string>("SELECT state FROM refunds")).Order());
        Assert.Contains("$10.00", await shop.SingleAsync<string>("SELECT happened FROM attention WHERE kind = 'failed_refund'"));
        Assert.Equal("$4.99", Assert.IsType<StartRefund.Outcome.TooMuch>(await StartAsync(shop, order, 10_00)).Left.ToString());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task The_order_s_page_says_why_a_payment_failed_and_how_to_try_again(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()), Cards.InsufficientFunds);

        var page = await buyer.GetAsync(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("The payment did not go through The card does not have enough money for this. Nothing was charged.", page.Words);
        Assert.Equal(HttpStatusCode.SeeOther, (await buyer.SubmitAsync(page, "/buy")).Status);
    }

    [Theory, BothEngines]
    public async Task The_order_s_page_looks_again_while_Stripe_has_not_said(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.BuyAsync(await shop.AddAlbumAsync());
        var path = await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders");
        await shop.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 500, times = 100 } } });

        var page = await buyer.GetAsync(path);

        Assert.Contains("Confirming your payment", page.Words);
        Assert.Equal($"3; url={path}?look=1", page.Document.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content"));
    }

    internal static async Task<Guid> BuyAsync(SaleShop shop)
    {
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.ReconcileAsync();
        await shop.WorkAsync();
        return await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'");
    }

    private static Task<StartRefund.Outcome> StartAsync(SaleShop shop, Guid order, long minor) =>
        shop.Get<StartRefund>().RunAsync(order, new RefundWish.Amount(currency => new Money(minor, currency)), Actor.CommandLine, Cancel);
}

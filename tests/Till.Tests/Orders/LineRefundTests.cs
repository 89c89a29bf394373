using Till.Core;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Orders;

/// <summary>Giving back by the piece: what it makes, what goes back to the shelf, what closes, and how it ends.</summary>
public sealed class LineRefundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Pieces_go_back_one_by_one_until_all_that_was_paid_has_gone_back_and_no_line_goes_back_twice(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, towels, album) = await BuyAsync(shop);
        var paid = (await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!;

        var first = await StartedAsync(shop, order, Lines((towels, 1)) with { Restock = true });
        await shop.WorkAsync();
        Assert.Equal((await LineAsync(shop, order, towels)).ReturnedMinor, first.Amount.Minor);
        Assert.Equal(3, await StockAsync(shop)); // five were there, three were bought, one is back
        Assert.Equal((2, 3, "returned", $"Order {paid.Head.Number}"), await MovementAsync(shop));
        Assert.Equal(1, await OpenAsync(shop));

        Assert.IsType<StartRefund.Outcome.NotSoMany>(await RunAsync(shop, order, Lines((towels, 3))));
        Assert.IsType<StartRefund.Outcome.NotSoMany>(await RunAsync(shop, order, Lines((towels, -1))));
        Assert.IsType<StartRefund.Outcome.NotSoMany>(await RunAsync(shop, order, Lines()));
        Assert.IsType<StartRefund.Outcome.Otherwise>(await RunAsync(shop, order, Lines((towels, 1)) with { Shown = new Money(1, paid.Currency) }));

        var second = await StartedAsync(shop, order, Lines((album, 1)) with { Delivery = true, Access = RefundAccess.Close });
        await shop.WorkAsync();
        Assert.Equal(0, await OpenAsync(shop));
        Assert.Equal(3, await StockAsync(shop));
        var rest = await StartedAsync(shop, order, new RefundWish.ByLine(null, Delivery: true, Restock: false, Shown: null));
        await shop.WorkAsync();

        Assert.Equal(paid.Total, first.Amount + second.Amount + rest.Amount);
        Assert.True(Assert.IsType<StartRefund.Outcome.TooMuch>(await RunAsync(shop, order, Lines((towels, 1)))).Left.IsZero);
        var after = (await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!;
        Assert.True(after.IsRefunded);
        Assert.All(after.Lines, line => Assert.Equal((0, 0L, 0), (line.Left, line.LeftMinor, line.ToGo)));
        Assert.True(after.DeliveryLeft.IsZero);
        Assert.Equal(["succeeded", "succeeded", "succeeded"], await shop.QueryAsync<string>("SELECT state FROM refunds"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM orders WHERE awaits_post"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Two_who_give_the_same_pieces_back_at_the_same_moment_give_them_back_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, towels, _) = await BuyAsync(shop);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => RunAsync(shop, order, Lines((towels, 3)) with { Restock = true })));

        Assert.Single(both.OfType<StartRefund.Outcome.Started>());
        Assert.Single(both.OfType<StartRefund.Outcome.NotSoMany>());
        Assert.Equal(5, await StockAsync(shop));
    }

    [Theory, BothEngines]
    public async Task A_refund_that_fails_later_takes_back_what_it_did(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var (order, towels, album) = await BuyAsync(shop, "pm_card_refundFail");
        await clock.RunAsync(StartedAsync(shop, order, Lines((towels, 2), (album, 1)) with { Restock = true, Access = RefundAccess.Close }), TimeSpan.FromMinutes(1));
        await shop.WorkAsync();
        Assert.Equal((4, 0), (await StockAsync(shop), await OpenAsync(shop)));

        clock.Advance(TimeSpan.FromDays(2));
        await shop.ReconcileAsync();

        Assert.Equal("failed", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        Assert.Equal((2, 1), (await StockAsync(shop), await OpenAsync(shop)));
        var line = await LineAsync(shop, order, towels);
        Assert.Equal((3, 3, 0L), (line.Left, line.ToGo, line.ReturnedMinor));
        Assert.Equal((4, 2, "returned", $"Order {await shop.SingleAsync<long>("SELECT number FROM orders")}: its refund failed"), await MovementAsync(shop));
        await shop.AssertBooksAsync();
        await shop.ReconcileAsync();
        Assert.Equal(2, await StockAsync(shop)); // taken back once
    }

    [Theory, BothEngines]
    public async Task What_Stripe_refuses_takes_back_what_it_did_and_says_what_was_sold_meanwhile(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, towels, album) = await BuyAsync(shop);
        await shop.LoseWebhooksAsync();
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", await shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments")));

        await StartedAsync(shop, order, Lines((towels, 3), (album, 1)) with { Restock = true, Access = RefundAccess.Keep }); // the shop does not know of it yet
        await shop.ExecuteAsync("UPDATE variants SET stock = 1 WHERE stock IS NOT NULL");
        await shop.WorkAsync();

        Assert.Equal(["failed", "succeeded"], (await shop.QueryAsync<string>("SELECT state FROM refunds")).Order());
        Assert.Equal(0, await StockAsync(shop));
        Assert.Contains("2 × Tea Towel", await shop.SingleAsync<string>("SELECT done FROM attention WHERE kind = 'failed_refund'"));
        Assert.Equal(3, (await LineAsync(shop, order, towels)).Left); // what was made in the dashboard is an amount
    }

    [Theory, BothEngines]
    public async Task Downloads_close_or_stay_open_as_the_owner_chose(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, _, album) = await BuyAsync(shop);

        await StartedAsync(shop, order, new RefundWish.Amount(currency => new Money(1_00, currency)) { Access = RefundAccess.Close });
        await shop.WorkAsync();
        Assert.Equal(0, await OpenAsync(shop));
        await shop.ExecuteAsync("UPDATE refunds SET access = NULL");
        await StartedAsync(shop, order, Lines((album, 1)) with { Access = RefundAccess.Keep });
        await shop.WorkAsync();
        Assert.Equal(1, await OpenAsync(shop));
        await StartedAsync(shop, order, new RefundWish.Amount(null));
        await shop.WorkAsync();

        Assert.Equal(1, await OpenAsync(shop)); // all has gone back, and the owner had said that it stays
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_paid_order_of_which_nothing_has_left_is_cancelled_in_one_deed(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, _, _) = await BuyAsync(shop);
        var cancelOrder = shop.Get<CancelOrder>();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => cancelOrder.RunAsync(order, Actor.CommandLine, Cancel)));
        Assert.Single(both.OfType<CancelOrder.Outcome.Done>());
        Assert.Single(both.OfType<CancelOrder.Outcome.CancelledAlready>());
        await shop.WorkAsync();
        await shop.WorkAsync();

        var view = (await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!;
        Assert.Equal("cancelled", OrderDocument.Standing(view));
        Assert.Equal((5, 0), (await StockAsync(shop), await OpenAsync(shop)));
        Assert.True(view.Left.IsZero);
        Assert.Contains(shop.Mails(), mail => File.ReadAllText(mail).Contains("is cancelled"));
        Assert.Equal(new DeskOutcome.Cancelled(view.Head.Number!.Value), await shop.Get<ShipOrder>().RunAsync(order, null, null, Actor.CommandLine, Cancel));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM orders WHERE awaits_post"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task An_order_whose_refund_fails_is_not_cancelled_any_more(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var (order, _, _) = await BuyAsync(shop, "pm_card_refundFail");
        await shop.Get<CancelOrder>().RunAsync(order, Actor.CommandLine, Cancel);
        await shop.WorkAsync();

        clock.Advance(TimeSpan.FromDays(2));
        await shop.ReconcileAsync();

        Assert.Equal("paid", OrderDocument.Standing((await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!));
        Assert.Equal((2, 1), (await StockAsync(shop), await OpenAsync(shop)));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM orders WHERE awaits_post"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Of_an_order_that_has_left_in_part_what_has_not_left_goes_back_first(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, towels, _) = await BuyAsync(shop);
        await shop.Get<ShipOrder>().RunAsync(order, new Dictionary<int, int> { [towels] = 1 }, null, null, Actor.CommandLine, Cancel);
        Assert.IsType<CancelOrder.Outcome.Sent>(await shop.Get<CancelOrder>().RunAsync(order, Actor.CommandLine, Cancel));

        await StartedAsync(shop, order, Lines((towels, 2)) with { Restock = true });

        var view = (await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!;
        Assert.Empty(view.ToGo);
        Assert.Equal("shipped", OrderDocument.Standing(view));
    }

    /// <summary>Three of a thing of which five are there, and an album.</summary>
    internal static async Task<(Guid Order, int Towels, int Album)> BuyAsync(SaleShop shop, string method = "pm_card_visa")
    {
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(await shop.AddGoodAsync(stock: 5), 3);
        await buyer.FillAsync(await shop.AddAlbumAsync());
        Assert.Equal("succeeded", BagBuyer.StatusOf(await buyer.ConfirmAsync(await buyer.ReadyAsync(), method)));
        await shop.ReconcileAsync();
        await shop.WorkAsync();
        var id = await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'");
        return (
            id, await shop.SingleAsync<int>("SELECT position FROM order_lines WHERE kind = 'good'"),
            await shop.SingleAsync<int>("SELECT position FROM order_lines WHERE kind = 'album'"));
    }

    private static RefundWish.ByLine Lines(params (int Position, int Pieces)[] lines) =>
        new(lines.ToDictionary(one => one.Position, one => one.Pieces), Delivery: false, Restock: false, Shown: null);

    private static Task<StartRefund.Outcome> RunAsync(SaleShop shop, Guid order, RefundWish wish) =>
        shop.Get<StartRefund>().RunAsync(order, wish, Actor.CommandLine, Cancel);

    private static async Task<StartRefund.Outcome.Started> StartedAsync(SaleShop shop, Guid order, RefundWish wish) =>
        Assert.IsType<StartRefund.Outcome.Started>(await RunAsync(shop, order, wish));

    private static async Task<OrderLine> LineAsync(SaleShop shop, Guid order, int position) =>
        (await OrderView.FindAsync(shop.Get<Database>(), order, Cancel))!.LineAt(position);

    private static Task<int> StockAsync(SaleShop shop) => shop.SingleAsync<int>("SELECT stock FROM variants WHERE stock IS NOT NULL");

    private static Task<int> OpenAsync(SaleShop shop) => shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM entitlements WHERE revoked_at IS NULL");

    /// <summary>The last one.</summary>
    private static async Task<(int Before, int After, string Reason, string Note)> MovementAsync(SaleShop shop) =>
        (await shop.QueryAsync<(int, int, string, string)>("SELECT before, after, reason, note FROM stock_movements ORDER BY id DESC LIMIT 1"))[0];
}

using System.Net;
using Till.Checkout;
using Till.Core.Pricing;
using Till.Orders;
using Till.Payments;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>An order that the shop makes for somebody, who pays exactly that by a link: through the same attempts, settled through the same door.</summary>
public sealed class OrderByLinkTests
{
    private const string PathOf = "SELECT '/orders/' || id || '/' || link_key FROM orders WHERE pay_until IS NOT NULL";

    private static readonly Address Home = new("Ada Lovelace", null, "12 Analytical Way", null, "London", null, "N1 7AA", "GB");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_buyer_pays_what_was_put_together_at_the_price_that_it_was_given_at_and_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (towel, album) = (await shop.AddGoodAsync(stock: 5), await shop.AddAlbumAsync());
        var id = await MadeAsync(shop, [(towel, 3), (album, 1)], new Discount.Percent(1000), word: "As we said on the telephone.");
        await shop.WorkAsync();
        var path = await shop.SingleAsync<string>(PathOf);
        var mail = await File.ReadAllTextAsync(Assert.Single(shop.Mails()), Cancel);
        Assert.Contains("As we said on the telephone.", mail);
        Assert.Contains("Your order is ready to be paid", mail);
        Assert.Equal(5, await shop.SingleAsync<int>("SELECT stock FROM variants WHERE stock IS NOT NULL")); // nothing is kept aside yet
        await shop.SetPriceAsync(towel, 99_99);
        await shop.ExecuteAsync("UPDATE products SET published = @no", new { no = false });

        using var buyer = shop.NewBuyer();
        var page = await buyer.GetAsync(path);
        Assert.Contains("Your order is ready to be paid", page.Words);
        var total = (await OrderView.FindAsync(shop.Get<Database>(), id, Cancel))!.Total;
        Assert.Contains($"Pay {total}", page.Words);
        var pay = await buyer.SubmitAsync(page, "handler=Pay");
        Assert.Equal(HttpStatusCode.SeeOther, pay.Status);
        Assert.Equal(2, await shop.SingleAsync<int>("SELECT stock FROM variants WHERE stock IS NOT NULL"));
        Assert.Equal(pay.Location, (await buyer.SubmitAsync(page, "handler=Pay")).Location); // a second click, the same page
        await buyer.PayAsync(pay.Location!);
        await shop.WorkAsync();

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal((total.Minor, 1), (await shop.SingleAsync<long>("SELECT amount_minor FROM payments"), await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM payment_attempts")));
        Assert.Equal("sold", await shop.SingleAsync<string>("SELECT state FROM stock_holds"));
        Assert.Contains("Thank you", (await buyer.GetAsync(path)).Words);
        Assert.EndsWith(path, (await buyer.SubmitAsync(page, "handler=Pay")).Location);
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Ten_clicks_from_two_tabs_lead_to_one_page(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var id = await MadeAsync(shop, [(await shop.AddGoodAsync(stock: 1), 1)]);

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PayAsync(shop, id)));

        Assert.Single(all.OfType<StartPayment.Outcome.Pay>().Select(one => one.Handle).Distinct());
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM payment_attempts"));
        Assert.Equal(0, await shop.SingleAsync<int>("SELECT stock FROM variants"));
    }

    [Theory, BothEngines]
    public async Task A_page_that_was_open_for_too_long_makes_way_for_another_and_the_link_ends_when_it_was_said(string engine)
    {
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow());
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var id = await MadeAsync(shop, [(await shop.AddAlbumAsync(), 1)]);
        var path = await shop.SingleAsync<string>(PathOf);
        using var buyer = shop.NewBuyer();
        var first = Assert.IsType<StartPayment.Outcome.Pay>(await clock.RunAsync(PayAsync(shop, id), TimeSpan.FromMinutes(1)));

        clock.Advance(TimeSpan.FromHours(2));
        Assert.Contains("Your order is ready to be paid", (await buyer.GetAsync(path)).Words);
        var second = Assert.IsType<StartPayment.Outcome.Pay>(await clock.RunAsync(PayAsync(shop, id), TimeSpan.FromMinutes(1)));
        Assert.NotEqual(first.Handle, second.Handle);
        Assert.Equal(["closed", "open"], (await shop.QueryAsync<string>("SELECT state FROM payment_attempts ORDER BY number")).AsEnumerable());

        clock.Advance(TimeSpan.FromDays(3));
        var page = await buyer.GetAsync(path);
        Assert.Contains("This link is over", page.Words);
        Assert.DoesNotContain("handler=Pay", page.Text);
        Assert.IsType<StartPayment.Outcome.Changed>(await clock.RunAsync(PayAsync(shop, id), TimeSpan.FromMinutes(1)));
    }

    [Theory, BothEngines]
    public async Task What_is_withdrawn_cannot_be_paid_and_what_is_paid_cannot_be_withdrawn(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.LoseWebhooksAsync();
        var album = await shop.AddAlbumAsync();
        var (kept, taken) = (await MadeAsync(shop, [(album, 1)]), await MadeAsync(shop, [(album, 1)]));
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(Assert.IsType<StartPayment.Outcome.Pay>(await PayAsync(shop, kept)).Handle);
        var open = Assert.IsType<StartPayment.Outcome.Pay>(await PayAsync(shop, taken));

        Assert.Equal(WithdrawOrder.Outcome.Paid, await WithdrawAsync(shop, kept)); // nobody had told the shop
        Assert.Equal(WithdrawOrder.Outcome.Withdrawn, await WithdrawAsync(shop, taken));
        Assert.Equal(WithdrawOrder.Outcome.Withdrawn, await WithdrawAsync(shop, taken));
        Assert.Equal(WithdrawOrder.Outcome.NotFound, await WithdrawAsync(shop, Guid.Empty));

        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders WHERE id = @kept", new { kept }));
        Assert.Contains("expire", (await buyer.GetAsync(open.Handle)).Words, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("This order was withdrawn", (await buyer.GetAsync(open.OrderPath)).Words);
        Assert.IsType<StartPayment.Outcome.Changed>(await PayAsync(shop, taken));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task What_is_gone_when_its_buyer_goes_to_pay_is_said_and_nothing_is_charged(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var towel = await shop.AddGoodAsync(stock: 2);
        await MadeAsync(shop, [(towel, 2)]);
        await shop.ExecuteAsync("UPDATE variants SET stock = 1");
        using var buyer = shop.NewBuyer();

        var refused = await buyer.SubmitAsync(await buyer.GetAsync(await shop.SingleAsync<string>(PathOf)), "handler=Pay");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("There is not enough left of Tea Towel", refused.Words);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM payment_attempts"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT stock FROM variants"));
    }

    [Theory, BothEngines]
    public async Task What_a_discount_makes_free_needs_no_Stripe(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await MadeAsync(shop, [(await shop.AddAlbumAsync(), 1)], new Discount.Percent(10_000));
        using var buyer = shop.NewBuyer();
        var page = await buyer.GetAsync(await shop.SingleAsync<string>(PathOf));
        Assert.Contains("Complete the order", page.Words);

        var done = await buyer.SubmitAsync(page, "handler=Pay");

        Assert.Contains("Thank you", (await buyer.GetAsync(done.Location!)).Words);
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        Assert.Equal(0, (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data").GetArrayLength());
    }

    [Theory, BothEngines]
    public async Task What_cannot_be_sold_cannot_be_put_together(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var towel = await shop.AddGoodAsync(stock: 2);

        Assert.Equal(new MakeOrder.Outcome.Wrong(towel, "Only 2 left. Take 2 or fewer."), await MakeAsync(shop, [(towel, 3)]));
        Assert.IsType<MakeOrder.Outcome.Wrong>(await MakeAsync(shop, [(Guid.Empty, 1)]));
        Assert.IsType<MakeOrder.Outcome.OutsideLimits>(await MakeAsync(shop, [(await shop.AddAlbumAsync(priceMinor: 10), 1)]));
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
    }

    private static async Task<Guid> MadeAsync(SaleShop shop, IReadOnlyList<(Guid, int)> things, Discount? discount = null, string word = "") =>
        Assert.IsType<MakeOrder.Outcome.Made>(await MakeAsync(shop, things, discount, word)).OrderId;

    private static Task<MakeOrder.Outcome> MakeAsync(SaleShop shop, IReadOnlyList<(Guid, int)> things, Discount? discount = null, string word = "") =>
        shop.Get<MakeOrder>().RunAsync(
            new MakeOrder.Wish(things, discount, new CheckoutDetails("ada@example.com", "Ada Lovelace", null, Home, Save: false), TimeSpan.FromDays(3), word),
            Actor.CommandLine, Cancel);

    private static Task<StartPayment.Outcome> PayAsync(SaleShop shop, Guid id) => shop.Get<StartPayment>().RunAsync(
        id,
        new PaymentRequest(Guid.Empty, AttemptKind.Session, null, null, null, "ada@example.com", "home", shop.Address.GetLeftPart(UriPartial.Authority)) { ByLink = true },
        Cancel);

    private static Task<WithdrawOrder.Outcome> WithdrawAsync(SaleShop shop, Guid id) => shop.Get<WithdrawOrder>().RunAsync(id, Actor.CommandLine, Cancel);
}

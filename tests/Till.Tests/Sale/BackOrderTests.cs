using Till.Payments;
using Till.Products;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;

namespace Till.Tests.Sale;

/// <summary>What is sold on when there are none left: promised, told to buyer and owner, and served first when some come.</summary>
public sealed class BackOrderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_shelf_gives_what_it_has_the_rest_is_promised_and_what_comes_goes_to_those_who_wait_longest(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var lamp = await AddAsync(shop, stock: 2);
        await BuyAsync(shop, lamp, 3, "ada@example.com");
        clock.Advance(TimeSpan.FromMinutes(1));
        await BuyAsync(shop, lamp, 2, "bob@example.com");

        Assert.Equal(0, await StockAsync(shop));
        Assert.Equal(["1001 1", "1002 2"], await WaitingAsync(shop));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention"));
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var waiting = await owner.GetAsync("/admin/orders?state=back-order");
        Assert.Equal(["1002", "1001"], waiting.Page.QuerySelectorAll(".sheet tbody th").Select(cell => cell.TextContent.Trim()));
        Assert.Contains("2 orders", (await owner.GetAsync("/admin")).Text);
        using var visitor = shop.NewBuyer();
        var path = await shop.SingleAsync<string>("SELECT '/orders/' || CAST(id AS text) || '/' || link_key FROM orders WHERE number = 1001");
        Assert.Contains("On back-order 1 × Harbour Lamp", (await visitor.GetAsync(path)).Words);
        Assert.Contains("On back-order: sent when it is here again", (await visitor.GetAsync("/goods/" + await shop.SingleAsync<string>("SELECT slug FROM products"))).Words);

        await ReceiveAsync(shop, lamp, 2);
        Assert.Equal(0, await StockAsync(shop));
        Assert.Equal(["1002 1"], await WaitingAsync(shop));
        Assert.Equal("2 came, 2 of them for orders that waited", await shop.SingleAsync<string>("SELECT note FROM stock_movements"));
        await ReceiveAsync(shop, lamp, 5);
        Assert.Equal(4, await StockAsync(shop));
        Assert.Empty(await WaitingAsync(shop));
        Assert.Contains("No order is like that", (await owner.GetAsync("/admin/orders?state=back-order")).Text);
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Twenty_at_once_all_get_one_and_the_shelf_gives_no_more_than_it_had(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var lamp = await AddAsync(shop, stock: 5);

        await Parallel.ForAsync(0, 20, Cancel, async (at, _) => await BuyAsync(shop, lamp, 1, $"buyer{at}@example.com", catchUp: false));
        await shop.CatchUpAsync();

        Assert.Equal(20, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE state = 'paid'"));
        Assert.Equal(0, await StockAsync(shop));
        Assert.Equal(15, await shop.SingleAsync<long>("SELECT CAST(SUM(short) AS bigint) FROM stock_holds WHERE state = 'sold'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task An_attempt_that_ends_unpaid_gives_back_what_it_took_and_no_more(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var lamp = await AddAsync(shop, stock: 2);
        var buyer = shop.NewBagBuyer();
        await buyer.FillAsync(lamp, 5);
        await buyer.ReadyAsync();
        Assert.Equal(0, await StockAsync(shop));

        clock.Advance(TimeSpan.FromMinutes(31));
        await shop.Get<ExpireAttempts>().RunAsync(Cancel);

        Assert.Equal(2, await StockAsync(shop));
        Assert.Empty(await WaitingAsync(shop));
    }

    [Theory, BothEngines]
    public async Task A_late_payment_is_served_as_any_other_and_is_no_case(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var lamp = await AddAsync(shop, stock: 2);
        var late = shop.NewBagBuyer("late@example.com");
        await late.FillAsync(lamp, 2);
        var pay = await late.ReadyAsync();
        await shop.ExecuteAsync("UPDATE stock_holds SET state = 'returned'");
        await shop.ExecuteAsync("UPDATE variants SET stock = 1"); // another buyer was faster

        await late.ConfirmAsync(pay);
        await shop.CatchUpAsync();

        Assert.Equal(0, await StockAsync(shop));
        Assert.Equal(["1001 1"], await WaitingAsync(shop));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention"));
    }

    [Theory, BothEngines]
    public async Task The_owner_says_it_for_a_product_and_the_bag_says_it_to_the_buyer(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await shop.AddGoodAsync("Harbour Lamp", stock: 1);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var id = await shop.SingleAsync<Guid>("SELECT id FROM products");
        var path = "/goods/" + await shop.SingleAsync<string>("SELECT slug FROM products");
        var sheet = await owner.SheetAsync(id);
        Assert.Contains("When there are none left it is sold out.", sheet.Text);

        var on = await owner.SubmitFormAsync(sheet, Office.Form("BackOrder"), ("Act", "sell-on"));

        Assert.Contains("It is sold on when there are none left.", on.Text);
        Assert.Contains("Harbour Lamp Sold on when there are none left", (await owner.ChangesAsync())[0]);
        Assert.Contains("1 at once, more on back-order", (await owner.GetAsync(path)).Text);
        var token = System.Text.Json.JsonDocument.Parse((await owner.GetAsync("/visitor")).Html).RootElement.GetProperty("token").GetString()!;
        await owner.PostAsync("/bag/add", new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = token, ["variant"] = $"{await shop.SingleAsync<Guid>("SELECT id FROM variants")}", ["quantity"] = "3",
        });
        Assert.Contains("2 of these on back-order: sent when it is here again.", (await owner.GetAsync("/bag")).Text);
        await shop.ExecuteAsync("UPDATE variants SET stock = 0");
        Assert.Contains("On back-order: sent when it is here again.", (await owner.GetAsync("/bag")).Text);

        var off = await owner.SubmitFormAsync(on, Office.Form("BackOrder"), ("Act", "stop"));
        Assert.Contains("it is sold out.", off.Text);
        Assert.Contains("Sold out: there are none left.", (await owner.GetAsync("/bag")).Text);
        Assert.Contains("Sold out. There are none left.", (await owner.GetAsync(path)).Text);
    }

    private static async Task<Guid> AddAsync(SaleShop shop, int stock)
    {
        var lamp = await shop.AddGoodAsync("Harbour Lamp", stock: stock);
        await shop.ExecuteAsync("UPDATE products SET back_order = @yes", new { yes = true });
        return lamp;
    }

    private static async Task BuyAsync(SaleShop shop, Guid variant, int quantity, string email, bool catchUp = true)
    {
        var buyer = shop.NewBagBuyer(email);
        await buyer.FillAsync(variant, quantity);
        await buyer.PayAsync();
        if (catchUp)
        {
            await shop.CatchUpAsync();
        }
    }

    private static async Task ReceiveAsync(SaleShop shop, Guid variant, int number) => Assert.IsType<Edit.Done>(await shop.Get<MoveStock>().RunAsync(
        await shop.SingleAsync<Guid>("SELECT id FROM products"), variant, null, StockReason.All[0], number, "", Actor.CommandLine, Cancel));

    private static Task<int> StockAsync(SaleShop shop) => shop.SingleAsync<int>("SELECT stock FROM variants");

    /// <summary>Order by order, how many it waits for.</summary>
    private static Task<IReadOnlyList<string>> WaitingAsync(SaleShop shop) => shop.QueryAsync<string>(
        """
        SELECT CAST(o.number AS text) || ' ' || CAST(h.short AS text) FROM stock_holds h JOIN payment_attempts a ON a.id = h.attempt_id
        JOIN orders o ON o.id = a.order_id WHERE h.state = 'sold' AND h.short > 0 ORDER BY o.number
        """);
}

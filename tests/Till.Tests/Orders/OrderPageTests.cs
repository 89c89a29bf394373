using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Till.Orders;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>What a buyer reads on an order's page, whatever was bought.</summary>
public sealed class OrderPageTests
{
    private const string Password = "a long enough one";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_page_says_what_was_bought_what_was_paid_and_where_it_goes(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought
        {
            Items = [Bought.Item.Shirt with { Discount = 2_00 }, Bought.Item.Book with { Discount = 2_30 }],
            Discount = 4_30,
            Code = "HALLO10",
            Delivery = 3_87,
            Taxes = [new("VAT", 2000, Included: true, 15_00, 3_00), new("VAT", 550, Included: false, 20_70, 1_14)],
        }.KeepAsync(Store(shop));

        var page = await browser.GetAsync(order.Path);

        Assert.Equal(200, page.Status);
        Assert.Equal("Thank you, Ada Lovelace", page.Page.QuerySelector("h1")!.TextContent);
        Assert.Equal(
            [
                "Linen shirt size M · $10.00 each -$2.00 discount 2 $20.00", "The Tide Table Mara Voss -$2.30 discount 1 $23.00", "Subtotal $43.00",
                "Discount HALLO10 -$4.30", "Delivery $3.87", "VAT 5.5% $1.14", "Paid $43.71 USD", "includes VAT 20% $3.00",
            ],
            Rows(page));
        Assert.Equal("Ada Lovelace 12 Analytical Way Springfield 94110 United States", Cells(page.Page.QuerySelector("address")!));
        Assert.Equal(
            [
                $"Order {order.Number}", "Date 20 November 2026, 12:00 UTC", "Buyer Ada Lovelace, ada@till.example", "Paid with Visa ending in 4242",
                $"Payment {order.Intent}", $"Invoice Invoice {order.Number} (PDF)", "Stripe’s receipt Open",
            ],
            page.Page.QuerySelectorAll(".facts > div").Select(Cells));
        Assert.Equal("https://pay.stripe.test/receipts/1", page.Page.QuerySelectorAll(".facts a")[^1].GetAttribute("href"));
        Assert.Equal(["Paid 20 November", "Being prepared next", "Sent"], page.Page.QuerySelectorAll(".steps li").Select(step => Words(step.TextContent)));
    }

    [Theory, BothEngines]
    public async Task Free_delivery_and_another_way_to_pay_are_said_in_words(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought { Method = "sepa_debit", Currency = "kwd", Items = [new("Kettle", "", 1, 23_120)] }.KeepAsync(Store(shop));

        var page = await browser.GetAsync(order.Path);

        Assert.Contains("Delivery free", Rows(page));
        Assert.Contains("Paid KWD 23.120", Rows(page));
        Assert.Contains("Paid with SEPA Direct Debit", page.Page.QuerySelectorAll(".facts > div").Select(Cells));
    }

    [Theory, BothEngines]
    public async Task What_was_sold_out_when_the_payment_came_is_said_kindly(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought { Items = [Bought.Item.Shirt with { Short = 1 }, Bought.Item.Book] }.KeepAsync(Store(shop));

        var notice = Words((await browser.GetAsync(order.Path)).Page.QuerySelector(".notice.warn")!.TextContent);

        Assert.Contains("1 × Linen shirt, size M", notice);
        Assert.Contains("your money comes back", notice);
        Assert.DoesNotContain("Tide Table", notice);
    }

    [Theory, BothEngines]
    public async Task The_page_follows_the_parcel(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought().KeepAsync(Store(shop));

        await shop.Services.GetRequiredService<PrepareOrder>().RunAsync(order.Id, Actor.CommandLine, Cancel);
        Assert.Equal("We are packing your order", (await browser.GetAsync(order.Path)).Page.QuerySelector("h1")!.TextContent);
        shop.Clock.Advance(TimeSpan.FromDays(2));
        await shop.Services.GetRequiredService<ShipOrder>().RunAsync(order.Id, "DHL", "00340 1", Actor.CommandLine, Cancel);

        var page = await browser.GetAsync(order.Path);
        Assert.Equal("Your order is on its way", page.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("It left us on 22 November 2026 with DHL, parcel 00340 1.", page.Text);
        Assert.Equal(
            "https://www.dhl.com/en/express/tracking.html?AWB=00340%201",
            page.Page.QuerySelectorAll("a.button").Single(link => link.TextContent == "Follow the parcel").GetAttribute("href"));
        Assert.Equal(3, page.Page.QuerySelectorAll(".steps .done").Length);
    }

    [Theory, BothEngines]
    public async Task Money_that_went_back_is_shown_in_part_and_in_whole(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought().KeepAsync(Store(shop));

        await RefundAsync(shop, order, 5_00);
        var part = await browser.GetAsync(order.Path);
        Assert.Contains("$5.00 of this order went back", part.Text);
        Assert.Contains("Refunded -$5.00", Rows(part));
        await RefundAsync(shop, order, 15_00);
        var whole = await browser.GetAsync(order.Path);
        Assert.Equal("Refunded", whole.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("$20.00 went back to the card or account that paid.", whole.Text);
        Assert.DoesNotContain("downloads", whole.Text);
    }

    [Theory, BothEngines]
    public async Task An_order_opens_by_its_key_or_to_who_is_signed_in_and_bought_it(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        using var eve = await shop.SignUpAsync("eve@till.example", Password);
        using var guest = shop.NewBrowser();
        var order = await new Bought().KeepAsync(Store(shop));

        Assert.Equal(200, (await guest.GetAsync(order.Path)).Status);
        Assert.Equal(order.Path, (await ada.GetAsync($"/orders/{order.Id}")).Path);
        Assert.Equal(404, (await eve.GetAsync($"/orders/{order.Id}")).Status);
        Assert.StartsWith("/account/sign-in?returnUrl=", (await guest.GetAsync($"/orders/{order.Id}")).Path);
        foreach (var wrong in new[] { $"/orders/{order.Id}/key-1", $"/orders/{Guid.Empty}/{order.Key}", $"{order.Path}x", $"/orders/x/{order.Key}" })
        {
            var page = await guest.GetAsync(wrong);
            Assert.Equal(404, page.Status);
            Assert.Contains("There is nothing here", page.Html);
        }
    }

    [Theory, BothEngines]
    public async Task The_history_has_pages_and_shows_nobody_else_s(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var ada = await shop.SignUpAsync("ada@till.example", Password);
        for (var i = 0; i < 45; i++)
        {
            await new Bought { At = new DateTimeOffset(2026, 11, 1, 0, i, 0, TimeSpan.Zero) }.KeepAsync(Store(shop));
        }

        await new Bought { Email = "eve@till.example" }.KeepAsync(Store(shop));

        var account = await ada.GetAsync("/account");
        Assert.Equal(5, account.Page.QuerySelectorAll(".purchases tbody tr").Length);
        Assert.Contains("All 45 purchases", account.Text);
        foreach (var (number, rows) in new[] { ("1", 20), ("2", 20), ("3", 5), ("99", 5), ("-1", 20), ("x", 20) })
        {
            Assert.Equal(rows, (await ada.GetAsync($"/account/orders?page={number}")).Page.QuerySelectorAll(".purchases tbody tr").Length);
        }

        Assert.StartsWith("1045", Words((await ada.GetAsync("/account/orders")).Page.QuerySelector(".purchases tbody tr")!.TextContent));
        Assert.Contains("3 of 3", (await ada.GetAsync("/account/orders?page=3")).Text);
    }

    [Theory, BothEngines]
    public async Task What_was_bought_can_be_bought_again_as_far_as_it_is_there(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var browser = shop.NewBrowser();
        var order = await new Bought { Items = [Bought.Item.Shirt, Bought.Item.Book] }.KeepAsync(Store(shop));
        var token = (await browser.GetAsync(order.Path)).Page.QuerySelector("form[action*=BuyAgain] [name=__RequestVerificationToken]")!.GetAttribute("value")!;

        var gone = await browser.PostAsync($"{order.Path}?handler=BuyAgain", [new("__RequestVerificationToken", token)]);
        Assert.Contains("No longer to be had: Linen shirt, The Tide Table.", gone.Text);

        await ShelveAsync(shop, "The Tide Table");
        var half = await browser.PostAsync($"{order.Path}?handler=BuyAgain", [new("__RequestVerificationToken", token)]);
        Assert.Contains("No longer to be had: Linen shirt. The rest is in your bag.", half.Text);
        await ShelveAsync(shop, "Linen shirt");
        Assert.StartsWith("/bag", (await browser.PostAsync($"{order.Path}?handler=BuyAgain", [new("__RequestVerificationToken", token)])).Path);
        Assert.Equal(2, await shop.QueryAsync<long>("SELECT COUNT(*) FROM bag_lines"));
        Assert.Equal(400, (await browser.PostAsync($"{order.Path}?handler=BuyAgain", [])).Status);
    }

    /// <summary>Puts a line of the order, which was written without a catalogue, on the shelf.</summary>
    private static async Task ShelveAsync(AccountsShop shop, string title)
    {
        var now = shop.Clock.GetUtcNow().AddMinutes(-1);
        var product = await shop.QueryAsync<Guid>("SELECT product_id FROM order_lines WHERE title = @title", new { title });
        var variant = await shop.QueryAsync<Guid>("SELECT variant_id FROM order_lines WHERE title = @title", new { title });
        await shop.ExecuteAsync(
            """
            INSERT INTO products (id, kind, slug, title, maker, published, created_at, updated_at)
            VALUES (@product, 'good', @slug, @title, '', @yes, @now, @now)
            """,
            new { product, slug = $"p-{product:N}", title, yes = true, now });
        await shop.ExecuteAsync(
            "INSERT INTO variants (id, product_id, sku, position, stock) VALUES (@variant, @product, @sku, 1, 50)",
            new { variant, product, sku = $"{variant:N}" });
        await shop.ExecuteAsync(
            "INSERT INTO prices (id, variant_id, currency, amount_minor, from_at) VALUES (@id, @variant, 'usd', 1000, @now)",
            new { id = Chance.Secure.NewId(now), variant, now });
    }

    internal static Database Store(AccountsShop shop) => shop.Services.GetRequiredService<Database>();

    internal static Task RefundAsync(AccountsShop shop, Bought.Kept order, long minor, string state = "succeeded") => shop.ExecuteAsync(
        """
        INSERT INTO refunds (id, payment_id, stripe_refund_id, state, currency, amount_minor, created_at)
        SELECT @id, p.id, @stripeId, @state, p.currency, @minor, @now FROM payments p WHERE p.order_id = @order
        """,
        new { id = Chance.Secure.NewId(shop.Clock.GetUtcNow()), stripeId = $"re_{Chance.Secure.NewKey()}", state, minor, now = shop.Clock.GetUtcNow(), order = order.Id });

    private static IEnumerable<string> Rows(Answer page) => page.Page.QuerySelectorAll(".receipt :is(tbody, tfoot) tr").Select(Cells);

    private static string Cells(AngleSharp.Dom.IElement row) => Words(string.Join(' ', row.Children.Select(cell => cell.TextContent)));

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

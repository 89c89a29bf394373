using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Buying on the shop's own page, and everything impatience, second tabs and bad connections make of it.</summary>
public sealed class PurchaseTests(CheckoutShop shop) : IClassFixture<CheckoutShop>
{
    private const int Phone = 360;
    private const string Parcel = "00340434161094021501";

    [Fact]
    public async Task A_book_is_bought_alone_and_its_order_says_all_that_a_receipt_says()
    {
        var shopper = await shop.NewShopperAsync("wren@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await Expect(shopper.Main).ToContainTextAsync("Small Repairs");
        await Expect(shopper.Total).ToHaveTextAsync("$27.50 USD");
        await Expect(shopper.Main).ToContainTextAsync("Your card will be charged $27.50 USD.");
        await Expect(shopper.PayButton).ToHaveTextAsync("Pay $27.50");
        await shopper.FillAsync();

        await shopper.PayAsync();
        await shopper.ReachOrderAsync();

        foreach (var text in new[] { "Small Repairs", "Jenny Rosen", "$27.50 USD", "pi_", "354 Oyster Point Blvd", "94080", "Visa ending in 4242" })
        {
            await Expect(shopper.Main).ToContainTextAsync(text);
        }

        await Expect(shopper.Main.Locator("a[href*='/receipts/']")).ToBeVisibleAsync();
        await shop.AssertBoughtOnceAsync(shopper.Email);
        Assert.Equal(
            ("South San Francisco", "CA", "94080", "US"),
            await shop.QueryAsync<(string, string, string, string)>("SELECT town, county, postcode, country FROM orders WHERE email_key = @Email", new { shopper.Email }));
    }

    [Fact]
    public async Task A_boutique_purchase_goes_from_the_bag_to_the_parcel()
    {
        var shopper = await shop.NewShopperAsync("basil@example.com");
        await shopper.AddAsync("ballpark-tee", 2, "M");
        await shopper.AddAsync("allotment-shorts", 1, "XL");
        await shopper.Page.GotoAsync("/checkout");
        await Expect(shopper.Page.Locator(".lines li")).ToHaveCountAsync(2);
        await Expect(shopper.Total).ToHaveTextAsync("$87.97 USD"); // free delivery from $50.00
        await shopper.FillAsync("DE");

        await shopper.PayAsync();
        var order = await shopper.ReachOrderAsync();

        await Expect(shopper.Main).ToContainTextAsync("$87.97 USD");
        await shop.AssertBoughtOnceAsync(shopper.Email);
        Assert.Equal((2, 3), await shop.QueryAsync<(long, int)>(
            "SELECT COUNT(*), CAST(SUM(l.quantity) AS integer) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.email_key = @Email AND l.size IN ('M', 'XL')", new { shopper.Email }));

        // Back and reload tell the truth: it is bought.
        await shopper.Page.GotoAsync("/checkout");
        Assert.Equal(order, shopper.Page.Url);

        // The owner packs it and sends it off, and the buyer is told of both.
        var number = await shop.QueryAsync<long>("SELECT number FROM orders WHERE email_key = @Email", new { shopper.Email });
        Assert.Equal(0, (await shop.Process.RunAsync("order", "prepare", $"{number}")).Code);
        await shop.Mails.ReceiveAsync(shopper.Email, $"We are packing order {number}");
        await shopper.Page.ReloadAsync();
        await Expect(shopper.Heading).ToHaveTextAsync("We are packing your order");
        Assert.Equal(0, (await shop.Process.RunAsync("order", "ship", $"{number}", "--carrier", "DHL", "--tracking", Parcel)).Code);
        var mail = await shop.Mails.ReceiveAsync(shopper.Email, $"Order {number} is on its way");
        Assert.Contains(Parcel, mail, StringComparison.Ordinal);
        await shopper.Page.ReloadAsync();
        await Expect(shopper.Heading).ToHaveTextAsync("Your order is on its way");
        await Expect(shopper.Main).ToContainTextAsync("DHL");
        Assert.Contains(Parcel, await shopper.Main.GetByRole(AriaRole.Link, new() { Name = "Follow the parcel" }).GetAttributeAsync("href"), StringComparison.Ordinal);
        await PageChecks.AssertSoundAsync(shopper.Page, "purchase-parcel");
    }

    /// <summary>With a thumb, from the list to the thanks, and a name that is longer than the screen is wide.</summary>
    [Fact]
    public async Task On_a_phone_the_whole_way_goes_from_the_list_to_the_order()
    {
        const string name = "Jenny Donaudampfschifffahrtsgesellschaftskapitän";
        var shopper = await shop.NewShopperAsync("poppy@example.com", width: Phone);
        var page = shopper.Page;
        await page.GotoAsync("/goods");
        await AssertFitsAsync(page, "phone-list");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the shop" }).FillAsync("ballpark tee");
        await page.Keyboard.PressAsync("Enter");
        await page.ReachAsync("**/search?q=*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ballpark Tee", Exact = true }).ClickAsync();
        await page.ReachAsync("**/goods/ballpark-tee");
        await AssertFitsAsync(page, "phone-product");
        await page.GetByRole(AriaRole.Radio, new() { Name = "L", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { Name = "See the whole bag" }).ClickAsync();
        await page.ReachAsync("**/bag");
        await AssertFitsAsync(page, "phone-bag");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Checkout" }).ClickAsync();
        await page.ReachAsync("**/checkout");
        await shopper.FillAsync();
        await page.Locator("[name='Form.Name']").FillAsync(name);
        await AssertFitsAsync(page, "phone-checkout");

        await shopper.PayAsync();
        await shopper.ReachOrderAsync();

        await Expect(shopper.Heading).ToContainTextAsync(name);
        await Expect(shopper.Main).ToContainTextAsync("Ballpark Tee");
        await AssertFitsAsync(page, "phone-order");
        await shop.AssertBoughtOnceAsync(shopper.Email);
        Assert.Equal("L", await shop.QueryAsync<string>(
            "SELECT l.size FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.email_key = @Email", new { shopper.Email }));
    }

    [Fact]
    public async Task Who_closes_the_tab_right_after_paying_finds_order_and_mail_and_an_empty_bag()
    {
        var shopper = await shop.NewShopperAsync("fern@example.com");
        await shopper.BuyNowAsync("a-field-guide-to-empty-rooms");
        var checkout = shopper.Page.Url;
        await shopper.FillAsync();
        await shopper.Page.RouteAsync("**/checkout/return/**", route => route.AbortAsync());

        await shopper.Page.RunAndWaitForRequestAsync(() => shopper.PayAsync(), request => request.Url.Contains("/checkout/return/"));
        var later = await shopper.NewTabAsync();
        await shopper.Page.CloseAsync();

        await shop.Mails.ReceiveAsync(shopper.Email, "Your payment has arrived", "A Field Guide to Empty Rooms");
        await later.Page.GotoAsync(checkout);
        await later.ReachOrderAsync();
        await Expect(later.Main).ToContainTextAsync("354 Oyster Point Blvd");
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    [Fact]
    public async Task Double_clicks_and_enter_buy_once_and_the_second_tab_leads_to_the_order()
    {
        var first = await shop.NewShopperAsync("impatient@example.com");
        await first.BuyNowAsync("small-repairs");
        var second = await first.NewTabAsync();
        await second.Page.GotoAsync(first.Page.Url);
        await first.FillAsync();
        await second.FillAsync();
        await second.Page.FillCardAsync(zip: null);

        await first.Page.FillCardAsync(zip: null);
        await first.PayButton.FocusAsync();
        await first.Page.EvaluateAsync("() => { const button = document.querySelector('button[data-pay]'); button.click(); button.click(); document.querySelector('#checkout').requestSubmit(); }");
        var order = await first.ReachOrderAsync();
        await second.PayButton.ClickAsync();
        Assert.Equal(order, await second.ReachOrderAsync());
        await first.Page.GoBackAsync();
        await first.Page.ReloadAsync();

        await shop.AssertBoughtOnceAsync(first.Email);
    }

    [Fact]
    public async Task A_bag_that_was_changed_in_another_tab_is_shown_anew_and_charged_as_shown()
    {
        var shopper = await shop.NewShopperAsync("sorrel@example.com");
        await shopper.BuyNowAsync("the-lighthouse-keepers-ledger");
        await shopper.FillAsync();
        var other = await shopper.NewTabAsync();
        await other.BuyNowAsync("the-lighthouse-keepers-ledger", 3);

        await shopper.PayAsync();

        await Expect(shopper.Problem).ToContainTextAsync("has changed since this page was opened. Nothing was charged.");
        await shopper.AssertUsableAsync();
        await Expect(shopper.PayButton).ToHaveTextAsync("Pay $69.00");
        await Expect(shopper.Total).ToHaveTextAsync("$69.00 USD");
        await shopper.PayButton.ClickAsync();
        await shopper.ReachOrderAsync();
        await Expect(shopper.Main).ToContainTextAsync("$69.00 USD");
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    [Fact]
    public async Task A_country_changes_fields_and_total_at_once_and_keeps_what_was_typed()
    {
        await shop.ExecuteAsync("INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES ('0198f2a0-0000-7000-8000-00000000000a', 'IE', '*', 'VAT', 900)");
        var shopper = await shop.NewShopperAsync("clover@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        await Expect(shopper.Page.Locator("label[for=Form_Delivery_Postcode]")).ToHaveTextAsync("ZIP code");

        await shopper.Page.Locator("[name='Form.Delivery.Country']").FocusAsync();
        await shopper.ChooseCountryAsync("IE");

        await Expect(shopper.Page.Locator("label[for=Form_Delivery_Postcode]")).ToHaveTextAsync("Eircode (optional)");
        await Expect(shopper.Page.Locator("#summary .totals")).ToContainTextAsync("VAT");
        await Expect(shopper.PayButton).ToHaveTextAsync("Pay $29.98");
        await Expect(shopper.Page.Locator("[name='Form.Delivery.Street1']")).ToHaveValueAsync("354 Oyster Point Blvd");
        await Expect(shopper.Page.Locator("[name='Form.Delivery.Country']")).ToBeFocusedAsync();
        await shopper.Page.Locator("[name='Form.Delivery.Postcode']").FillAsync("D02 AF30");
        await shopper.PayAsync();
        await shopper.ReachOrderAsync();
        await Expect(shopper.Main).ToContainTextAsync("$29.98 USD");
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_charged_and_when_it_is_back_it_pays()
    {
        var shopper = await shop.NewShopperAsync("moss@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        await shopper.Page.RouteAsync("**/checkout?**handler=pay", route => route.AbortAsync());

        await shopper.PayAsync();
        await Expect(shopper.Problem).ToContainTextAsync("We could not reach the shop. Nothing was charged.");
        await shopper.AssertUsableAsync();

        await shopper.Page.UnrouteAsync("**/checkout?**handler=pay");
        await shopper.PayButton.ClickAsync();
        await shopper.ReachOrderAsync();
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    /// <summary>The confirmation reaches Stripe and its answer is lost, and so is every question after it.</summary>
    [Fact]
    public async Task When_the_answer_of_Stripe_is_lost_nobody_says_that_it_failed_and_the_shop_knows()
    {
        var shopper = await shop.NewShopperAsync("bracken@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        var confirmed = false;
        await shopper.Page.Context.RouteAsync("**/v1/payment_intents/**", async route =>
        {
            if (route.Request.Method == "POST")
            {
                await route.FetchAsync();
                confirmed = true;
            }

            await (confirmed ? route.AbortAsync() : route.ContinueAsync());
        });

        await shopper.PayAsync();
        await Expect(shopper.Problem).ToContainTextAsync("Nothing is lost, and you will not be charged twice.");
        await Expect(shopper.Problem).Not.ToContainTextAsync("failed");
        await shopper.AssertUsableAsync();

        await shopper.Problem.GetByRole(AriaRole.Link).ClickAsync();
        await shopper.ReachOrderAsync();
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    [Fact]
    public async Task The_whole_way_goes_by_keyboard_alone()
    {
        var shopper = await shop.NewShopperAsync("juniper@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.CardIsReadyAsync();
        var keyboard = shopper.Page.Keyboard;

        foreach (var (name, typed) in new[]
        {
            ("Form.Email", shopper.Email), ("Form.Name", "Jenny Rosen"), ("Form.Delivery.Street1", "354 Oyster Point Blvd"),
            ("Form.Delivery.Town", "South San Francisco"), ("Form.Delivery.County", "CA"), ("Form.Delivery.Postcode", "94080"), ("Form.BillTo", ""),
        })
        {
            await TabToAsync(shopper.Page, name);
            await keyboard.TypeAsync(typed);
        }

        foreach (var typed in new[] { Shopper.GoodCard, "1234", "123" })
        {
            await keyboard.PressAsync("Tab");
            await keyboard.TypeAsync(typed);
        }

        await keyboard.PressAsync("Tab");
        await Expect(shopper.PayButton).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await shopper.ReachOrderAsync();
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    /// <summary>Nothing is wider than the screen, so that a thumb moves it up and down only.</summary>
    private static async Task AssertFitsAsync(IPage page, string name)
    {
        await Pictures.TakeAsync(page, name, whole: true);
        Assert.Equal(Phone, page.ViewportSize!.Width);
        Assert.Equal(Phone, await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 20; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<string?>("() => document.activeElement?.name") == name)
            {
                return;
            }
        }

        Assert.Fail($"{name} is not reached by keyboard.");
    }
}

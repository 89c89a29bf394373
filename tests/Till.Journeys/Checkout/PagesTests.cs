using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Each face of the checkout is held to what every page is held to.</summary>
public sealed class PagesTests(CheckoutShop shop) : IClassFixture<CheckoutShop>
{
    [Fact]
    public async Task The_checkout_is_sound_when_it_opens_when_it_is_filled_in_and_when_something_is_wrong()
    {
        var shopper = await shop.NewShopperAsync("wren@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.CardIsReadyAsync();
        await PageChecks.AssertSoundAsync(shopper.Page, "checkout-own");

        await shopper.FillAsync("DE");
        await shopper.Page.Locator("#bill-another").CheckAsync();
        await shopper.PayAsync("4000000000000002");
        await Expect(shopper.Errors).ToBeFocusedAsync();
        await AssertStillSoundAsync(shopper, "checkout-own-wrong");

        await shopper.Page.Locator("#bill-same").CheckAsync();
        await shopper.PayInVainAsync("4000000000000002", "Your card was declined.");
        await AssertStillSoundAsync(shopper, "checkout-own-declined");
    }

    /// <summary>
    /// Of a page on which something has been done: what it has fetched since is not its weight, the browser notes each answer that is no
    /// success, and the first check's own script has asked Stripe's frames in vain.
    /// </summary>
    private static async Task AssertStillSoundAsync(Shopper shopper, string name)
    {
        string[] expected = ["weight:", "status of 402", "status of 422", "'postMessage'"];
        var faults = await PageChecks.FaultsAsync(shopper.Page, name);
        Assert.DoesNotContain(faults, fault => !expected.Any(text => fault.Contains(text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_only_downloaded_asks_no_address_and_gives_its_files()
    {
        var shopper = await shop.NewShopperAsync("lichen@example.com", width: 360);
        await shopper.BuyNowAsync("low-tide-almanac");
        await Expect(shopper.Page.Locator("#delivery, #bill")).ToHaveCountAsync(0);
        await PageChecks.AssertSoundAsync(shopper.Page, "checkout-own-download");
        await shopper.FillAsync(address: false);
        await shopper.Page.FillCardAsync();

        await shopper.PayButton.ClickAsync();
        await shopper.ReachOrderAsync();

        await Expect(shopper.Page.Locator(".downloads a").First).ToBeVisibleAsync();
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    [Fact]
    public async Task Without_script_everything_up_to_the_card_works_and_the_card_is_said_to_need_it()
    {
        await shop.ExecuteAsync("INSERT INTO tax_rates (id, country, class, name, basis_points) VALUES ('0198f2a0-0000-7000-8000-00000000000c', 'IE', '*', 'VAT', 900)");
        var variant = await shop.VariantAsync("small-repairs");
        var shopper = await shop.NewShopperAsync("nettle@example.com", script: false);
        var page = shopper.Page;
        await page.RouteAsync("**/start", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form method='post' action='/checkout/now'><input name='variant' value='{variant}'><button>Buy now</button></form>",
        }));
        await page.GotoAsync("/start");
        await page.Locator("button").ClickAsync();
        await Expect(shopper.Heading).ToHaveTextAsync("Small Repairs");
        await page.Locator("main button").ClickAsync();
        await Expect(shopper.Heading).ToHaveTextAsync("Checkout");
        await Expect(shopper.PayButton).ToBeHiddenAsync();
        await Expect(shopper.Main).ToContainTextAsync("Paying needs JavaScript in your browser");

        await page.Locator("[name='Form.Email']").FillAsync(shopper.Email);
        await page.Locator("[name='Form.Delivery.Country']").SelectOptionAsync("IE");
        await page.Locator("button", new() { HasText = "Update country and total" }).ClickAsync();
        await Expect(shopper.Total).ToHaveTextAsync("$29.98 USD");
        await Expect(page.Locator("label[for=Form_Delivery_Postcode]")).ToHaveTextAsync("Eircode (optional)");
        await Expect(page.Locator("[name='Form.Email']")).ToHaveValueAsync(shopper.Email);

        await page.Locator("button", new() { HasText = "Check my details" }).ClickAsync();
        await Expect(shopper.Errors.Locator("li")).ToHaveTextAsync(["Type the full name.", "Type the street address.", "Type the town or city."]);
        await page.Locator("[name='Form.Name']").FillAsync("Nettle");
        await page.Locator("[name='Form.Delivery.Street1']").FillAsync("1 Quay");
        await page.Locator("[name='Form.Delivery.Town']").FillAsync("Cork");
        await page.Locator("button", new() { HasText = "Check my details" }).ClickAsync();
        await Expect(shopper.Main).ToContainTextAsync("Your details are fine.");
        Assert.Equal(0, await shop.QueryAsync<long>("SELECT COUNT(*) FROM orders WHERE email_key = @Email", new { shopper.Email }));
    }

    [Fact]
    public async Task Without_Stripes_script_the_page_says_so_and_cannot_be_paid()
    {
        var shopper = await shop.NewShopperAsync("dock@example.com");
        await shopper.Page.RouteAsync("**/stripe.js", route => route.AbortAsync());
        await shopper.BuyNowAsync("small-repairs");

        await Expect(shopper.Problem).ToContainTextAsync("The card fields did not load.");
        await shopper.FillAsync();
        await shopper.PayButton.ClickAsync();
        await Expect(shopper.Page.Locator("#overlay")).ToBeHiddenAsync();
        await Expect(shopper.Problem).ToContainTextAsync("load this page again");
    }
}

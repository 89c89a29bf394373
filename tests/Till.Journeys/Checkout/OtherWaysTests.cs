using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Ways to pay that are not a card, from the shop's own page: by a page elsewhere, and by a bank that takes its days.</summary>
public sealed class OtherWaysTests
{
    [Fact]
    public async Task A_payment_on_another_page_comes_back_to_what_was_typed_or_to_the_order()
    {
        var shop = await CheckoutShop.OpenAsync("eur", "ideal");
        await using var _ = shop.Process;
        var shopper = await OpenAsync(shop, "tulip@example.com");

        await LeaveAsync("fail");
        await Expect(shopper.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was charged");
        await Expect(shopper.Page.Locator("[name='Form.Delivery.Street1']")).ToHaveValueAsync("354 Oyster Point Blvd");
        Assert.DoesNotContain("secret", shopper.Page.Url, StringComparison.Ordinal);
        Assert.Equal((0, 0), await shop.CountAsync(shopper.Email));

        await LeaveAsync("complete");
        await shopper.ReachOrderAsync();
        await Expect(shopper.Main).ToContainTextAsync("iDEAL");
        await shop.AssertBoughtOnceAsync(shopper.Email);

        async Task LeaveAsync(string press)
        {
            await ChooseAsync(shopper, "iDEAL");
            await shopper.PayButton.ClickAsync();
            await Expect(shopper.Page.GetByRole(AriaRole.Heading, new() { Name = "Authorize this payment" })).ToBeVisibleAsync();
            await shopper.Page.Locator($"button[value={press}]").ClickAsync();
        }
    }

    [Theory]
    [InlineData("Let it succeed", "Thank you", "Your payment has arrived")]
    [InlineData("Let it fail", "The payment did not go through", "Your payment did not go through")]
    public async Task A_debit_is_under_way_for_days_and_then_paid_or_not_and_the_buyer_hears_of_it(string press, string heading, string mail)
    {
        var shop = await CheckoutShop.OpenAsync("eur", "sepa_debit");
        await using var _ = shop.Process;
        var shopper = await OpenAsync(shop, "heather@example.com");
        await ChooseAsync(shopper, "SEPA Debit");
        await shopper.Page.PaymentFrame().Locator("[name=iban]").FillAsync("DE89370400440532013000");

        await shopper.PayButton.ClickAsync();
        await shopper.Page.ReachAsync("**/orders/**");
        await Expect(shopper.Heading).ToHaveTextAsync("Your payment is under way");
        await PageChecks.AssertSoundAsync(shopper.Page, $"order-under-way-{press[^4..]}");
        Assert.Equal((0, 0), await shop.CountAsync(shopper.Email));
        Assert.Empty(shop.Mails.All);

        var desk = await shop.Process.NewPageAsync();
        await desk.GotoAsync($"{shop.Process.StripeUrl}/dashboard");
        await desk.Locator("tbody a").First.ClickAsync();
        await desk.GetByRole(AriaRole.Button, new() { Name = press }).ClickAsync();

        await shop.Mails.ReceiveAsync(shopper.Email, mail);
        await shopper.Page.ReloadAsync();
        await Expect(shopper.Heading).ToContainTextAsync(heading);
        await Expect(shopper.Main).Not.ToContainTextAsync("card was declined");
        Assert.Equal(press == "Let it succeed" ? (1, 1) : (0, 0), await shop.CountAsync(shopper.Email));
        Assert.Single(shop.Mails.All);
    }

    private static async Task<Shopper> OpenAsync(CheckoutShop shop, string email)
    {
        await shop.PriceAsync("small-repairs", "eur", 2_000);
        var shopper = await shop.NewShopperAsync(email);
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync("DE");
        return shopper;
    }

    private static Task ChooseAsync(Shopper shopper, string way) =>
        shopper.Page.PaymentFrame().GetByRole(AriaRole.Tab, new() { Name = way }).ClickAsync();
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>An account holder keeps an address at the first purchase and types nothing at the second.</summary>
public sealed partial class SavedTests(CheckoutShop shop) : IClassFixture<CheckoutShop>
{
    private const string Password = "three small boats";

    [Fact]
    public async Task An_address_that_was_saved_is_there_the_next_time()
    {
        var shopper = await shop.NewShopperAsync("hazel@example.com");
        await RegisterAsync(shopper);
        await shopper.BuyNowAsync("small-repairs");
        await Expect(shopper.Page.Locator("[name='Form.Email']")).ToHaveValueAsync(shopper.Email);
        await shopper.FillAsync("DE");
        await shopper.Page.GetByLabel("Save this to my profile").CheckAsync();
        await shopper.PayAsync();
        await shopper.ReachOrderAsync();

        await shopper.BuyNowAsync("a-field-guide-to-empty-rooms");
        await Expect(shopper.Page.GetByRole(AriaRole.Radio, new() { NameRegex = Home })).ToBeCheckedAsync();
        await Expect(shopper.Page.Locator("[name='Form.Name']")).ToBeHiddenAsync();
        await PageChecks.AssertSoundAsync(shopper.Page, "checkout-own-saved");
        await shopper.PayAsync();
        await shopper.ReachOrderAsync();

        await Expect(shopper.Main).ToContainTextAsync("354 Oyster Point Blvd");
        Assert.Equal((2, 2), await shop.CountAsync(shopper.Email));
        Assert.Equal(1, await shop.QueryAsync<long>("SELECT COUNT(*) FROM addresses"));
    }

    private async Task RegisterAsync(Shopper shopper)
    {
        var page = shopper.Page;
        await page.GotoAsync("/account/register");
        await page.Locator("input[name=EmailAddress]").FillAsync(shopper.Email);
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.Locator("input[name=PasswordAgain]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the account" }).ClickAsync();
        var mail = await shop.Mails.ReceiveAsync(shopper.Email, "/account/confirm?token=");
        await page.GotoAsync(ConfirmLink.Match(mail).Value);
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and sign in" }).ClickAsync();
        await page.LeaveAsync("**/account/confirm**");
    }

    [GeneratedRegex("354 Oyster Point Blvd, 10115 South San Francisco, Germany", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Home { get; }

    [GeneratedRegex(@"http\S+/account/confirm\?token=[\w.~%-]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ConfirmLink { get; }
}

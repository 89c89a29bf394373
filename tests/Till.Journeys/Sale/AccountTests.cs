using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>An account holder's way, and how what was bought as a guest comes along.</summary>
public sealed partial class AccountTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private const string Password = "three small boats";

    [Fact]
    public async Task An_account_holder_finds_every_purchase_in_the_account_those_made_as_a_guest_too()
    {
        const string email = "hazel@example.com";
        var guest = await shop.NewBuyerAsync(email);
        await guest.BuyAsync("seven-rooms-for-piano");

        var holder = await shop.NewBuyerAsync(email);
        await RegisterAsync(holder);
        await Expect(Purchases(holder)).ToHaveCountAsync(1);
        await Expect(Purchases(holder)).ToContainTextAsync("Seven Rooms for Piano");

        await holder.GoToCheckoutAsync("radio-quiet-zone");
        await Expect(holder.Page.Locator("input[name=email]")).ToHaveValueAsync(email);
        await holder.PayAsync();
        await holder.ReachOrderAsync();
        await holder.Page.GotoAsync("/account");
        await Expect(Purchases(holder)).ToHaveCountAsync(2);
        await PageChecks.AssertSoundAsync(holder.Page, "account");

        // Typed in capitals, bought in another browser, and still the same person.
        var elsewhere = await shop.NewBuyerAsync("Hazel@Example.com");
        await elsewhere.BuyAsync("mediodia");
        await holder.Page.ReloadAsync();
        await Expect(Purchases(holder)).ToHaveCountAsync(3);
        await Expect(Purchases(holder).First).ToContainTextAsync("$12.50");
    }

    [Fact]
    public async Task An_account_holder_signs_in_elsewhere_opens_a_purchase_and_is_told_what_is_owned()
    {
        var holder = await shop.NewBuyerAsync("rowan@example.com");
        await RegisterAsync(holder);
        await holder.BuyAsync("copper-and-bone");
        await holder.Page.GotoAsync("/account");
        await holder.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await holder.Page.LeaveAsync("**/account");

        var elsewhere = await shop.NewBuyerAsync(holder.Email);
        await elsewhere.Page.GotoAsync("/account/sign-in");
        await elsewhere.Page.Locator("input[name=EmailAddress]").FillAsync("Rowan@EXAMPLE.com");
        await elsewhere.Page.Locator("input[name=Password]").FillAsync(Password);
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(elsewhere.Heading).ToHaveTextAsync("Your account");
        await Purchases(elsewhere).GetByRole(AriaRole.Link).ClickAsync();
        await elsewhere.ReachOrderAsync();
        await elsewhere.ListenAsync(0);

        await elsewhere.OpenAlbumAsync("copper-and-bone");
        await elsewhere.BuyButton.ClickAsync();
        await Expect(elsewhere.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("You own this album already.");
        await PageChecks.AssertSoundAsync(elsewhere.Page, "buy-owned");
    }

    [Theory]
    [InlineData("/account/register", "account-register")]
    [InlineData("/account/sign-in", "account-sign-in")]
    [InlineData("/account/forgot", "account-forgot")]
    [InlineData("/account/check-mail", "account-check-mail")]
    public async Task A_page_of_the_account_is_sound(string route, string name)
    {
        var page = await shop.Process.NewPageAsync();

        await page.GotoAsync(route);

        await PageChecks.AssertSoundAsync(page, name);
    }

    [Fact]
    public async Task A_form_that_was_filled_wrongly_says_so_and_is_as_sound()
    {
        var page = await shop.Process.NewPageAsync();
        await page.GotoAsync("/account/register");
        await page.Locator("input[name=EmailAddress]").FillAsync("nobody");

        await page.GetByRole(AriaRole.Button, new() { Name = "Open the account" }).ClickAsync();

        await Expect(page.Locator(".field-validation-error").First).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(page, "account-register-wrong", PageWatch.Of(page).Document!.Status);
    }

    private static ILocator Purchases(Buyer buyer) => buyer.Page.Locator("section[aria-labelledby=purchases] tbody tr");

    private async Task RegisterAsync(Buyer buyer)
    {
        var page = buyer.Page;
        await page.GotoAsync("/account/register");
        await page.Locator("input[name=EmailAddress]").FillAsync(buyer.Email);
        await page.Locator("input[name=Name]").FillAsync("Jenny");
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.Locator("input[name=PasswordAgain]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the account" }).ClickAsync();
        await page.ReachAsync("**/account/check-mail");

        var mail = await shop.Mails.ReceiveAsync(buyer.Email, "/account/confirm?token=");
        await page.GotoAsync(ConfirmLink.Match(mail).Value);
        await page.Locator("input[name=Password]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and sign in" }).ClickAsync();
        await page.LeaveAsync("**/account/confirm**");
        await page.GotoAsync("/account");
        await Expect(buyer.Heading).ToHaveTextAsync("Your account");
    }

    [GeneratedRegex(@"http\S+/account/confirm\?token=[\w.~%-]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ConfirmLink { get; }
}

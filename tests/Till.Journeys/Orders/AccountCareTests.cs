using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Orders;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Orders;

/// <summary>An account that is looked after: addresses, passwords, data, and its end.</summary>
public sealed partial class AccountCareTests(SaleShop shop) : IClassFixture<SaleShop>
{
    private const string Password = "three small boats";
    private const string Other = "four larger boats";

    [Fact]
    public async Task An_account_keeps_an_address_and_lets_its_holder_leave_with_everything()
    {
        var page = await OpenAccountAsync("sorrel@example.com");
        await using (var inside = shop.LookInside())
        {
            await new Bought { Email = "sorrel@example.com" }.KeepAsync(inside.Services.GetRequiredService<Database>());
        }

        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add an address" }).ClickAsync();
        await page.Locator("select[name='Fields.Country']").SelectOptionAsync("GB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the fields of this country" }).ClickAsync();
        await page.Locator("[name=Name]").FillAsync("Ada Lovelace");
        await page.Locator("[name='Fields.Street1']").FillAsync("12 St James’s Square");
        await page.Locator("[name='Fields.Town']").FillAsync("London");
        await page.Locator("[name='Fields.Postcode']").FillAsync("94110");
        await PageChecks.AssertSoundAsync(page, "account-address");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the address" }).ClickAsync();
        await Expect(page.Locator(".field-validation-error")).ToContainTextAsync("postcode");
        await page.Locator("[name='Fields.Postcode']").FillAsync("SW1Y 4JH");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the address" }).ClickAsync();
        await Expect(page.Locator(".addresses")).ToContainTextAsync("London");
        await PageChecks.AssertSoundAsync(page, "account-full");

        await page.GetByRole(AriaRole.Link, new() { Name = "Download or erase your data" }).ClickAsync();
        await PageChecks.AssertSoundAsync(page, "account-data");
        await page.Locator("[name=ExportPassword]").FillAsync(Password);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download my data" }).ClickAsync());
        Assert.Contains("12 St James", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        await page.ReloadAsync();
        await page.Locator("[name=ErasePassword]").FillAsync(Password);
        await page.Locator("[name=Sure]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase my account" }).ClickAsync();
        await Expect(page.GetByText("Your account is erased")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_password_is_changed_and_a_forgotten_one_is_replaced()
    {
        var page = await OpenAccountAsync("burnet@example.com");
        await page.GotoAsync("/account/password");
        await page.Locator("[name=Current]").FillAsync(Password);
        await page.Locator("[name=Password]").FillAsync(Other);
        await page.Locator("[name=PasswordAgain]").FillAsync(Other);
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your password is changed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.ReachAsync($"{shop.Process.Url}/");

        await page.GotoAsync("/account/forgot");
        await page.Locator("[name=EmailAddress]").FillAsync("burnet@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await page.GotoAsync(ResetLink.Match(await shop.Mails.ReceiveAsync("burnet@example.com", "/account/reset?token=")).Value);
        await PageChecks.AssertSoundAsync(page, "account-reset");
        await page.Locator("[name=Password]").FillAsync(Password);
        await page.Locator("[name=PasswordAgain]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await page.Locator("[name=EmailAddress]").FillAsync("burnet@example.com");
        await page.Locator("[name=Password]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Your account");
    }

    private async Task<IPage> OpenAccountAsync(string email)
    {
        var page = await shop.Process.NewPageAsync();
        await page.GotoAsync("/account/register");
        await page.Locator("[name=EmailAddress]").FillAsync(email);
        await page.Locator("[name=Password]").FillAsync(Password);
        await page.Locator("[name=PasswordAgain]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the account" }).ClickAsync();
        await page.GotoAsync(ConfirmLink.Match(await shop.Mails.ReceiveAsync(email, "/account/confirm?token=")).Value);
        await page.Locator("[name=Password]").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm and sign in" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Your account");
        return page;
    }

    [GeneratedRegex(@"http\S+/account/confirm\?token=[\w.~%-]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ConfirmLink { get; }

    [GeneratedRegex(@"http\S+/account/reset\?token=[\w.~%-]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex ResetLink { get; }
}

using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>An owner lets a program in, and has it told of what happens.</summary>
public sealed class ApiTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task From_the_settings_to_a_key_and_an_address_and_both_ended_again()
    {
        var owner = await OwnerBrowser.SignInAsync(shop, script: true);
        await owner.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Settings", Exact = true }).ClickAsync();
        await owner.GetByRole(AriaRole.Link, new() { Name = "API", Exact = true }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "api-empty");

        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(owner.GetByText("Choose what the key is to be allowed.").Last).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(owner, "api-refused", status: 400);
        await owner.GetByLabel("Name").FillAsync("Label printer");
        await owner.GetByLabel("orders:read").CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(owner.Locator("code.lines")).ToContainTextAsync("till_");
        await PageChecks.AssertSoundAsync(owner, "api-key");

        await owner.GetByRole(AriaRole.Textbox, new() { Name = "Address" }).FillAsync("https://example.org/till-events");
        await owner.GetByLabel("order.paid").CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Add the address" }).ClickAsync();
        await Expect(owner.Locator("code.lines")).ToContainTextAsync("till_hook_");
        await PageChecks.AssertSoundAsync(owner, "api-address-added");
        await owner.GetByRole(AriaRole.Link, new() { Name = "https://example.org/till-events" }).ClickAsync();
        await PageChecks.AssertSoundAsync(owner, "api-address");
        await owner.GetByRole(AriaRole.Button, new() { Name = "End it" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("told of nothing");
        await owner.GetByRole(AriaRole.Button, new() { Name = "End the key Label printer" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The key has ended");
    }
}

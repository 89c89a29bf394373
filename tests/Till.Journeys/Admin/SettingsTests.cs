using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Orders;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>The owner sets the shop from a browser, and looks after customers.</summary>
public sealed class SettingsTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task A_code_is_made_previewed_and_saved_and_a_buyer_uses_it_in_the_bag(int width, bool script)
    {
        var code = $"HARBOUR{width}";
        var page = await SignInAsync(script, width);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Back office" }).GetByRole(AriaRole.Link, new() { Name = "Discounts" }).ClickAsync();
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await page.GetByLabel("How much").FillAsync("150");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByLabel("How much")).ToHaveAttributeAsync("aria-invalid", "true");
        await CheckAsync(script, page, "office-discounts-wrong", status: 400);
        await page.GetByLabel("How much").FillAsync("50");
        await page.GetByLabel("Of each thing").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator(".before-after > div").Nth(1)).ToContainTextAsync($"Discount {code}");
        await Expect(page.Locator(".before-after > div").Nth(0)).Not.ToContainTextAsync("Discount");
        await CheckAsync(script, page, "office-discounts-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is there");
        await page.GetByRole(AriaRole.Link, new() { Name = code }).ClickAsync();
        await CheckAsync(script, page, "office-discount");

        var buyer = await shop.Process.NewPageAsync(width: width, script: true);
        await buyer.GotoAsync("/goods");
        await buyer.Locator("main li h3 a, main li h2 a").First.ClickAsync();
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).First.ClickAsync();
        await Expect(buyer.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await buyer.GotoAsync("/bag");
        await buyer.GetByLabel("Discount code").FillAsync(code);
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(buyer.Locator(".totals")).ToContainTextAsync($"Discount {code}");
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task A_mails_words_are_changed_and_seen(int width, bool script)
    {
        var page = await SignInAsync(script, width);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Back office" }).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByRole(AriaRole.Link, new() { Name = "Mails" }).ClickAsync();
        await CheckAsync(script, page, "office-mails");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mail that it has left" }).ClickAsync();
        await page.GetByLabel("Greeting").FillAsync("Ahoy {nobody}!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByLabel("Greeting")).ToHaveAttributeAsync("aria-invalid", "true");
        await CheckAsync(script, page, "office-mail-wrong", status: 400);
        await page.GetByLabel("Greeting").FillAsync("Ahoy {name}!");
        await page.GetByLabel("Before what the mail is about").FillAsync($"Your parcel of {{shop}}, order {{order}}, is at sea ({width}).");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var letter = page.FrameLocator("iframe.letter");
        await Expect(letter.Locator("body")).ToContainTextAsync("Ahoy Ada Lovelace!");
        Assert.Equal("0px", await letter.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).marginTop")); // in its own style
        await CheckAsync(script, page, "office-mail-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");
        await Expect(letter.Locator("body")).ToContainTextAsync($"is at sea ({width})");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me a sample" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("A sample is on its way");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take my words out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("what it said at first");
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task A_customer_is_found_looked_at_exported_and_erased(int width, bool script)
    {
        await using var inside = shop.LookInside();
        var name = $"Grace Hopper {width}";
        await new Bought { Email = $"grace{width}@till.example", Name = name, Delivery = 4_95, At = TimeProvider.System.GetUtcNow() }.KeepAsync(inside.Services.GetRequiredService<Database>());
        await new Bought { Email = $"gracie{width}@till.example", Name = "Gracie", Items = [Bought.Item.Book], At = TimeProvider.System.GetUtcNow() }.KeepAsync(inside.Services.GetRequiredService<Database>());
        var page = await SignInAsync(script, width);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Back office" }).GetByRole(AriaRole.Link, new() { Name = "Customers" }).ClickAsync();
        await CheckAsync(script, page, "office-customers");
        await page.GetByRole(AriaRole.Searchbox).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync(name);
        await Expect(page.GetByText("$24.95").First).ToBeVisibleAsync();
        await CheckAsync(script, page, "office-customer");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download their data" }).ClickAsync());
        Assert.Equal("customer.json", download.SuggestedFilename);
        await page.GotoAsync(page.Url);
        await page.Locator("summary", new() { HasText = "They want to be forgotten" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = $"Erase grace{width}@till.example" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Textbox)).ToHaveAttributeAsync("aria-invalid", "true");
        await CheckAsync(script, page, "office-customer-erase", status: 400);
        await page.GetByRole(AriaRole.Textbox).FillAsync($"grace{width}@till.example");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Erase grace{width}@till.example" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The customer is erased.");
    }

    [Fact]
    public async Task Each_page_of_the_settings_is_sound()
    {
        var page = await SignInAsync(script: true);
        foreach (var (path, name) in ((string, string)[])[("/admin/settings", "settings"), ("/admin/delivery", "delivery-none"), ("/admin/tax", "tax-none")])
        {
            await page.GotoAsync(path);
            await PageChecks.AssertSoundAsync(page, $"office-{name}");
        }

        await page.GotoAsync("/admin/delivery");
        await page.GetByLabel("Name").FillAsync("Near");
        await page.GetByLabel("Countries").FillAsync("DE AT CH US");
        await page.GetByLabel("Every parcel in USD").FillAsync("4.90");
        await page.GetByRole(AriaRole.Region, new() { Name = "A new zone" }).GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator(".before-after > div").Nth(1)).ToContainTextAsync("$4.90");
        await PageChecks.AssertSoundAsync(page, "office-delivery-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the zone" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is there");
        await PageChecks.AssertSoundAsync(page, "office-delivery");
        await page.GetByRole(AriaRole.Link, new() { Name = "Near" }).ClickAsync();
        await PageChecks.AssertSoundAsync(page, "office-zone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the zone" }).ClickAsync();

        await page.GotoAsync("/admin/tax");
        await page.GetByLabel("Country").FillAsync("US");
        await page.GetByLabel("Percent").FillAsync("8.25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the rate" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is there");
        await page.Locator(".sheet").GetByRole(AriaRole.Link, new() { Name = "US" }).ClickAsync();
        await page.GetByLabel("Percent").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.Locator(".before-after > div").Nth(0)).ToContainTextAsync("8.25");
        await PageChecks.AssertSoundAsync(page, "office-rate-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the rate" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is gone");

        await page.GotoAsync("/admin/settings");
        await page.GetByLabel("A picture").SetInputFilesAsync(new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = Till.Tests.Admin.Uploads.Png(256, 64) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Show this logo" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The logo is changed.");
        await PageChecks.AssertSoundAsync(page, "office-settings-logo");
        await page.GotoAsync("/");
        await PageChecks.AssertSoundAsync(page, "front-with-logo");
        await page.GotoAsync("/admin/settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the logo away" }).ClickAsync();

        await page.GotoAsync("/admin/products?kind=membership");
        await page.Locator(".thing a").First.ClickAsync();
        await page.GetByLabel("What else, one a line").FillAsync("A letter each month\nA chair by the window");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save what it gives" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("What it gives is changed.");
        await PageChecks.AssertSoundAsync(page, "office-plan");
    }

    /// <summary>A browser without script cannot be asked how a page looks; the same page is seen with one, at both widths.</summary>
    private static Task CheckAsync(bool script, IPage page, string name, int status = 200) =>
        script ? PageChecks.AssertSoundAsync(page, name, status) : Task.CompletedTask;

    private Task<IPage> SignInAsync(bool script, int width = 1440) => OwnerBrowser.SignInAsync(shop, script, width);
}

using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Bag;

/// <summary>Filling a bag and changing it, with script and without.</summary>
public sealed class BagTests(BagShop shop) : IClassFixture<BagShop>
{
    [Fact]
    public async Task What_is_added_shows_in_a_drawer_and_in_the_header_without_leaving_the_page()
    {
        var shopper = await shop.NewShopperAsync();
        var page = shopper.Page;
        var path = await shopper.OpenFirstAsync("/goods");
        var title = await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync();
        await Expect(shopper.Badge).ToHaveTextAsync("Bag");

        await shopper.AddButton.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(shopper.Drawer).ToBeVisibleAsync();
        await Expect(shopper.Drawer.GetByRole(AriaRole.Status)).ToContainTextAsync("in your bag");
        await Expect(shopper.Drawer.Locator("li")).ToContainTextAsync(title);
        await Expect(shopper.Badge).ToContainTextAsync("1 $");
        Assert.EndsWith(path, page.Url, StringComparison.Ordinal);
        await PageChecks.AssertSoundAsync(page, "bag-drawer");

        await page.Keyboard.PressAsync("Escape");
        await Expect(shopper.Drawer).ToBeHiddenAsync();
        await Expect(shopper.AddButton).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(shopper.Badge).ToContainTextAsync("2 $");
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await shopper.Drawer.EvaluateAsync<bool>("drawer => drawer.contains(document.activeElement)"));
        await shopper.Drawer.GetByRole(AriaRole.Link, new() { Name = "See the whole bag" }).ClickAsync();
        await page.ReachAsync("**/bag");
        await Expect(page.GetByLabel($"Quantity of {title}")).ToHaveValueAsync("2");
    }

    [Fact]
    public async Task The_header_opens_the_drawer_and_keeps_count_on_every_page()
    {
        var shopper = await shop.NewShopperAsync();
        var page = shopper.Page;
        await shopper.OpenFirstAsync("/books");
        await shopper.AddButton.ClickAsync();
        await Expect(shopper.Drawer).ToBeVisibleAsync();

        await page.GotoAsync("/albums");
        await Expect(shopper.Badge).ToContainTextAsync("1 $");
        await PageChecks.AssertSoundAsync(page, "albums-with-bag");
        await shopper.Badge.ClickAsync();

        await Expect(shopper.Drawer.Locator("li")).ToHaveCountAsync(1);
        await Expect(shopper.Drawer.GetByRole(AriaRole.Status)).ToBeEmptyAsync();
        await shopper.Drawer.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(shopper.Badge).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_bag_is_filled_changed_and_emptied_without_script()
    {
        var shopper = await shop.NewShopperAsync(script: false);
        var page = shopper.Page;
        await shopper.OpenFirstAsync("/goods");
        await shopper.AddWithoutScriptAsync("2");
        await shopper.OpenFirstAsync("/books");
        await shopper.AddWithoutScriptAsync("1");
        await Expect(shopper.Lines).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("in your bag");

        await shopper.Lines.First.GetByLabel("Quantity").FillAsync("100");
        await shopper.Lines.First.GetByLabel("Quantity").PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("from 1 to 99");
        await shopper.Lines.First.GetByLabel("Quantity").FillAsync("3");
        await shopper.Lines.First.GetByRole(AriaRole.Button, new() { Name = "Update" }).ClickAsync();
        await page.ReachAsync("**/bag?said=changed*");
        await Expect(shopper.Lines.First.GetByLabel("Quantity")).ToHaveValueAsync("3");
        await shopper.Lines.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(shopper.Lines).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove everything" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("There is nothing in it yet");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "goods" }).ClickAsync();
        await page.ReachAsync("**/goods");
    }

    [Fact]
    public async Task The_bag_s_page_is_sound_empty_and_full_and_when_things_went_wrong()
    {
        var shopper = await shop.NewShopperAsync();
        var page = shopper.Page;
        await page.GotoAsync("/bag");
        await PageChecks.AssertSoundAsync(page, "bag-empty");
        var mug = await shopper.OpenFirstAsync("/goods");
        await shopper.AddButton.ClickAsync();
        await Expect(shopper.Drawer).ToBeVisibleAsync();
        await shopper.OpenFirstAsync("/books");
        await shopper.AddButton.ClickAsync();
        await Expect(shopper.Drawer).ToBeVisibleAsync();
        await page.GotoAsync("/bag");
        await PageChecks.AssertSoundAsync(page, "bag");

        await page.GetByLabel("Discount code").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(shopper.Sum).ToContainTextAsync("We don't know this code");
        await shop.ExecuteAsync("UPDATE products SET published = 0 WHERE slug = @slug", new { slug = mug.Split('/')[^1] });
        try
        {
            await page.ReloadAsync();
            await Expect(shopper.Lines.First).ToContainTextAsync("no longer for sale");
            await PageChecks.AssertSoundAsync(page, "bag-problems");
        }
        finally
        {
            await shop.ExecuteAsync("UPDATE products SET published = 1 WHERE slug = @slug", new { slug = mug.Split('/')[^1] });
        }
    }

    [Fact]
    public async Task The_question_before_adding_is_sound()
    {
        var shopper = await shop.NewShopperAsync();
        var page = shopper.Page;
        await page.RouteAsync("**/visitor", route => route.AbortAsync());
        await shopper.OpenFirstAsync("/goods");
        await shopper.AddButton.ClickAsync();

        await page.ReachAsync("**/bag/add");

        await PageChecks.AssertSoundAsync(page, "bag-add");
    }

    [Fact]
    public async Task A_bag_is_changed_with_the_keyboard_alone_on_a_phone()
    {
        var shopper = await shop.NewShopperAsync(width: 360, scheme: ColorScheme.Dark);
        var page = shopper.Page;
        await shopper.OpenFirstAsync("/goods");
        await shopper.AddButton.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(shopper.Drawer).ToBeVisibleAsync();
        await page.GotoAsync("/bag");

        var quantity = shopper.Lines.First.GetByLabel("Quantity");
        await quantity.FocusAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("4");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");

        await page.ReachAsync("**/bag?said=changed*");
        await Expect(quantity).ToHaveValueAsync("4");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your bag");
    }
}

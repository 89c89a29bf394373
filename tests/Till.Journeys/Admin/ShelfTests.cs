using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Storage;
using Till.Tests.Sale;
using static Microsoft.Playwright.Assertions;
using SaleShop = Till.Journeys.Sale.SaleShop;

namespace Till.Journeys.Admin;

/// <summary>How the owner orders the shelves and sells on when they are empty, and what a visitor sees of it.</summary>
public sealed class ShelfTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_category_is_made_named_anew_moved_and_removed(bool script)
    {
        var owner = await OwnerBrowser.SignInAsync(shop, script, width: script ? 1440 : 360);
        await owner.GotoAsync("/admin/products");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Categories" }).ClickAsync();
        await CheckAsync(script, owner, "categories");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the category" }).ClickAsync();
        await Expect(owner.GetByText("A name is needed.").First).ToBeVisibleAsync();
        await CheckAsync(script, owner, "categories-wrong", status: 400);
        await owner.GetByLabel("Name").FillAsync($"Things of {script}");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make the category" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The category is there.");
        await owner.GetByRole(AriaRole.Row).Filter(new() { HasText = $"Things of {script}" }).Locator("[value=up]").ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("It has moved.");
        await owner.GetByRole(AriaRole.Link, new() { Name = $"Things of {script}", Exact = true }).ClickAsync();
        await owner.GetByLabel("Name").FillAsync($"Oddments of {script}");
        await owner.GetByLabel("Hidden").CheckAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(owner.Locator("h1")).ToContainTextAsync($"Oddments of {script} hidden");
        await CheckAsync(script, owner, "category");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove the category" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("The category is gone.");
    }

    [Fact]
    public async Task A_product_is_sold_on_and_the_buyer_reads_that_it_comes_later()
    {
        await using (var inside = shop.LookInside())
        {
            await Shelf.AddGoodAsync(inside.Services.GetRequiredService<Database>(), "Lamp of Later", 45_00, 1, "usd", CancellationToken.None);
        }

        var owner = await OwnerBrowser.SignInAsync(shop, script: true);
        await owner.GotoAsync("/admin/products?q=lamp+of+later");
        await owner.GetByRole(AriaRole.Link, new() { Name = "Lamp of Later" }).First.ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Sell on when sold out" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("It is sold on when there are none left.");
        await PageChecks.AssertSoundAsync(owner, "product-sold-on");

        var visitor = await shop.Process.NewPageAsync(width: 360);
        await visitor.GotoAsync("/search?q=lamp+of+later");
        await visitor.GetByRole(AriaRole.Link, new() { Name = "Lamp of Later" }).First.ClickAsync();
        await Expect(visitor.GetByText("1 at once, more on back-order")).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(visitor, "back-order-product");
        await visitor.GetByLabel("Quantity").FillAsync("3");
        await visitor.GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).ClickAsync();
        await Expect(visitor.GetByText("2 of these on back-order: sent when it is here again.")).ToBeVisibleAsync(); // in the drawer
        await visitor.GotoAsync("/bag");
        await Expect(visitor.GetByText("2 of these on back-order: sent when it is here again.")).ToBeVisibleAsync();
        await PageChecks.AssertSoundAsync(visitor, "back-order-bag");
    }

    /// <summary>What a page is held to is asked by script.</summary>
    private static Task CheckAsync(bool script, IPage page, string name, int status = 200) =>
        script ? PageChecks.AssertSoundAsync(page, name, status) : Task.CompletedTask;
}

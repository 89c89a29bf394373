using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Till.Journeys.Harness;

namespace Till.Journeys.Pages;

/// <summary>Looking for something and finding it: by sorting, narrowing, searching and turning pages.</summary>
public sealed partial class CatalogueTests(PagesTests.OpenShop open) : IClassFixture<PagesTests.OpenShop>
{
    [Theory]
    [InlineData("/goods?sort=-price", "goods-sorted")]
    [InlineData("/goods?category=jeans&category=shirts&size=M&from=20&to=200&stock=in&sort=price", "goods-filtered")]
    [InlineData("/goods?from=ten&sort=colour", "goods-misread", 400)]
    [InlineData("/goods?category=hats", "goods-no-category", 404)]
    [InlineData("/goods?page=2", "goods-2")]
    [InlineData("/search", "search-empty")]
    [InlineData("/search?q=linen", "search")]
    [InlineData("/search?q=linnen", "search-suggestion")]
    [InlineData("/search?q=%F0%9F%8E%B5", "search-no-word", 400)]
    public async Task A_list_is_sound_however_it_is_asked_for(string route, string name, int status = 200)
    {
        var page = await open.Shop.NewPageAsync();

        await page.GotoAsync(route);

        await PageChecks.AssertSoundAsync(page, name, status);
    }

    [Theory]
    [InlineData(true, 1440)]
    [InlineData(false, 360)]
    public async Task A_visitor_sorts_narrows_and_widens_a_list(bool script, int width)
    {
        var page = await open.Shop.NewPageAsync(width: width, script: script);
        await page.GotoAsync("/goods");
        await page.GetByLabel("Sort").SelectOptionAsync("price");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sort", Exact = true }).ClickAsync();
        await page.ReachAsync("**/goods?**sort=price**");
        var prices = await PricesAsync(page);
        Assert.Equal(prices.Order(), prices);

        await page.GetByText("Filter", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.Locator("[name=category][value=jeans]").CheckAsync();
        await page.GetByLabel("Up to").FillAsync("100");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Show these" }).ClickAsync();
        await page.ReachAsync("**/goods?**category=jeans**");
        var narrowed = await PricesAsync(page);
        Assert.NotEmpty(narrowed);
        Assert.All(narrowed, price => Assert.InRange(price, 1, 100));

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Remove the filter Up to $100.00" }).ClickAsync();
        await page.ReachAsync("**/goods?category=jeans&sort=price");
        Assert.True((await PricesAsync(page)).Count >= narrowed.Count);
    }

    [Fact]
    public async Task A_visitor_searches_with_the_keyboard_alone_and_takes_the_word_that_was_meant()
    {
        var page = await open.Shop.NewPageAsync(width: 360);
        await page.GotoAsync("/");
        var box = page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Search the shop" });
        for (var presses = 0; presses < 12 && !await box.EvaluateAsync<bool>("box => box === document.activeElement"); presses++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.TypeAsync("linnen");
        await page.Keyboard.PressAsync("Enter");
        await page.ReachAsync("**/search?q=linnen");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "linen" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.ReachAsync("**/search?q=linen");
        Assert.True(await page.Locator(".card").CountAsync() > 0);
    }

    [Fact]
    public async Task Pages_of_a_list_follow_one_another_and_keep_its_order()
    {
        var page = await open.Shop.NewPageAsync();
        await page.GotoAsync("/goods?sort=price");
        var first = await PricesAsync(page);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Next" }).ClickAsync();
        await page.ReachAsync("**/goods?sort=price&page=2");

        Assert.True((await PricesAsync(page))[0] >= first[^1]);
        Assert.Equal("2", await page.Locator(".pager [aria-current=page]").InnerTextAsync());
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Back" }).ClickAsync();
        await page.ReachAsync("**/goods?sort=price");
    }

    private static async Task<List<decimal>> PricesAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Contentinfo).WaitForAsync(); // The page's foot: all prices have come before it.
        var prices = await page.Locator(".card .price").AllInnerTextsAsync();
        return [.. prices.Select(text => decimal.Parse(Digits().Match(text).Value, CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"[\d.]+", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}

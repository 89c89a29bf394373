using Microsoft.Playwright;
using Till.Journeys.Harness;

namespace Till.Journeys.Bag;

/// <summary>Somebody at a browser who fills a bag.</summary>
internal sealed class Shopper(IPage page, BagShop shop)
{
    public IPage Page => page;

    public ILocator Badge => page.Locator("a[data-bag]");

    public ILocator Drawer => page.GetByRole(AriaRole.Dialog);

    public ILocator Lines => page.Locator("main .bag-lines li");

    public ILocator Sum => page.GetByRole(AriaRole.Region, new() { Name = "What it comes to" });

    public ILocator AddButton => page.Locator("form[action='/bag/add'] button").First;

    /// <summary>Opens the page of something on the shelf, and gives its path.</summary>
    public async Task<string> OpenFirstAsync(string shelf)
    {
        var path = shop.PathOn(shelf);
        await OpenAsync(path);
        return path;
    }

    public async Task OpenAsync(string path)
    {
        await page.GotoAsync(path);
        await AddButton.WaitForAsync();
    }

    /// <summary>Puts it in as who has no script does: with one question more.</summary>
    public async Task AddWithoutScriptAsync(string quantity)
    {
        await AddButton.ClickAsync();
        await page.GetByLabel("How many").FillAsync(quantity);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).ClickAsync();
        await page.ReachAsync("**/bag?said=*");
    }

    public ILocator Line(string title) => Lines.Filter(new() { HasText = title });
}

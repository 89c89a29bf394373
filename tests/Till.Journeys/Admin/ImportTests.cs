using System.Text;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>An owner moves in with the file that another shop gave them.</summary>
public sealed class ImportTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task An_export_of_another_shop_s_is_looked_at_put_right_and_written(int width, bool script)
    {
        var page = await OwnerBrowser.SignInAsync(shop, script, width);
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Back office" }).GetByRole(AriaRole.Link, new() { Name = "Import" }).ClickAsync();
        if (script)
        {
            await PageChecks.AssertSoundAsync(page, $"office-import-{width}");
        }

        await SendAsync(page, File(width, price: "free"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Line 2, Variant Price: Write an amount of USD such as 12.50.");
        if (script)
        {
            await PageChecks.AssertSoundAsync(page, $"office-import-faults-{width}", status: 400);
        }

        await SendAsync(page, File(width, price: "49.50"));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Import of products_export.csv");
        await Expect(page.Locator(".facts")).ToContainTextAsync("An export of Shopify's");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = $"Oilskin {width}" })).ToContainTextAsync("Stock of M: nothing → “4”");
        if (script)
        {
            await PageChecks.AssertSoundAsync(page, $"office-import-plan-{width}");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Write it" }).ClickAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("Done: 1 product new");
        await page.GotoAsync($"/goods/oilskin-{width}");
        await Expect(page.Locator("h1")).ToHaveTextAsync($"Oilskin {width}");
        await Expect(page.Locator("main")).ToContainTextAsync("$49.50");
    }

    private static async Task SendAsync(IPage page, string text)
    {
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(
            new FilePayload { Name = "products_export.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Look what it would change" }).ClickAsync();
    }

    private static string File(int width, string price) =>
        $"""
        Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src
        oilskin-{width},Oilskin {width},<p>Keeps <b>dry</b>.</p>,Loom & Co,Coats,TRUE,Size,M,OIL-{width},shopify,4,{price},https://cdn.example/1.jpg
        """;
}

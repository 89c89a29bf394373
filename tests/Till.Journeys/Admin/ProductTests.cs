using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using Till.Tests.Admin;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>The owner stocks the shop from a browser.</summary>
public sealed class ProductTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Theory]
    [InlineData(360, false)]
    [InlineData(1440, true)]
    public async Task An_owner_who_has_never_seen_it_adds_a_product_with_a_picture_and_a_buyer_puts_it_into_the_bag(int width, bool script)
    {
        var title = $"Storm lantern {width}";
        var page = await SignInAsync(script, width);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Back office" }).GetByRole(AriaRole.Link, new() { Name = "Products" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a product" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "A good" }).ClickAsync();
        await page.GetByLabel("Title").FillAsync(title);
        await page.GetByLabel("Maker").FillAsync("Brass & Co");
        await page.GetByLabel("Description").FillAsync("Burns **all night**.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview the description" }).ClickAsync();
        await Expect(page.Locator(".description strong")).ToHaveTextAsync("all night");
        await Expect(page.GetByLabel("Title")).ToHaveValueAsync(title);
        await page.GetByLabel("Price in USD").FillAsync("45");
        await page.GetByLabel("How many there are").FillAsync("4");
        await page.GetByLabel("File").SetInputFilesAsync(new FilePayload { Name = "IMG_1.png", MimeType = "image/png", Buffer = Uploads.Png(2400, 1800) });
        await page.GetByLabel("What it shows").FillAsync("A brass lantern");
        if (script)
        {
            await page.WaitForFunctionAsync("() => document.getElementById('Picture').files[0].type === 'image/webp'"); // made smaller here
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("It is on the shelf");
        await Expect(page.Locator(".pictures img")).ToHaveAttributeAsync("width", script ? "2000" : "2400");

        var buyer = await shop.Process.NewPageAsync(width: width, script: true);
        await buyer.GotoAsync("/search?q=storm+lantern");
        await buyer.GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
        await Expect(buyer.Locator("h1")).ToHaveTextAsync(title);
        await Expect(buyer.Locator(".show img").First).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await buyer.EvaluateAsync<bool>("() => document.querySelector('.show img').naturalWidth > 1000"));
        await PageChecks.AssertSoundAsync(buyer, $"office-product-as-buyer-{width}");
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Add to bag" }).First.ClickAsync();
        await Expect(buyer.GetByRole(AriaRole.Dialog)).ToContainTextAsync(title);
    }

    [Fact]
    public async Task Each_page_of_the_editor_is_sound()
    {
        var page = await SignInAsync(script: true);
        foreach (var (path, name) in ((string, string)[])
            [("/admin/products", "products"), ("/admin/products?kind=good&state=low", "products-low"), ("/admin/products?q=nothing+like+it", "products-none"), ("/admin/products/new", "new"),
             ("/admin/products/new?kind=good", "new-good"), ("/admin/products/new?kind=membership", "new-membership")])
        {
            await page.GotoAsync(path);
            await PageChecks.AssertSoundAsync(page, $"office-{name}");
        }

        foreach (var kind in (string[])["album", "book", "good", "membership"])
        {
            await page.GotoAsync($"/admin/products?kind={kind}");
            await page.Locator(".thing a").First.ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true })).ToBeVisibleAsync();
            await PageChecks.AssertSoundAsync(page, $"office-{kind}");
        }

        await page.GotoAsync("/admin/products?kind=album");
        await page.Locator(".thing a").First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look after them" }).ClickAsync();
        await PageChecks.AssertSoundAsync(page, "office-files");
    }

    [Fact]
    public async Task What_goes_wrong_is_told_on_sound_pages()
    {
        var page = await SignInAsync(script: true);
        await page.GotoAsync("/admin/products/new?kind=good");
        await page.GetByLabel("Price in USD").FillAsync("free");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Expect(page.GetByLabel("Title")).ToHaveAttributeAsync("aria-invalid", "true");
        await PageChecks.AssertSoundAsync(page, "office-new-refused", status: 400);

        await page.GotoAsync("/admin/products?kind=book");
        await page.Locator(".thing a").First.ClickAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(page.Url);
        foreach (var (one, text) in ((IPage, string)[])[(other, "What the first of two wrote."), (page, "What the second of two wrote.")])
        {
            await one.GetByLabel("Description").FillAsync(text);
            await one.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        }

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("What the first of two wrote.");
        await Expect(page.GetByLabel("Description")).ToHaveValueAsync("What the second of two wrote.");
        await PageChecks.AssertSoundAsync(page, "office-second-editor", status: 409);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved.");

        await page.GetByLabel("New picture").SetInputFilesAsync(new FilePayload { Name = "x.png", MimeType = "image/png", Buffer = "none"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the picture" }).ClickAsync();
        await Expect(page.GetByLabel("New picture")).ToHaveAttributeAsync("aria-invalid", "true");
        await PageChecks.AssertSoundAsync(page, "office-no-picture", status: 400);
        await page.GotoAsync("/admin/changes");
        await PageChecks.AssertSoundAsync(page, "office-product-changes");
    }

    private Task<IPage> SignInAsync(bool script, int width = 1440) => OwnerBrowser.SignInAsync(shop, script, width);
}

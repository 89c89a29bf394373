using System.Net;
using Microsoft.Playwright;
using Till.Journeys.Harness;

namespace Till.Journeys.Pages;

/// <summary>Every page that anybody may open. A new one is a new line in the list.</summary>
public sealed class PagesTests(PagesTests.OpenShop open) : IClassFixture<PagesTests.OpenShop>
{
    public static TheoryData<string, string> Pages => new()
    {
        { "/", "home" },
        { "/albums", "albums" },
        { "/books", "books" },
        { "/goods", "goods" },
        { "/membership", "membership" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_sound_light_and_dark_on_a_phone_and_on_a_desk(string route, string name)
    {
        var page = await open.Shop.NewPageAsync();

        await page.GotoAsync(route);

        await PageChecks.AssertSoundAsync(page, name);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_shows_its_heading_without_script(string route, string name)
    {
        var page = await open.Shop.NewPageAsync(script: false);

        await page.GotoAsync(route);

        Assert.True(await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 }).IsVisibleAsync(), name);
    }

    [Theory]
    [InlineData("/albums", "album")]
    [InlineData("/books", "book")]
    [InlineData("/goods", "good")]
    [InlineData("/membership", "member")]
    public async Task The_first_thing_on_a_shelf_has_a_sound_page(string shelf, string name)
    {
        var page = await open.Shop.NewPageAsync();
        await page.GotoAsync(shelf);
        await page.Locator($"main a[href^='{shelf}/']").First.ClickAsync();
        await page.ReachAsync($"**{shelf}/*");

        await PageChecks.AssertSoundAsync(page, name);
    }

    [Fact]
    public async Task An_album_s_page_stands_still_when_its_script_comes_late()
    {
        var page = await open.Shop.NewPageAsync();
        await page.GotoAsync("/albums");
        var album = await page.Locator("main a[href^='/albums/']").First.GetAttributeAsync("href");
        var late = new TaskCompletionSource();
        await using var context = await Chromium.NewContextAsync(open.Shop.Url);
        page = await context.NewPageAsync();
        await page.RouteAsync("**/site*.js*", async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });

        await page.GotoAsync(album!, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Facts" }).WaitForAsync();
        await page.ScreenshotAsync(); // Painted as it is before the script.
        late.SetResult();

        await PageChecks.AssertSoundAsync(page, "album-late");
    }

    [Theory]
    [InlineData("/no-such-page", "not-found")]
    [InlineData("/albums/no-such-album", "no-such-album")]
    public async Task A_page_that_is_not_there_says_so_and_is_as_sound_as_any(string route, string name)
    {
        var page = await open.Shop.NewPageAsync();

        await page.GotoAsync(route);

        await PageChecks.AssertSoundAsync(page, name, (int)HttpStatusCode.NotFound);
        Assert.True(await page.GetByRole(AriaRole.Link).First.IsVisibleAsync());
    }

    /// <summary>One shop for all of them: looking at a page changes nothing.</summary>
    public sealed class OpenShop : IAsyncLifetime
    {
        internal ShopProcess Shop { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Shop = await ShopProcess.StartAsync();

        public ValueTask DisposeAsync() => Shop.DisposeAsync();
    }
}

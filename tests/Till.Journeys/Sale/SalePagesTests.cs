using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Downloads;
using Till.Journeys.Harness;
using Till.Orders;
using Till.Storage;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>Each page between Buy and the music is held to what every page is held to.</summary>
public sealed class SalePagesTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task The_pages_of_a_sale_that_goes_well_are_sound()
    {
        var buyer = await shop.NewBuyerAsync("juniper@example.com");
        await buyer.GoToCheckoutAsync("low-tide-almanac");
        await PageChecks.AssertSoundAsync(buyer.Page, "checkout");
        await buyer.PayAsync("4000002760003184");
        await buyer.Page.ReachAsync("**/3d_secure_2/**");
        await PageChecks.AssertSoundAsync(buyer.Page, "bank");
        await buyer.AnswerBankAsync(itIsMe: true);
        await buyer.ReachOrderAsync();
        await PageChecks.AssertSoundAsync(buyer.Page, "order");
    }

    [Fact]
    public async Task The_pages_of_a_sale_that_stops_are_sound()
    {
        var buyer = await shop.NewBuyerAsync("thistle@example.com");
        await buyer.GoToCheckoutAsync("salt-sugar-static");
        await buyer.PayInVainAsync("4000000000009995");
        await PageChecks.AssertSoundAsync(buyer.Page, "checkout-declined");
        await buyer.GoBackToShopAsync();
        await PageChecks.AssertSoundAsync(buyer.Page, "payment-failed");

        await buyer.Page.GotoAsync(buyer.Page.Url.Replace("/checkout/cancelled/", "/orders/", StringComparison.Ordinal));
        await Expect(buyer.Heading).ToHaveTextAsync("The payment did not go through");
        await PageChecks.AssertSoundAsync(buyer.Page, "order-not-paid");
    }

    /// <summary>A browser without script is shown it; the checks need one that runs theirs, so the token's way is blocked instead.</summary>
    [Fact]
    public async Task The_page_that_asks_once_more_is_sound()
    {
        var buyer = await shop.NewBuyerAsync("bracken@example.com");
        await buyer.Page.RouteAsync("**/visitor", route => route.AbortAsync());
        await buyer.OpenAlbumAsync("salt-sugar-static");
        await buyer.BuyButton.ClickAsync();

        await buyer.Page.ReachAsync("**/buy");

        await PageChecks.AssertSoundAsync(buyer.Page, "buy");
    }

    [Fact]
    public async Task A_download_link_whose_time_is_up_says_where_new_ones_are()
    {
        var buyer = await shop.NewBuyerAsync("yarrow@example.com");
        await buyer.BuyAsync("mediodia");
        await using var past = shop.LookInside(new Past(DownloadLinks.Lifetime + TimeSpan.FromHours(2)));
        var order = await OrderView.FindAsync(
            past.Services.GetRequiredService<Database>(), Guid.Parse(buyer.OrderUrl.Split('/')[^2]), CancellationToken.None);
        var old = await past.Services.GetRequiredService<DownloadLinks>().MakeAsync(order!.Downloads[0], CancellationToken.None);

        await buyer.Page.GotoAsync(old);

        await Expect(buyer.Refusal).ToContainTextAsync("expired");
        await PageChecks.AssertSoundAsync(buyer.Page, "download-expired", (int)HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("/orders/0198f2a0-0000-7000-8000-000000000000/no-such-key", "no-such-order")]
    [InlineData("/checkout/cancelled/0198f2a0-0000-7000-8000-000000000000/no-such-key", "no-such-checkout")]
    public async Task An_order_that_is_not_there_is_not_found(string route, string name)
    {
        var page = await shop.Process.NewPageAsync();

        await page.GotoAsync(route);

        await PageChecks.AssertSoundAsync(page, name, (int)HttpStatusCode.NotFound);
    }

    private sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - ago;
    }
}

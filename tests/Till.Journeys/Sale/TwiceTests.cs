using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>Refresh, back, double click, second tab: one order, one charge.</summary>
public sealed class TwiceTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task Double_clicks_refreshes_and_going_back_buy_once()
    {
        var buyer = await shop.NewBuyerAsync("impatient@example.com");
        var page = buyer.Page;
        await buyer.OpenAlbumAsync("night-bus-atlas");
        await buyer.BuyButton.DblClickAsync();
        await buyer.ReachCheckoutAsync();
        await page.ReloadAsync();
        await buyer.FillAsync();
        await buyer.PayButton.DblClickAsync();
        await buyer.ReachOrderAsync();
        await page.ReloadAsync();
        await page.ReloadAsync();
        await Expect(buyer.Heading).ToContainTextAsync("Thank you");

        await page.GoBackAsync();
        await page.ReloadAsync();
        await Expect(buyer.Heading).ToHaveTextAsync("You’ve already paid");
        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to" }).ClickAsync();
        await buyer.ReachOrderAsync();

        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    [Fact]
    public async Task Two_tabs_lead_to_one_payment_page_and_the_second_cannot_pay_again()
    {
        var first = await shop.NewBuyerAsync("two-tabs@example.com");
        var second = new Buyer(await first.Page.Context.NewPageAsync(), first.Email);
        await first.GoToCheckoutAsync("goodnight-machine-room");
        await second.GoToCheckoutAsync("goodnight-machine-room");
        Assert.Equal(first.Page.Url, second.Page.Url);

        await first.PayAsync();
        await first.ReachOrderAsync();
        await second.PayAsync();
        await Expect(second.Heading).ToHaveTextAsync("You’ve already paid");

        await shop.AssertBoughtOnceAsync(first.Email);
    }

    [Fact]
    public async Task Impatience_without_script_buys_once()
    {
        var buyer = await shop.NewBuyerAsync("no-script@example.com", script: false);
        await buyer.OpenAlbumAsync("blue-hour-standards");
        await buyer.BuyButton.DblClickAsync();
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Continue to payment" }).DblClickAsync();
        await buyer.ReachCheckoutAsync();
        await buyer.FillAsync();
        await buyer.PayButton.DblClickAsync();

        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    [Fact]
    public async Task Who_owns_an_album_is_told_before_buying_it_again()
    {
        var buyer = await shop.NewBuyerAsync("again@example.com");
        await buyer.BuyAsync("low-tide-almanac");

        await buyer.OpenAlbumAsync("low-tide-almanac");
        await buyer.BuyButton.ClickAsync();
        await Expect(buyer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("You own this album already.");
        await shop.AssertBoughtOnceAsync(buyer.Email);

        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Buy it again" }).ClickAsync();
        await buyer.ReachCheckoutAsync();
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();
        Assert.Equal((2, 2, 2), await shop.CountAsync(buyer.Email));
    }
}

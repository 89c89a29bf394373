using System.Net;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>The owner at the local Stripe's dashboard.</summary>
public sealed class RefundTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task The_owner_sees_a_payment_and_refunds_it_and_the_buyer_is_told_and_cannot_download_any_more()
    {
        var buyer = await shop.NewBuyerAsync("returner@example.com");
        await buyer.BuyAsync("concrete-sings-back");
        var order = buyer.OrderUrl;
        var download = await buyer.Page.Locator(".downloads a").First.GetAttributeAsync("href");

        var desk = await shop.Process.NewPageAsync();
        await desk.GotoAsync($"{shop.Process.StripeUrl}/dashboard");
        await PageChecks.AssertSoundAsync(desk, "dashboard-payments");
        await desk.Locator("tbody tr").Filter(new() { HasText = buyer.Email }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("$19.99 USD");
        await Expect(desk.GetByRole(AriaRole.Main)).ToContainTextAsync("Purchase album: Concrete Sings Back");
        await PageChecks.AssertSoundAsync(desk, "dashboard-payment");
        await desk.Locator("input[name=amount]").FillAsync("19.99");
        await desk.GetByRole(AriaRole.Button, new() { Name = "Refund" }).ClickAsync();
        await Expect(desk.GetByRole(AriaRole.Status)).ToContainTextAsync("$19.99 USD was refunded.");

        await shop.Mails.ReceiveAsync(buyer.Email, "We have refunded $19.99");
        await buyer.Page.GotoAsync(order);
        await Expect(buyer.Heading).ToHaveTextAsync("Refunded");
        await Expect(buyer.Page.Locator(".downloads, .tracks")).ToHaveCountAsync(0);
        await PageChecks.AssertSoundAsync(buyer.Page, "order-refunded");
        await buyer.Page.GotoAsync(download!);
        await Expect(buyer.Refusal).ToContainTextAsync("This purchase was refunded");
        await PageChecks.AssertSoundAsync(buyer.Page, "download-refunded", (int)HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("/dashboard/sessions", "dashboard-sessions")]
    [InlineData("/dashboard/events", "dashboard-events")]
    [InlineData("/dashboard/webhooks", "dashboard-webhooks")]
    [InlineData("/dashboard/balance", "dashboard-balance")]
    [InlineData("/dashboard/test-cards", "dashboard-test-cards")]
    public async Task A_page_of_the_dashboard_is_sound(string route, string name)
    {
        var page = await shop.Process.NewPageAsync();

        await page.GotoAsync(shop.Process.StripeUrl + route);

        await PageChecks.AssertSoundAsync(page, name);
    }
}

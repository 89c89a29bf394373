using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Currencies without cents and with thousandths, from the shelf to the receipt.</summary>
public sealed class OtherShopsTests
{
    [Theory]
    [InlineData("jpy", 2500, "JP", "¥2,750", "¥2,750 JPY")]
    [InlineData("kwd", 5120, "KW", "KWD\u00a05.630", "KWD\u00a05.630")]
    public async Task A_shop_in_another_currency_charges_what_it_shows(string currency, long price, string country, string total, string inFull)
    {
        var shop = await CheckoutShop.OpenAsync(currency);
        await using var _ = shop.Process;
        await shop.PriceAsync("small-repairs", currency, price);
        var shopper = await shop.NewShopperAsync("willow@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync(country);
        await Expect(shopper.PayButton).ToHaveTextAsync($"Pay {total}");
        await Expect(shopper.Total).ToHaveTextAsync(inFull);

        await shopper.PayAsync();
        await shopper.ReachOrderAsync();

        await Expect(shopper.Main).ToContainTextAsync(total);
        await shop.Mails.ReceiveAsync(shopper.Email, "Your payment has arrived", inFull);
        Assert.Equal((1, 1), await shop.CountAsync(shopper.Email));
    }
}

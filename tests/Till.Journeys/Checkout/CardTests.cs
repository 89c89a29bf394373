using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Cards that do not pay at once: the page stays as it is, says why, and goes on from there.</summary>
public sealed class CardTests(CheckoutShop shop) : IClassFixture<CheckoutShop>
{
    [Theory]
    [InlineData("4000000000000002", "Your card was declined. Nothing was charged.")]
    [InlineData("4000000000009995", "Your card has insufficient funds. Nothing was charged.")]
    [InlineData("4000000000000127", "Your card's security code is incorrect. Nothing was charged.")]
    [InlineData("4000000000000069", "Your card has expired. Nothing was charged.")]
    [InlineData("4000000000000119", "An error occurred while processing your card.")]
    public async Task A_declined_card_is_explained_under_its_fields_and_another_one_pays(string card, string reason)
    {
        var shopper = await shop.NewShopperAsync($"declined-{card[^4..]}@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();

        await shopper.PayInVainAsync(card, reason);
        await Expect(shopper.Problem).ToBeFocusedAsync();
        await Expect(shopper.Page.Locator("[name='Form.Delivery.Street1']")).ToHaveValueAsync("354 Oyster Point Blvd");

        await shopper.PayAsync();
        await shopper.ReachOrderAsync();
        Assert.Equal((1, 1), await shop.CountAsync(shopper.Email));
    }

    [Fact]
    public async Task A_card_that_is_not_filled_in_is_asked_for_before_the_shop_is()
    {
        var shopper = await shop.NewShopperAsync("thistle@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        await shopper.CardIsReadyAsync();
        var asked = false;
        shopper.Page.Request += (_, request) => asked |= request.Url.Contains("handler=pay", StringComparison.Ordinal);

        await shopper.PayButton.ClickAsync();

        await Expect(shopper.Problem).ToContainTextAsync("Your card number is incomplete.");
        await shopper.AssertUsableAsync();
        Assert.False(asked);
    }

    [Fact]
    public async Task Three_d_secure_opens_over_the_page_and_pays_or_says_why_not()
    {
        var shopper = await shop.NewShopperAsync("yarrow@example.com");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        await shopper.PayAsync("4000002760003184");
        await Expect(shopper.Page.Locator("#progress")).ToContainTextAsync("Paying $27.50");
        await Expect(shopper.Page.Locator("[name='Form.Email']")).ToBeDisabledAsync();
        await shopper.Page.AnswerChallengeAsync(pass: false);
        await Expect(shopper.Problem).ToContainTextAsync("We are unable to authenticate your payment method.");
        await Expect(shopper.Problem).ToContainTextAsync("Nothing was charged.");
        await shopper.AssertUsableAsync();

        await shopper.PayButton.ClickAsync();
        await shopper.Page.AnswerChallengeAsync(pass: true);

        await shopper.ReachOrderAsync();
        await Expect(shopper.Main).ToContainTextAsync("Visa ending in 3184");
        await shop.AssertBoughtOnceAsync(shopper.Email);
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_each_field_and_leads_there_and_nothing_is_charged()
    {
        var shopper = await shop.NewShopperAsync("not an address");
        await shopper.BuyNowAsync("small-repairs");
        await shopper.FillAsync();
        await shopper.Page.Locator("[name='Form.Delivery.Postcode']").FillAsync("SW1A 1AA");

        await shopper.PayAsync();

        await Expect(shopper.Errors).ToBeFocusedAsync();
        await Expect(shopper.Errors.Locator("li")).ToHaveTextAsync(
            ["This is not an e-mail address that we can write to; it looks like name@example.org.", "This does not look like a ZIP code of United States."]);
        await Expect(shopper.Page.Locator("#Form_Email")).ToHaveAttributeAsync("aria-describedby", "Form_Email-hint Form_Email-error");
        await shopper.Errors.Locator("a").Nth(1).ClickAsync();
        await Expect(shopper.Page.Locator("#Form_Delivery_Postcode")).ToBeFocusedAsync();
        await Expect(shopper.Page.Locator("#Form_Delivery_Postcode")).ToHaveAttributeAsync("aria-invalid", "true");

        await shopper.Page.Locator("[name='Form.Email']").FillAsync("bramble@example.com");
        await shopper.Page.Locator("[name='Form.Delivery.Postcode']").FillAsync("94080");
        await shopper.PayButton.ClickAsync();
        await shopper.ReachOrderAsync();
        Assert.Equal((1, 1), await shop.CountAsync("bramble@example.com"));
    }
}

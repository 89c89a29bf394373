using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>Cards that do not pay at once: what the buyer is told, and that it goes on from there.</summary>
public sealed class DeclineTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Theory]
    [InlineData("4000000000000002", "The bank declined the card and gave no reason.")]
    [InlineData("4000000000009995", "The card does not have enough money for this.")]
    [InlineData("4000000000000127", "The card's security code is not right.")]
    [InlineData("4000000000000069", "The card has expired.")]
    [InlineData("4000000000000119", "The bank had an error while processing the card.")]
    public async Task A_declined_card_is_explained_by_the_shop_and_another_one_pays(string card, string reason)
    {
        var buyer = await shop.NewBuyerAsync($"declined-{card[^4..]}@example.com");
        await buyer.GoToCheckoutAsync("concrete-sings-back");
        await buyer.PayInVainAsync(card);

        await buyer.GoBackToShopAsync();
        await Expect(buyer.Heading).ToHaveTextAsync("Payment not completed");
        await Expect(buyer.Refusal).ToContainTextAsync(reason);
        await Expect(buyer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Nothing was charged for Concrete Sings Back ($19.99).");

        await TryAgainAsync(buyer);
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();
        await Expect(buyer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$19.99 USD");
        Assert.Equal((1, 1, 1), await shop.CountAsync(buyer.Email));
    }

    [Fact]
    public async Task A_buyer_who_only_leaves_is_not_told_of_a_failure_and_can_go_on()
    {
        var buyer = await shop.NewBuyerAsync("wanderer@example.com");
        await buyer.GoToCheckoutAsync("mediodia");
        await buyer.GoBackToShopAsync();

        await Expect(buyer.Heading).ToHaveTextAsync("Payment not completed");
        await Expect(buyer.Refusal).ToHaveCountAsync(0);
        await TryAgainAsync(buyer);
        await buyer.PayAsync();

        await buyer.ReachOrderAsync();
        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    [Fact]
    public async Task A_card_with_3_d_secure_pays_once_its_holder_has_confirmed()
    {
        var buyer = await shop.NewBuyerAsync("confirmed@example.com");
        await buyer.GoToCheckoutAsync("copper-and-bone");
        await buyer.PayAsync("4000002760003184");
        await buyer.AnswerBankAsync(itIsMe: true);

        await buyer.ReachOrderAsync();
        await Expect(buyer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("Visa ending in 3184");
        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    [Fact]
    public async Task A_failed_3_d_secure_is_explained_and_the_next_try_pays()
    {
        var buyer = await shop.NewBuyerAsync("second-thoughts@example.com");
        await buyer.GoToCheckoutAsync("blue-hour-standards");
        await buyer.PayAsync("4000000000003220");
        await buyer.AnswerBankAsync(itIsMe: false);
        await Expect(buyer.Refusal).ToContainTextAsync("Nothing was charged");
        await buyer.GoBackToShopAsync();
        await Expect(buyer.Refusal).ToHaveTextAsync("The bank's check that it is you did not succeed.");

        await TryAgainAsync(buyer);
        await buyer.PayAsync("4000000000003220");
        await buyer.AnswerBankAsync(itIsMe: true);

        await buyer.ReachOrderAsync();
        Assert.Equal((1, 1, 1), await shop.CountAsync(buyer.Email));
    }

    private static async Task TryAgainAsync(Buyer buyer)
    {
        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await buyer.ReachCheckoutAsync();
    }
}

using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Sale;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Admin;

/// <summary>From two sales to the bank account, as the owner follows the money.</summary>
public sealed class PayoutTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task What_was_sold_is_paid_out_and_the_owner_finds_every_cent_of_it()
    {
        var buyer = await shop.NewBuyerAsync("ada@example.com");
        await buyer.GoToCheckoutAsync("concrete-sings-back");
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();
        var bank = await shop.Process.NewPageAsync();
        await bank.GotoAsync($"{shop.Process.StripeUrl}/dashboard/balance");
        await bank.GetByRole(AriaRole.Button, new() { Name = "Pay out what is pending as well" }).ClickAsync();
        await Expect(bank.GetByRole(AriaRole.Status)).ToContainTextAsync("on its way to the bank account");
        await PageChecks.AssertSoundAsync(bank, "payouts-at-stripe");
        await shop.Process.RunAsync("reconcile");

        var owner = await OwnerBrowser.SignInAsync(shop, script: true);
        await owner.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Reports" }).ClickAsync();
        await owner.GetByRole(AriaRole.Link, new() { Name = "Payouts" }).ClickAsync();
        await Expect(owner.Locator(".sheet .mark.good")).ToHaveTextAsync("ties");
        await PageChecks.AssertSoundAsync(owner, "payouts");
        await owner.Locator(".sheet tbody a").ClickAsync();
        await Expect(owner.Locator(".notice.good")).ToContainTextAsync("in the books as Stripe has");
        await PageChecks.AssertSoundAsync(owner, "payout");
        var download = await owner.RunAndWaitForDownloadAsync(() => owner.GetByRole(AriaRole.Link, new() { Name = "As a file" }).ClickAsync());
        Assert.StartsWith("payout-", download.SuggestedFilename);
        await owner.GetByRole(AriaRole.Link, new() { Name = "Order 1001" }).ClickAsync();
        await Expect(owner.Locator("h1")).ToContainTextAsync("1001");

        await bank.Locator("form[action^='/dashboard/payouts/'] [value=fail]").ClickAsync();
        var elsewhere = await bank.APIRequest.PostAsync($"{shop.Process.StripeUrl}/v1/payment_intents", new()
        {
            Headers = [new("Authorization", "Bearer sk_test_of_another_program")],
            Form = bank.APIRequest.CreateFormData().Set("amount", "700").Set("currency", "usd").Set("confirm", "true").Set("payment_method", "pm_card_visa")
                .Set("allowed_payment_method_types[]", "card"),
        });
        await Expect(elsewhere).ToBeOKAsync();
        await bank.GetByRole(AriaRole.Button, new() { Name = "Pay out what is pending as well" }).ClickAsync();
        await shop.Process.RunAsync("reconcile");
        await owner.GotoAsync("/admin/attention");
        await Expect(owner.Locator(".cases .panel")).ToHaveCountAsync(2);
        await PageChecks.AssertSoundAsync(owner, "payouts-attention");
        await owner.GetByRole(AriaRole.Link, new() { Name = "All payouts" }).First.ClickAsync();
        await Expect(owner.Locator(".sheet .mark.bad")).ToHaveTextAsync(["1 does not tie, $6.50", "sent back"]);
        await PageChecks.AssertSoundAsync(owner, "payouts-apart");
        await owner.Locator(".sheet tbody a").First.ClickAsync();
        await owner.GetByRole(AriaRole.Link, new() { Name = "Show only that one" }).ClickAsync();
        await Expect(owner.Locator("td .mark.bad")).ToHaveTextAsync("of nothing in this shop");
        await PageChecks.AssertSoundAsync(owner, "payout-apart");
    }
}

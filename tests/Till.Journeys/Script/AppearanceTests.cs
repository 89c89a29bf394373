using Microsoft.Playwright;
using Till.Journeys.Harness;

namespace Till.Journeys.Script;

/// <summary>How the frames look and behave for eyes, screen readers and keyboards, in the looks that a shop may give them.</summary>
public sealed class AppearanceTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Deferred =
        """
        async (appearance) => {
          if (appearance.theme === "night") document.body.className = "dark";
          globalThis.elements = stripe.elements({ mode: "payment", amount: 1999, currency: "usd", appearance });
          await show(elements, "payment", "#payment");
        }
        """;

    [Theory]
    [InlineData("stripe", 800)]
    [InlineData("stripe", 360)]
    [InlineData("night", 360)]
    [InlineData("flat", 360)]
    [InlineData("none", 360)]
    public async Task The_fields_can_be_used_by_everybody_in_every_theme(string theme, int width)
    {
        var page = await shop.OpenAsync(Deferred, new { theme }, width);
        await page.FillCardAsync("4242424242424241", zip: "941");
        await page.PaymentFrame().Locator("[name=cvc]").FocusAsync();

        await FrameChecks.AssertSoundAsync(page, $"script-payment-{theme}-{width}", theme == "night" ? "#22232e" : "#fff");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_banks_question_can_be_used_by_everybody()
    {
        var page = await shop.OpenAsync("async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); await show(elements, 'payment', '#payment'); }",
            await shop.IntentAsync(), 360);
        await page.FillCardAsync("4000002760003184");
        await page.EvaluateAsync("() => { stripe.confirmPayment({ elements, redirect: 'if_required' }); }");
        await Assertions.Expect(page.ChallengeFrame().Locator("#test-source-authorize-3ds")).ToBeEnabledAsync();

        await FrameChecks.AssertSoundAsync(page, "script-challenge");
        await page.Context.DisposeAsync();
    }
}

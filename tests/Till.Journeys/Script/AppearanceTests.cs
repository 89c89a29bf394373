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

    [Fact]
    public async Task Variables_and_rules_are_worn_and_what_is_not_theirs_is_not()
    {
        var page = await shop.OpenAsync(Deferred, new
        {
            theme = "flat",
            variables = new Dictionary<string, string> { ["colorPrimary"] = "rgb(1, 2, 3)", ["borderRadius"] = "11px", ["colorText"] = "red; } body { display: none" },
            rules = new Dictionary<string, object>
            {
                [".Label"] = new Dictionary<string, string> { ["textTransform"] = "uppercase", ["position"] = "fixed" },
                [".Input:focus"] = new Dictionary<string, string> { ["borderColor"] = "var(--colorPrimary)", ["boxShadow"] = "none" },
                ["body"] = new Dictionary<string, string> { ["opacity"] = "0" },
                [".Input, input[value^='4']"] = new Dictionary<string, string> { ["color"] = "rgb(9, 9, 9)" },
            },
        });
        var frame = page.PaymentFrame();
        await frame.Locator("[name=number]").FocusAsync();

        await Assertions.Expect(frame.Locator("[name=number]")).ToHaveCSSAsync("border-top-color", "rgb(1, 2, 3)");
        await Assertions.Expect(frame.Locator("[name=number]")).ToHaveCSSAsync("border-top-left-radius", "11px");
        await Assertions.Expect(frame.Locator("[name=number]")).Not.ToHaveCSSAsync("color", "rgb(9, 9, 9)");
        await Assertions.Expect(frame.Locator("label").First).ToHaveCSSAsync("text-transform", "uppercase");
        await Assertions.Expect(frame.Locator("label").First).ToHaveCSSAsync("position", "static");
        await Assertions.Expect(frame.Locator("body")).ToHaveCSSAsync("opacity", "1");
        await page.EvaluateAsync("() => { elements.update({ appearance: { theme: 'stripe', variables: { colorPrimary: 'rgb(4, 5, 6)' } } }); }");
        await Assertions.Expect(frame.Locator("[name=number]")).ToHaveCSSAsync("border-top-color", "rgb(4, 5, 6)");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("card")]
    [InlineData("cardNumber")]
    public async Task Card_elements_can_be_used_by_everybody_at_360_pixels(string type)
    {
        var page = await shop.OpenAsync("async (type) => { await show(stripe.elements(), type, '#card', { style: { base: { fontSize: '16px' } } }); }", type, 360);
        await page.FrameLocator("#card iframe").Locator("[name=cardnumber]").FillAsync("4242424242424241");

        await FrameChecks.AssertSoundAsync(page, $"script-{type}-360");
        await page.Context.DisposeAsync();
    }
}

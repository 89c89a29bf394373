using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Script;

/// <summary>Ways to pay that are not a card: by another page, or by a bank that takes its time.</summary>
public sealed class OtherMethodTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Show =
        "async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); globalThis.payment = await show(elements, 'payment', '#payment'); }";

    private const string Go = "() => { stripe.confirmPayment({ elements, confirmParams: { return_url: `${location.origin}/thanks` } }); }";

    [Theory]
    [InlineData(true, "succeeded", "succeeded")]
    [InlineData(false, "failed", "requires_payment_method")]
    public async Task A_method_with_a_page_of_its_own_leads_there_and_back(bool authorised, string told, string status)
    {
        var secret = await shop.IntentAsync(("currency", "eur"), ("allowed_payment_method_types[0]", "card"), ("allowed_payment_method_types[1]", "ideal"));
        var page = await shop.OpenAsync(Show, secret);
        await page.PaymentFrame().GetByRole(AriaRole.Tab, new() { Name = "iDEAL" }).ClickAsync();
        await page.PaymentFrame().Locator("[name=name]").FillAsync("Jenny Rosen");
        await page.EvaluateAsync(Go);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Authorize this payment" })).ToBeVisibleAsync();
        await page.Locator($"button[value={(authorised ? "complete" : "fail")}]").ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();
        Assert.EndsWith($"&redirect_status={told}", page.Url, StringComparison.Ordinal);
        Assert.Equal(status, (await shop.IntentOfAsync(secret)).GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_debit_stays_in_processing()
    {
        var secret = await shop.IntentAsync(("currency", "eur"), ("allowed_payment_method_types[0]", "card"), ("allowed_payment_method_types[1]", "sepa_debit"));
        var page = await shop.OpenAsync(Show, secret);
        var frame = page.PaymentFrame();
        await frame.GetByRole(AriaRole.Tab, new() { Name = "SEPA Debit" }).ClickAsync();
        await frame.Locator("[name=name]").FillAsync("Jenny Rosen");
        await frame.Locator("[name=email]").FillAsync("jenny.rosen@example.com");
        await frame.Locator("[name=iban]").FillAsync("AT61 1904 3002 3457 3202");
        var wrong = await page.EvaluateAsync<JsonElement>("() => stripe.confirmPayment({ elements, redirect: 'if_required' })");
        await frame.Locator("[name=iban]").FillAsync("AT61 1904 3002 3457 3201");

        var result = await page.EvaluateAsync<JsonElement>("() => stripe.confirmPayment({ elements, redirect: 'if_required' })");

        Assert.Equal("invalid_iban", wrong.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("processing", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await Expect(frame.GetByText("you allow Till sandbox to debit your account")).ToBeVisibleAsync();
        await FrameChecks.AssertSoundAsync(page, "script-methods");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task The_methods_are_tabs_for_a_keyboard_and_the_page_hears_which_is_chosen()
    {
        var secret = await shop.IntentAsync(("currency", "eur"), ("allowed_payment_method_types[0]", "card"), ("allowed_payment_method_types[1]", "ideal"), ("allowed_payment_method_types[2]", "sepa_debit"));
        var page = await shop.OpenAsync(Show, secret);
        await page.PaymentFrame().GetByRole(AriaRole.Tab, new() { Name = "Card" }).FocusAsync();

        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(page.PaymentFrame().GetByRole(AriaRole.Tab, new() { Name = "SEPA Debit" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("ArrowRight");

        await Expect(page.PaymentFrame().GetByRole(AriaRole.Tab, new() { Name = "iDEAL" })).ToHaveAttributeAsync("aria-selected", "true");
        await page.WaitForFunctionAsync("() => said.some(([name, payload]) => name === 'change' && payload.value.type === 'ideal')");
        await page.Context.DisposeAsync();
    }
}

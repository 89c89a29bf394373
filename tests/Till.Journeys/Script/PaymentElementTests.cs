using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Script;

/// <summary>The Payment Element and what a page does with it, as Stripe documents it.</summary>
public sealed class PaymentElementTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string WithSecret =
        "async (clientSecret) => { globalThis.elements = stripe.elements({ clientSecret }); await show(elements, 'payment', '#payment'); }";

    /// <summary>Pays, and answers what the promise was settled with.</summary>
    private const string Confirm =
        """
        async () => {
          globalThis.result = undefined;
          try { globalThis.result = await stripe.confirmPayment({ elements, redirect: "if_required", confirmParams: { return_url: `${location.origin}/thanks` } }); }
          catch (error) { globalThis.result = { thrown: `${error.name}: ${error.message}` }; }
          return result;
        }
        """;

    [Fact]
    public async Task A_card_pays_and_the_page_goes_on_when_it_has_to_go_nowhere()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync();

        var result = await page.EvaluateAsync<JsonElement>(Confirm);

        Assert.True(result.TryGetProperty("paymentIntent", out var paid), result.ToString());
        Assert.Equal("succeeded", paid.GetProperty("status").GetString());
        var intent = await shop.IntentOfAsync(secret);
        Assert.Equal("succeeded", intent.GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Without_if_required_the_page_goes_to_the_return_address()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync();

        await page.EvaluateAsync("() => { stripe.confirmPayment({ elements, confirmParams: { return_url: `${location.origin}/thanks?order=7` } }); }");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Thank you" })).ToBeVisibleAsync();

        Assert.Equal(
            $"{shop.Url}/thanks?order=7&payment_intent={secret.Split("_secret_")[0]}&payment_intent_client_secret={secret}&redirect_status=succeeded", page.Url);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("4000000000000002", "generic_decline", "Your card was declined.")]
    [InlineData("4000000000009995", "insufficient_funds", "Your card has insufficient funds.")]
    [InlineData("4000000000000069", null, "Your card has expired.")]
    [InlineData("4000000000000127", null, "Your card's security code is incorrect.")]
    [InlineData("4000000000000119", null, "An error occurred while processing your card. Try again in a little bit.")]
    public async Task A_decline_is_told_in_the_banks_words_and_another_card_may_be_tried(string card, string? declineCode, string message)
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync(card);

        var error = (await page.EvaluateAsync<JsonElement>(Confirm)).GetProperty("error");
        await page.FillCardAsync();
        var again = await page.EvaluateAsync<JsonElement>(Confirm);

        Assert.Equal(("card_error", message), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
        Assert.Equal(declineCode, error.TryGetProperty("decline_code", out var code) ? code.GetString() : null);
        Assert.Equal("requires_payment_method", error.GetProperty("payment_intent").GetProperty("status").GetString());
        Assert.Equal("succeeded", again.GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("4242", "12 / 34", "123", "94107", "incomplete_number", "Your card number is incomplete.", "number")]
    [InlineData("4242424242424241", "12 / 34", "123", "94107", "invalid_number", "Your card number is invalid.", "number")]
    [InlineData("4242424242424242", "12", "123", "94107", "incomplete_expiry", "Your card's expiration date is incomplete.", "expiry")]
    [InlineData("4242424242424242", "12 / 20", "123", "94107", "invalid_expiry_year_past", "Your card's expiration year is in the past.", "expiry")]
    [InlineData("4242424242424242", "12 / 34", "12", "94107", "incomplete_cvc", "Your card's security code is incomplete.", "cvc")]
    [InlineData("378282246310005", "12 / 34", "123", "94107", "incomplete_cvc", "Your card's security code is incomplete.", "cvc")]
    [InlineData("4242424242424242", "12 / 34", "123", "941", "incomplete_zip", "Your postal code is incomplete.", "postalCode")]
    [InlineData("", "", "", "", "incomplete_number", "Your card number is incomplete.", "number")]
    public async Task What_is_incomplete_is_said_at_its_field_and_to_the_page(
        string number, string expiry, string cvc, string zip, string code, string message, string field)
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync(number, expiry, cvc, zip);

        var error = (await page.EvaluateAsync<JsonElement>(Confirm)).GetProperty("error");

        Assert.Equal(("validation_error", code, message), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        var input = page.PaymentFrame().Locator($"[name={field}]");
        await Expect(input).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(input).ToBeFocusedAsync();
        await Expect(page.PaymentFrame().Locator($"#{await input.GetAttributeAsync("aria-describedby")}")).ToHaveTextAsync(message);
        Assert.Equal("requires_payment_method", (await shop.IntentOfAsync(secret)).GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_passed_challenge_pays()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync("4000002760003184");

        var paying = page.EvaluateAsync<JsonElement>(Confirm);
        await page.AnswerChallengeAsync(pass: true);
        var result = await paying;

        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await Expect(page.Locator("iframe[src*='three-ds-2-challenge']")).ToHaveCountAsync(0);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("fail")]
    [InlineData("close")]
    [InlineData("escape")]
    public async Task A_challenge_that_is_failed_or_closed_pays_nothing(string how)
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(WithSecret, secret);
        await page.FillCardAsync("4000002760003184");

        var paying = page.EvaluateAsync<JsonElement>(Confirm);
        await Expect(page.ChallengeFrame().Locator("#test-source-fail-3ds")).ToBeEnabledAsync();
        switch (how)
        {
            case "fail":
                await page.AnswerChallengeAsync(pass: false);
                break;
            case "close":
                await page.FrameLocator("iframe[src*='three-ds-2-challenge']").GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
                break;
            default:
                await page.Keyboard.PressAsync("Escape");
                break;
        }
        var error = (await paying).GetProperty("error");

        Assert.Equal("payment_intent_authentication_failure", error.GetProperty("code").GetString());
        Assert.Equal("We are unable to authenticate your payment method. Please choose a different payment method and try again.", error.GetProperty("message").GetString());
        Assert.Equal("requires_payment_method", (await shop.IntentOfAsync(secret)).GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }
}

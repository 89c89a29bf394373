using System.Text.Json;
using Microsoft.Playwright;

namespace Till.Journeys.Script;

/// <summary>Elements that are there before their intent, as a checkout page uses them.</summary>
public sealed class DeferredTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Show =
        "async (options) => { globalThis.elements = stripe.elements({ mode: 'payment', amount: 1999, currency: 'usd', ...options }); await show(elements, 'payment', '#payment'); }";

    private const string Confirm =
        """
        async ([clientSecret, submits]) => {
          if (submits) { const { error } = await elements.submit(); if (error) return { submit: error }; }
          try { return await stripe.confirmPayment({ elements, clientSecret, redirect: "if_required" , confirmParams: { return_url: `${location.origin}/thanks` } }); }
          catch (error) { return { thrown: `${error.name}: ${error.message}` }; }
        }
        """;

    [Fact]
    public async Task The_intent_may_be_made_once_the_fields_are_filled_in()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();
        Assert.Equal("card", (await page.EvaluateAsync<JsonElement>("() => elements.submit()")).GetProperty("selectedPaymentMethod").GetString());

        var result = await page.EvaluateAsync<JsonElement>(Confirm, new object[] { await shop.IntentAsync(), false });

        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Submit_says_what_is_incomplete_before_anything_is_made()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync(cvc: "1");

        var error = (await page.EvaluateAsync<JsonElement>("() => elements.submit()")).GetProperty("error");

        Assert.Equal("Your card's security code is incomplete.", error.GetProperty("message").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Confirming_without_submitting_is_an_integration_error()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();

        var result = await page.EvaluateAsync<JsonElement>(Confirm, new object[] { await shop.IntentAsync(), false });

        Assert.Equal("IntegrationError: elements.submit() must be called before stripe.confirmPayment().", result.GetProperty("thrown").GetString());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("amount", "2099", "The provided amount (2099) does not match the expected amount (1999).")]
    [InlineData("currency", "eur", "The provided currency (eur) does not match the expected currency (usd).")]
    [InlineData("setup_future_usage", "off_session", "The provided setup_future_usage (off_session) does not match the expected setup_future_usage (null).")]
    [InlineData("capture_method", "manual", "The provided capture_method (manual) does not match the expected capture_method (automatic).")]
    public async Task An_intent_about_something_else_is_refused(string name, string value, string message)
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();
        var secret = await shop.IntentAsync((name, value));

        var error = (await page.EvaluateAsync<JsonElement>(Confirm, new object[] { secret, true })).GetProperty("error");

        Assert.Equal(("invalid_request_error", message), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
        Assert.Equal("requires_payment_method", (await shop.IntentOfAsync(secret)).GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task An_amount_that_was_updated_is_the_one_that_counts()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();
        await page.EvaluateAsync("() => { elements.update({ amount: 2099 }); }");

        var result = await page.EvaluateAsync<JsonElement>(Confirm, new object[] { await shop.IntentAsync(("amount", "2099")), true });

        Assert.Equal(2099, result.GetProperty("paymentIntent").GetProperty("amount").GetInt64());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_confirmation_token_lets_the_server_confirm()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();

        var made = await page.EvaluateAsync<JsonElement>("async () => { await elements.submit(); return stripe.createConfirmationToken({ elements, params: { return_url: `${location.origin}/thanks` } }); }");
        var token = made.GetProperty("confirmationToken");
        var paid = await shop.CallAsync(HttpMethod.Post, "/v1/payment_intents", ("amount", "1999"), ("currency", "usd"),
            ("automatic_payment_methods[enabled]", "true"), ("confirm", "true"), ("confirmation_token", token.GetProperty("id").GetString()!));

        Assert.Equal("4242", token.GetProperty("payment_method_preview").GetProperty("card").GetProperty("last4").GetString());
        Assert.Equal("succeeded", paid.GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_challenge_of_the_servers_confirmation_is_answered_on_the_page()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync("4000002760003184");
        var made = await page.EvaluateAsync<JsonElement>("async () => { await elements.submit(); return stripe.createConfirmationToken({ elements, params: { return_url: `${location.origin}/thanks` } }); }");
        var asked = await shop.CallAsync(HttpMethod.Post, "/v1/payment_intents", ("amount", "1999"), ("currency", "usd"), ("automatic_payment_methods[enabled]", "true"),
            ("confirm", "true"), ("confirmation_token", made.GetProperty("confirmationToken").GetProperty("id").GetString()!));
        Assert.Equal("requires_action", asked.GetProperty("status").GetString());

        var going = page.EvaluateAsync<JsonElement>("(clientSecret) => stripe.handleNextAction({ clientSecret })", asked.GetProperty("client_secret").GetString());
        await page.AnswerChallengeAsync(pass: true);

        Assert.Equal("succeeded", (await going).GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_card_is_kept_for_later_without_paying()
    {
        var page = await shop.OpenAsync("async () => { globalThis.elements = stripe.elements({ mode: 'setup', currency: 'usd' }); await show(elements, 'payment', '#payment'); }");
        await page.FillCardAsync();
        var setup = await shop.CallAsync(HttpMethod.Post, "/v1/setup_intents", ("automatic_payment_methods[enabled]", "true"));

        var result = await page.EvaluateAsync<JsonElement>(
            "async (clientSecret) => { await elements.submit(); return stripe.confirmSetup({ elements, clientSecret, redirect: 'if_required' }); }",
            setup.GetProperty("client_secret").GetString());

        Assert.Equal("succeeded", result.GetProperty("setupIntent").GetProperty("status").GetString());
        await Assertions.Expect(page.PaymentFrame().GetByText("By providing your card information, you allow Till sandbox")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_card_that_is_kept_may_have_to_be_confirmed_and_the_keyboard_will_do(bool passes)
    {
        var page = await shop.OpenAsync("async () => { globalThis.elements = stripe.elements({ mode: 'setup', currency: 'usd' }); await show(elements, 'payment', '#payment'); }");
        await page.FillCardAsync("4000002760003184");
        var setup = await shop.CallAsync(HttpMethod.Post, "/v1/setup_intents", ("automatic_payment_methods[enabled]", "true"));

        var keeping = page.EvaluateAsync<JsonElement>(
            "async (clientSecret) => { await elements.submit(); return stripe.confirmSetup({ elements, clientSecret, redirect: 'if_required' }); }",
            setup.GetProperty("client_secret").GetString());
        var button = page.ChallengeFrame().Locator(passes ? "#test-source-authorize-3ds" : "#test-source-fail-3ds");
        await Assertions.Expect(button).ToBeEnabledAsync();
        await page.Keyboard.PressAsync("Tab");
        if (!passes)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Assertions.Expect(button).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        var result = await keeping;

        if (passes)
        {
            Assert.Equal("succeeded", result.GetProperty("setupIntent").GetProperty("status").GetString());
        }
        else
        {
            Assert.Equal("setup_intent_authentication_failure", result.GetProperty("error").GetProperty("code").GetString());
        }

        await page.Context.DisposeAsync();
    }
}

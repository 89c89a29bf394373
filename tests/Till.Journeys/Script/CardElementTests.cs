using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Script;

/// <summary>The older Elements for cards: one line, or number, date and code as Elements of their own.</summary>
public sealed class CardElementTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string ShowCard = "async () => { globalThis.elements = stripe.elements(); globalThis.card = await show(elements, 'card', '#card'); }";

    private const string ShowParts =
        """
        async () => {
          globalThis.elements = stripe.elements();
          globalThis.card = await show(elements, "cardNumber", "#number", { showIcon: true });
          await show(elements, "cardExpiry", "#expiry");
          await show(elements, "cardCvc", "#cvc");
        }
        """;

    private const string Confirm = "(secret) => stripe.confirmCardPayment(secret, { payment_method: { card, billing_details: { name: 'Jenny Rosen' } } })";

    [Fact]
    public async Task One_line_takes_a_card_and_leads_from_field_to_field()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(ShowCard);
        var frame = page.FrameLocator("iframe[title='Secure card payment input frame']");
        await frame.Locator("[name=cardnumber]").ClickAsync();
        await page.Keyboard.TypeAsync("424242424242424212341239410794107");

        await Expect(frame.Locator("[name=cardnumber]")).ToHaveValueAsync("4242 4242 4242 4242");
        await Expect(frame.Locator("[name=exp-date]")).ToHaveValueAsync("12 / 34");
        await Expect(frame.Locator("[name=cvc]")).ToHaveValueAsync("123");
        var result = await page.EvaluateAsync<JsonElement>(Confirm, secret);

        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await Expect(page.Locator("#card")).ToContainClassAsync("StripeElement--complete");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Number_date_and_code_in_frames_of_their_own_are_one_card()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(ShowParts);
        await page.FrameLocator("iframe[title='Secure card number input frame']").Locator("[name=cardnumber]").FillAsync("4242424242424242");
        await page.FrameLocator("iframe[title='Secure expiration date input frame']").Locator("[name=exp-date]").FillAsync("1234");
        await page.FrameLocator("iframe[title='Secure CVC input frame']").Locator("[name=cvc]").FillAsync("123");

        var made = await page.EvaluateAsync<JsonElement>("() => stripe.createPaymentMethod({ type: 'card', card, billing_details: { email: 'jenny@example.com' } })");
        var result = await page.EvaluateAsync<JsonElement>(Confirm, secret);

        Assert.Equal("jenny@example.com", made.GetProperty("paymentMethod").GetProperty("billing_details").GetProperty("email").GetString());
        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task What_is_missing_is_an_error_in_Stripes_words()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(ShowParts);
        await page.FrameLocator("iframe[title='Secure card number input frame']").Locator("[name=cardnumber]").FillAsync("4242424242424242");

        var error = (await page.EvaluateAsync<JsonElement>(Confirm, secret)).GetProperty("error");

        Assert.Equal(("incomplete_expiry", "Your card's expiration date is incomplete."), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        await Expect(page.Locator("#expiry")).ToContainClassAsync("StripeElement--invalid");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_challenge_is_answered_or_left_to_the_page()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(ShowParts);
        await page.FrameLocator("iframe[title='Secure card number input frame']").Locator("[name=cardnumber]").FillAsync("4000002760003184");
        await page.FrameLocator("iframe[title='Secure expiration date input frame']").Locator("[name=exp-date]").FillAsync("1234");
        await page.FrameLocator("iframe[title='Secure CVC input frame']").Locator("[name=cvc]").FillAsync("123");

        var left = await page.EvaluateAsync<JsonElement>("(secret) => stripe.confirmCardPayment(secret, { payment_method: { card } }, { handleActions: false })", secret);
        var going = page.EvaluateAsync<JsonElement>("(secret) => stripe.handleCardAction(secret)", secret);
        await page.AnswerChallengeAsync(pass: true);

        Assert.Equal("requires_action", left.GetProperty("paymentIntent").GetProperty("status").GetString());
        Assert.Equal("succeeded", (await going).GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_made_once_and_can_be_looked_up()
    {
        var page = await shop.OpenAsync(ShowCard);
        var frame = page.FrameLocator("iframe[title='Secure card payment input frame']");
        await frame.Locator("[name=cardnumber]").FillAsync("4242424242424242");
        await frame.Locator("[name=exp-date]").FillAsync("1234");
        await frame.Locator("[name=cvc]").FillAsync("123");
        await frame.Locator("[name=postal]").FillAsync("94107");

        var made = (await page.EvaluateAsync<JsonElement>("() => stripe.createToken(card, { name: 'Jenny Rosen' })")).GetProperty("token");
        var found = (await page.EvaluateAsync<JsonElement>("(id) => stripe.retrieveToken(id)", made.GetProperty("id").GetString())).GetProperty("token");

        Assert.Equal(("card", "Jenny Rosen", "94107"),
            (found.GetProperty("type").GetString(), found.GetProperty("card").GetProperty("name").GetString(), found.GetProperty("card").GetProperty("address_zip").GetString()));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_style_is_worn_and_what_could_load_something_is_not()
    {
        var page = await shop.OpenAsync(
            """
            async () => {
              const style = { base: { fontSize: "20px", color: "rgb(1, 2, 3)", backgroundImage: "url(https://example.com/x.png)", "::placeholder": { color: "rgb(4, 5, 6)" } }, invalid: { color: "rgb(200, 0, 0)" } };
              globalThis.card = await show(stripe.elements(), "card", "#card", { style, hidePostalCode: true });
            }
            """);
        var input = page.FrameLocator("iframe[title='Secure card payment input frame']").Locator("[name=cardnumber]");

        await Expect(input).ToHaveCSSAsync("font-size", "20px");
        await Expect(input).ToHaveCSSAsync("color", "rgb(1, 2, 3)");
        await Expect(input).ToHaveCSSAsync("background-image", "none");
        await input.FillAsync("4242424242424241");
        await Expect(input).ToHaveCSSAsync("color", "rgb(200, 0, 0)");
        await Expect(page.FrameLocator("iframe[title='Secure card payment input frame']").Locator("[name=postal]")).ToHaveCountAsync(0);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_label_of_the_page_leads_into_the_field_and_clear_empties_it()
    {
        var page = await shop.OpenAsync(ShowCard);
        var input = page.FrameLocator("iframe[title='Secure card payment input frame']").Locator("[name=cardnumber]");

        await page.Locator("#card-label").ClickAsync();
        await Expect(input).ToBeFocusedAsync();
        await Expect(page.Locator("#card")).ToContainClassAsync("StripeElement--focus");
        await page.Keyboard.TypeAsync("42");
        await Expect(input).ToHaveValueAsync("42");
        await page.EvaluateAsync("() => { card.clear(); }");

        await Expect(input).ToHaveValueAsync("");
        await page.Context.DisposeAsync();
    }
}

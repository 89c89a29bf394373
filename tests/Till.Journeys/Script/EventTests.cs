using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Script;

/// <summary>What Elements tell the page, and what a keyboard does in them.</summary>
public sealed class EventTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Show =
        "async (options) => { globalThis.elements = stripe.elements({ mode: 'payment', amount: 1999, currency: 'usd' }); globalThis.payment = await show(elements, 'payment', '#payment', options); }";

    [Fact]
    public async Task The_page_hears_of_states_and_never_of_digits()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.FillCardAsync();
        await page.WaitForFunctionAsync("() => said.at(-1)[0] === 'change' && said.at(-1)[1].complete");
        await page.PaymentFrame().Locator("[name=cvc]").PressAsync("Escape");
        await page.Locator("#pay").FocusAsync();
        await page.WaitForFunctionAsync("() => said.at(-1)[0] === 'blur'");

        var said = JsonDocument.Parse(await page.EvaluateAsync<string>("() => JSON.stringify(said)")).RootElement;
        var names = said.EnumerateArray().Select(one => one[0].GetString()).ToList();
        var changes = said.EnumerateArray().Where(one => one[0].GetString() == "change").Select(one => one[1]).ToList();

        Assert.Equal(["loaderstart", "ready", "focus"], names.Take(3));
        Assert.Contains("escape", names);
        Assert.Equal("""{"elementType":"payment","collapsed":false,"complete":false,"empty":false,"value":{"type":"card"}}""", Compact(changes[0]));
        Assert.Equal("""{"elementType":"payment","collapsed":false,"complete":true,"empty":false,"value":{"type":"card"}}""", Compact(changes[^1]));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_payment_can_be_made_with_the_keyboard_alone()
    {
        var page = await shop.OpenAsync(Show, new { });
        await page.EvaluateAsync("() => { payment.focus(); }");
        var frame = page.PaymentFrame();
        await Expect(frame.Locator("[name=number]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("5555555555554444");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("1234");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("123");
        await page.Keyboard.PressAsync("Tab");
        await Expect(frame.Locator("[name=country]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("94107");
        await Expect(frame.Locator(".Brand")).ToHaveTextAsync("Mastercard");

        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => submits === 1");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#pay")).ToBeFocusedAsync();

        var result = await page.EvaluateAsync<JsonElement>(
            "async (clientSecret) => { await elements.submit(); return stripe.confirmPayment({ elements, clientSecret, redirect: 'if_required' }); }", await shop.IntentAsync());
        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("4242424242424242", "4242 4242 4242 4242", "Visa")]
    [InlineData("378282246310005", "3782 822463 10005", "American Express")]
    [InlineData("36227206271667", "3622 720627 1667", "Diners Club")]
    [InlineData("6200000000000005", "6200 0000 0000 0005", "UnionPay")]
    [InlineData("42424242424242424242", "4242 4242 4242 4242", "Visa")]
    public async Task A_number_is_grouped_as_it_stands_on_the_card(string typed, string written, string brand)
    {
        var page = await shop.OpenAsync(Show, new { });
        var number = page.PaymentFrame().Locator("[name=number]");
        await number.PressSequentiallyAsync(typed);

        await Expect(number).ToHaveValueAsync(written);
        await Expect(page.PaymentFrame().Locator(".Brand")).ToHaveTextAsync(brand);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("1234", "12 / 34")]
    [InlineData("634", "06 / 34")]
    [InlineData("12/2034", "12 / 34")]
    [InlineData("2034-12", "12 / 34")]
    [InlineData("1/34", "01 / 34")]
    public async Task A_date_may_be_written_in_any_usual_way(string given, string written)
    {
        var page = await shop.OpenAsync(Show, new { });
        var expiry = page.PaymentFrame().Locator("[name=expiry]");
        await expiry.FillAsync(given);

        await Expect(expiry).ToHaveValueAsync(written);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_digit_in_the_middle_can_be_put_right_without_the_caret_jumping()
    {
        var page = await shop.OpenAsync(Show, new { });
        var number = page.PaymentFrame().Locator("[name=number]");
        await number.FillAsync("4242 4342 4242 4242");
        await number.PressAsync("Home");
        for (var step = 0; step < 7; step++)
        {
            await number.PressAsync("ArrowRight");
        }

        await number.PressAsync("Backspace");
        await number.PressAsync("2");

        await Expect(number).ToHaveValueAsync("4242 4242 4242 4242");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "variables": { "fontSizeBase": "18px", "spacingUnit": "3px" } }""")]
    [InlineData("""{ "variables": { "fontFamily": "DejaVu Sans", "gridRowSpacing": "20px" }, "rules": { ".Input": { "padding": "10px 12px" } } }""")]
    public async Task A_frame_is_as_high_from_the_start_as_it_will_be(string appearance)
    {
        var page = await shop.OpenAsync();

        var heights = await page.EvaluateAsync<string[][]>(
            """
            async (appearance) => {
              const elements = stripe.elements({ mode: "payment", amount: 1999, currency: "usd", appearance: JSON.parse(appearance) });
              const heights = [];
              for (const [type, at, options] of [["linkAuthentication", "#email"], ["address", "#address", { mode: "shipping" }], ["payment", "#payment"]]) {
                const element = elements.create(type, options);
                const shown = ready(element);
                element.mount(at);
                const before = document.querySelector(`${at} iframe`).style.height;
                await shown;
                heights.push([before, document.querySelector(`${at} iframe`).style.height]);
              }
              return heights;
            }
            """, appearance);

        Assert.All(heights, pair => Assert.Equal(pair[0], pair[1]));
        Assert.Empty(await page.EvaluateAsync<string[]>("() => tillWatch.violations"));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task An_Element_can_be_taken_away_and_put_elsewhere()
    {
        var page = await shop.OpenAsync(Show, new { });

        await page.EvaluateAsync("() => { payment.unmount(); payment.mount('#card'); }");
        await Expect(page.FrameLocator("#card iframe").Locator("[name=number]")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { payment.destroy(); elements.create('payment').mount('#payment'); }");

        await Expect(page.FrameLocator("#payment iframe").Locator("[name=number]")).ToBeVisibleAsync();
        Assert.Equal("This Element has already been destroyed. Please create a new one.", await page.EvaluateAsync<string>("() => { try { payment.mount('#card'); } catch (error) { return error.message; } }"));
        await page.Context.DisposeAsync();
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}

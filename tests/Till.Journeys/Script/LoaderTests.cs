using System.Text.Json;
using Till.Journeys.Harness;

namespace Till.Journeys.Script;

/// <summary>The official loader from npm, and what Stripe() itself refuses.</summary>
public sealed class LoaderTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private static readonly string Loader = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "tests", "Till.Journeys", "node_modules", "@stripe", "stripe-js", "dist", "index.mjs"));

    [Fact]
    public async Task The_official_loader_loads_it_when_js_stripe_com_is_answered_by_the_sandbox()
    {
        await using var context = await Chromium.NewContextAsync(shop.Url);
        await context.RouteAsync("https://js.stripe.com/**", async route =>
            await route.FulfillAsync(new() { Response = await route.FetchAsync(new() { Url = $"{shop.Sandbox}/endive/stripe.js" }) }));
        await context.RouteAsync("**/loader.mjs", async route => await route.FulfillAsync(new() { ContentType = "text/javascript", Path = Loader }));
        await context.RouteAsync("**/shop.js", async route => await route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));
        await context.RouteAsync($"{shop.Sandbox}/endive/stripe.js", async route => await route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");

        var result = await page.EvaluateAsync<JsonElement>(
            """
            async (key) => {
              const { loadStripe } = await import("/loader.mjs");
              globalThis.stripe = await loadStripe(key);
              globalThis.elements = stripe.elements({ mode: "payment", amount: 1999, currency: "usd" });
              const payment = elements.create("payment");
              const ready = new Promise((resolve) => payment.on("ready", resolve));
              payment.mount("#payment");
              await ready;
              return { version: Stripe.version, tags: [...document.scripts].map((one) => one.src), surface: ["elements", "createToken", "createPaymentMethod", "confirmCardPayment", "_registerWrapper"].map((name) => typeof stripe[name]) };
            }
            """, shop.Key);
        await page.FillCardAsync();
        var paid = await page.EvaluateAsync<JsonElement>(
            "async (clientSecret) => { await elements.submit(); return stripe.confirmPayment({ elements, clientSecret, redirect: 'if_required' }); }", await shop.IntentAsync());

        Assert.Equal("endive", result.GetProperty("version").GetString());
        Assert.Contains(result.GetProperty("tags").EnumerateArray(), tag => tag.GetString()!.StartsWith("https://js.stripe.com/endive/stripe.js", StringComparison.Ordinal));
        Assert.All(result.GetProperty("surface").EnumerateArray(), type => Assert.Equal("function", type.GetString()));
        Assert.Equal("succeeded", paid.GetProperty("paymentIntent").GetProperty("status").GetString());
        Assert.DoesNotContain(PageWatch.Of(page).Complaints, text => text.Contains("Stripe"));
    }

    [Theory]
    [InlineData("Stripe()", "Missing value for Stripe(): apiKey should be a string.")]
    [InlineData("Stripe('')", "Please call Stripe() with your publishable key. You used an empty string.")]
    [InlineData("Stripe('sk_test_1234567890')", "You should not use your secret key with Stripe.js.")]
    [InlineData("Stripe('pk_live_1234567890')", "This is the sandbox's own Stripe.js, which takes test keys only.")]
    [InlineData("stripe.elements({ clientSecret: 'pi_1' })", "Invalid value for elements(): clientSecret should be a client secret of the form ${id}_secret_${secret}. You specified: pi_1.")]
    [InlineData("stripe.elements({ mode: 'payment', amount: 19.99, currency: 'usd' })", "Invalid value for elements(): amount should be a positive integer in the currency's subunit. You specified: 19.99.")]
    [InlineData("stripe.elements().create('payment')", "In order to create a payment element, you must pass a clientSecret or mode when creating the Elements group.")]
    [InlineData("stripe.elements().create('crad')", "A valid Element name must be provided.")]
    [InlineData("(() => { const one = stripe.elements(); one.create('card'); one.create('card'); })()", "Can only create one Element of type card.")]
    [InlineData("stripe.elements().create('card').mount('#nowhere')", "The selector you specified (#nowhere) applies to no DOM elements that are currently on the page.")]
    [InlineData("stripe.confirmPayment({ elements: {}, redirect: 'if_required' })", "Invalid value for stripe.confirmPayment(): elements should be an Elements group. You specified: object.")]
    [InlineData("stripe.confirmPayment({ elements: stripe.elements(), redirect: 'if_required' })", "Invalid value for stripe.confirmPayment(): elements should have a mounted Payment Element or Express Checkout Element.")]
    [InlineData("stripe.confirmCardPayment('no secret')", "Invalid value for stripe.confirmCardPayment(): paymentIntent clientSecret should be a client secret")]
    public async Task Misuse_is_an_integration_error_with_Stripes_words(string call, string message)
    {
        var page = await shop.OpenAsync();

        var thrown = await page.EvaluateAsync<string>($$"""async () => { try { await {{call}}; return "nothing"; } catch (error) { return `${error.name}: ${error.message}`; } }""");

        Assert.StartsWith($"IntegrationError: {message}", thrown, StringComparison.Ordinal);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task There_are_no_wallets_and_Elements_for_them_say_so()
    {
        var page = await shop.OpenAsync(
            """
            async () => {
              globalThis.wallet = await stripe.paymentRequest({ country: "US", currency: "usd", total: { label: "Order", amount: 1999 } }).canMakePayment();
              globalThis.elements = stripe.elements({ mode: "payment", amount: 1999, currency: "usd" });
              await show(elements, "expressCheckout", "#payment");
            }
            """);

        Assert.Null(await page.EvaluateAsync<object?>("() => wallet"));
        Assert.True(await page.EvaluateAsync<bool>("() => said.some(([name, payload]) => name === 'ready' && payload.elementType === 'expressCheckout' && payload.availablePaymentMethods === undefined)"));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_that_opens_nothing_is_a_load_error()
    {
        var page = await shop.OpenAsync();

        var told = await page.EvaluateAsync<JsonElement>(
            """
            () => new Promise((resolve) => {
              const payment = stripe.elements({ clientSecret: "pi_1_secret_2" }).create("payment");
              payment.on("loaderror", resolve);
              payment.mount("#payment");
            })
            """);

        Assert.Equal("payment", told.GetProperty("elementType").GetString());
        Assert.Equal("resource_missing", told.GetProperty("error").GetProperty("code").GetString());
        await page.Context.DisposeAsync();
    }
}

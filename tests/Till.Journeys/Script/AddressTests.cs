using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Script;

/// <summary>The Address and the Link Authentication Element beside a payment.</summary>
public sealed class AddressTests(ScriptShop shop) : IClassFixture<ScriptShop>
{
    private const string Show =
        """
        async ([clientSecret, mode]) => {
          globalThis.elements = stripe.elements({ clientSecret });
          globalThis.email = await show(elements, "linkAuthentication", "#email");
          globalThis.address = await show(elements, "address", "#address", { mode, fields: { phone: "always" }, validation: { phone: { required: "never" } } });
          await show(elements, "payment", "#payment");
        }
        """;

    [Fact]
    public async Task A_shipping_address_and_an_e_mail_address_go_with_the_payment()
    {
        var secret = await shop.IntentAsync();
        var page = await shop.OpenAsync(Show, new[] { secret, "shipping" });
        await page.FrameLocator("iframe[title='Secure email input frame']").Locator("[name=email]").FillAsync("jenny.rosen@example.com");
        var frame = page.FrameLocator("iframe[title='Secure address input frame']");
        await frame.Locator("[name=name]").FillAsync("Jenny Rosen");
        await frame.Locator("[name=country]").SelectOptionAsync("US");
        await frame.Locator("[name=addressLine1]").FillAsync("510 Townsend St");
        await frame.Locator("[name=locality]").FillAsync("San Francisco");
        await frame.Locator("[name=administrativeArea]").SelectOptionAsync("CA");
        await frame.Locator("[name=postalCode]").FillAsync("94103");
        await page.FillCardAsync();

        var told = await page.EvaluateAsync<JsonElement>("() => address.getValue()");
        var result = await page.EvaluateAsync<JsonElement>("() => stripe.confirmPayment({ elements, redirect: 'if_required' })");
        var intent = await shop.IntentOfAsync(secret);

        Assert.True(told.GetProperty("complete").GetBoolean());
        Assert.Equal("succeeded", result.GetProperty("paymentIntent").GetProperty("status").GetString());
        var shipping = intent.GetProperty("shipping");
        Assert.Equal(("Jenny Rosen", "510 Townsend St", "CA", "94103"),
            (shipping.GetProperty("name").GetString(), shipping.GetProperty("address").GetProperty("line1").GetString(),
                shipping.GetProperty("address").GetProperty("state").GetString(), shipping.GetProperty("address").GetProperty("postal_code").GetString()));
        var method = await shop.CallAsync(HttpMethod.Get, "/v1/payment_methods/" + intent.GetProperty("payment_method").GetString());
        Assert.Equal("jenny.rosen@example.com", method.GetProperty("billing_details").GetProperty("email").GetString());
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task With_a_billing_address_the_card_asks_for_none()
    {
        var page = await shop.OpenAsync(Show, new[] { await shop.IntentAsync(), "billing" });

        await Expect(page.PaymentFrame().Locator("[name=number]")).ToBeVisibleAsync();
        await Expect(page.PaymentFrame().Locator("[name=postalCode]")).ToBeHiddenAsync();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task What_is_missing_is_said_at_its_field_and_events_tell_what_is_there()
    {
        var page = await shop.OpenAsync(Show, new[] { await shop.IntentAsync(), "shipping" });
        var frame = page.FrameLocator("iframe[title='Secure address input frame']");
        await frame.Locator("[name=name]").FillAsync("Jenny Rosen");
        await frame.Locator("[name=country]").SelectOptionAsync("DE");

        var error = (await page.EvaluateAsync<JsonElement>("() => elements.submit()")).GetProperty("error");
        var last = await page.EvaluateAsync<JsonElement>("() => said.filter(([name, payload]) => name === 'change' && payload.elementType === 'address').at(-1)[1]");

        Assert.Equal("Your email is incomplete.", error.GetProperty("message").GetString());
        await Expect(frame.Locator("[name=addressLine1]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(frame.Locator("[name=administrativeArea]")).ToBeHiddenAsync();
        Assert.Equal(("shipping", false, "DE"),
            (last.GetProperty("elementMode").GetString(), last.GetProperty("complete").GetBoolean(), last.GetProperty("value").GetProperty("address").GetProperty("country").GetString()));
        await FrameChecks.AssertSoundAsync(page, "script-address");
        await page.Context.DisposeAsync();
    }
}

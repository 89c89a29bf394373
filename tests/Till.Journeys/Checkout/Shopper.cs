using System.Globalization;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Journeys.Script;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Checkout;

/// <summary>Somebody at a browser who buys on the shop's own page, step by step.</summary>
internal sealed class Shopper(CheckoutShop shop, IPage page, string email)
{
    public const string GoodCard = "4242424242424242";

    public IPage Page => page;

    public string Email => email;

    public ILocator Main => page.GetByRole(AriaRole.Main);

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator PayButton => page.Locator("button[data-pay]");

    /// <summary>What is said under the card's fields.</summary>
    public ILocator Problem => page.Locator("#payment-problem");

    public ILocator Errors => page.Locator(".validation-summary-errors");

    public ILocator Total => page.Locator("#summary .sum dd");

    /// <summary>Another tab of the same browser.</summary>
    public async Task<Shopper> NewTabAsync() => new(shop, await page.Context.NewPageAsync(), email);

    /// <summary>Goes to the checkout with one thing alone, as its Buy now button does.</summary>
    public async Task BuyNowAsync(string slug, int quantity = 1, string size = "")
    {
        await SendAsync("/checkout/now", await shop.VariantAsync(slug, size), quantity);
        await page.ReachAsync("**/checkout?item=*");
    }

    /// <summary>Puts something into the bag.</summary>
    public async Task AddAsync(string slug, int quantity = 1, string size = "")
    {
        await SendAsync("/bag/add", await shop.VariantAsync(slug, size), quantity);
        await page.ReachAsync("**/bag*");
    }

    public Task CardIsReadyAsync() => Expect(page.PaymentFrame().Locator("[name=number]")).ToBeEditableAsync();

    /// <param name="address">False: nothing is sent, so nobody asks where to.</param>
    public async Task FillAsync(string country = "US", bool address = true)
    {
        await page.Locator("[name='Form.Email']").FillAsync(email);
        await page.Locator("[name='Form.Name']").FillAsync("Jenny Rosen");
        if (address)
        {
            await ChooseCountryAsync(country);
            await page.Locator("[name='Form.Delivery.Street1']").FillAsync("354 Oyster Point Blvd");
            await page.Locator("[name='Form.Delivery.Town']").FillAsync("South San Francisco");
            if (country is "US" or "JP")
            {
                await page.Locator("[name='Form.Delivery.County']").FillAsync(country == "US" ? "CA" : "Tokyo");
            }

            await page.Locator("[name='Form.Delivery.Postcode']").FillAsync(
                country switch { "US" => "94080", "DE" => "10115", "JP" => "100-0001", "KW" => "13001", _ => throw new ArgumentException("No postcode is known.", nameof(country)) });
        }
    }

    /// <summary>Chooses, and waits until the shop has said what that costs.</summary>
    public async Task ChooseCountryAsync(string country)
    {
        var select = page.Locator("[name='Form.Delivery.Country']");
        if (await select.InputValueAsync() != country)
        {
            await page.LoadedAsync(); // Before that nobody hears of the choice.
            await page.RunAndWaitForResponseAsync(
                () => select.SelectOptionAsync(country), response => response.Url.Contains("handler=update", StringComparison.Ordinal));
            await Expect(page.Locator("#progress")).ToContainTextAsync("will be charged");
        }
    }

    public async Task PayAsync(string card = GoodCard)
    {
        await page.FillCardAsync(card, zip: null);
        await PayButton.ClickAsync();
    }

    public async Task PayInVainAsync(string card, string reason)
    {
        await PayAsync(card);
        await Expect(Problem).ToContainTextAsync(reason);
        await AssertUsableAsync();
    }

    /// <summary>The overlay is gone, and everything can be typed into and pressed again.</summary>
    public async Task AssertUsableAsync()
    {
        await Expect(page.Locator("#overlay")).ToBeHiddenAsync();
        await Expect(page.Locator("[name='Form.Email']")).ToBeEnabledAsync();
        await Expect(page.PaymentFrame().Locator("[name=number]")).ToBeEditableAsync();
        await Expect(PayButton).ToBeEnabledAsync();
    }

    /// <returns>The order's own address, by which it is found again.</returns>
    public async Task<string> ReachOrderAsync()
    {
        await page.ReachAsync("**/orders/**");
        await Expect(Heading).ToContainTextAsync("Thank you");
        Assert.DoesNotContain("secret", page.Url, StringComparison.Ordinal);
        return page.Url;
    }

    /// <summary>Sends a form as the shop's pages do, with the token that their script fetches.</summary>
    private async Task SendAsync(string action, string variant, int quantity)
    {
        await page.GotoAsync("/");
        await page.EvaluateAsync(
            """
            async ([action, variant, quantity]) => {
              const { token, field } = await (await fetch("/visitor")).json();
              const form = Object.assign(document.createElement("form"), { method: "post", action });
              for (const [name, value] of Object.entries({ variant, quantity, [field]: token })) {
                form.append(Object.assign(document.createElement("input"), { name, value }));
              }
              document.body.append(form);
              form.submit();
            }
            """,
            new[] { action, variant, quantity.ToString(CultureInfo.InvariantCulture) });
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>Somebody at a browser who buys an album, step by step.</summary>
internal sealed partial class Buyer(IPage page, string email)
{
    public const string GoodCard = "4242424242424242";

    public IPage Page => page;

    public string Email => email;

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator BuyButton => page.Locator(".offer").GetByRole(AriaRole.Button, new() { Name = "Buy for" });

    public ILocator PayButton => page.GetByTestId("hosted-payment-submit-button");

    public ILocator Refusal => page.GetByRole(AriaRole.Alert);

    /// <summary>The order's own address, by which it is found again.</summary>
    public string OrderUrl => OrderPath.Match(page.Url) is { Success: true } match
        ? match.Value
        : throw new InvalidOperationException($"{page.Url} is no order's page.");

    /// <summary>As a buyer finds it: along the shelf.</summary>
    public async Task OpenAlbumAsync(string slug)
    {
        await page.GotoAsync("/albums");
        await page.Locator($"main a[href='/albums/{slug}']").First.ClickAsync();
        await page.ReachAsync($"**/albums/{slug}");
    }

    /// <summary>From the album's page to Stripe's, in one click.</summary>
    public async Task GoToCheckoutAsync(string slug)
    {
        await OpenAlbumAsync(slug);
        await BuyButton.ClickAsync();
        await ReachCheckoutAsync();
    }

    public Task ReachCheckoutAsync() => page.ReachAsync("**/c/pay/**");

    /// <summary>Fills Stripe's page by the names that its fields have.</summary>
    public async Task FillAsync(string card = GoodCard)
    {
        var address = page.Locator("input[name=email]");
        if (await address.IsEditableAsync())
        {
            await address.FillAsync(email);
        }

        await page.Locator("input[name=cardNumber]").FillAsync(card);
        await page.Locator("input[name=cardExpiry]").FillAsync("12 / 40");
        await page.Locator("input[name=cardCvc]").FillAsync("123");
        await page.Locator("input[name=billingName]").FillAsync("Jenny Rosen");
        await page.Locator("select[name=billingCountry]").SelectOptionAsync("US");
        await page.Locator("input[name=billingPostalCode]").FillAsync("94110");
    }

    public async Task PayAsync(string card = GoodCard)
    {
        await FillAsync(card);
        await PayButton.ClickAsync();
    }

    /// <summary>Pays and is refused: the page stays, and says why.</summary>
    public async Task PayInVainAsync(string card)
    {
        await PayAsync(card);
        await Expect(Refusal).ToContainTextAsync("Nothing was charged");
    }

    /// <summary>The bank's question for a card with 3-D Secure.</summary>
    public async Task AnswerBankAsync(bool itIsMe)
    {
        await page.ReachAsync("**/3d_secure_2/**");
        await page.Locator(itIsMe ? "#test-source-authorize-3ds" : "#test-source-fail-3ds").ClickAsync();
    }

    /// <summary>Back from Stripe's page without having paid.</summary>
    public async Task GoBackToShopAsync()
    {
        await page.GetByTestId("business-link").ClickAsync();
        await page.ReachAsync("**/checkout/cancelled/**");
    }

    public async Task ReachOrderAsync()
    {
        await page.ReachAsync("**/orders/**");
        await Expect(Heading).ToContainTextAsync("Thank you");
    }

    public async Task BuyAsync(string slug)
    {
        await GoToCheckoutAsync(slug);
        await PayAsync();
        await ReachOrderAsync();
    }

    /// <summary>Presses a track's play button and hears it: the player's clock moves on.</summary>
    public async Task ListenAsync(int track)
    {
        await page.Locator(".tracks .play").Nth(track).ClickAsync();
        await page.WaitForFunctionAsync(
            """
            (track) => {
              const audio = document.querySelectorAll(".tracks audio")[track];
              if (audio.error) throw new Error(audio.error.message);
              return audio.currentTime > 0.2;
            }
            """,
            track);
    }

    [GeneratedRegex("^[^?#]*/orders/[0-9a-f-]{36}/[^/?#]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OrderPath { get; }
}

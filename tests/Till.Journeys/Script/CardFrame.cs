using Microsoft.Playwright;

namespace Till.Journeys.Script;

/// <summary>What a buyer does in the frames, found as other people's tests of the real ones find them.</summary>
internal static class CardFrame
{
    public static IFrameLocator PaymentFrame(this IPage page) => page.FrameLocator("iframe[title='Secure payment input frame']");

    public static async Task FillCardAsync(this IPage page, string number = "4242424242424242", string expiry = "12 / 34", string cvc = "123", string? zip = "94107")
    {
        var frame = page.PaymentFrame();
        await frame.Locator("[name=number]").FillAsync(number);
        await frame.Locator("[name=expiry]").FillAsync(expiry);
        await frame.Locator("[name=cvc]").FillAsync(cvc);
        if (zip is not null)
        {
            await frame.Locator("[name=postalCode]").FillAsync(zip);
        }
    }

    /// <summary>The bank's page in the frame over the shop's.</summary>
    public static IFrameLocator ChallengeFrame(this IPage page) =>
        page.FrameLocator("iframe[name^='__privateStripeFrame'][src*='three-ds-2-challenge']").FrameLocator("iframe[name='stripe-challenge-frame']");

    public static Task AnswerChallengeAsync(this IPage page, bool pass) =>
        page.ChallengeFrame().Locator(pass ? "#test-source-authorize-3ds" : "#test-source-fail-3ds").ClickAsync();
}

using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Memberships;

/// <summary>Stripe switched off: the shop goes on from its own record, and makes up for it once Stripe is back.</summary>
public sealed class SwitchedOffTests(ClubShop shop) : IClassFixture<ClubShop>
{
    [Fact]
    public async Task Every_page_renders_signing_up_succeeds_and_nothing_is_doubled_once_Stripe_is_back()
    {
        var member = await shop.NewPersonAsync("hazel@example.com");
        await member.JoinAsync("front-step");
        await shop.SwitchOffAsync();

        foreach (var path in new[] { "/", "/membership", "/membership/back-room", "/account", "/account/membership", "/account/data", "/join/return", "/bag" })
        {
            var answer = await member.Page.GotoAsync(path);
            Assert.Equal((path, 200), (path, answer!.Status));
        }

        await member.Page.GotoAsync("/account/membership");
        await Expect(member.Main).ToContainTextAsync("Paid until");
        await member.Button("Change the card").ClickAsync();
        await Expect(member.Main).ToContainTextAsync("did not answer. Nothing has changed.");
        await PageChecks.AssertSoundAsync(member.Page, "member-stripe-away", 503);

        var rowan = await shop.NewPersonAsync("rowan@example.com");
        await rowan.ChooseAsync("back-room");
        await rowan.FillAsync();
        await Expect(rowan.Main).ToContainTextAsync("Your account is open and you are signed in.");
        await PageChecks.AssertSoundAsync(rowan.Page, "join-stripe-away");
        await rowan.Button("Continue to payment").ClickAsync();
        await Expect(rowan.Main).ToContainTextAsync("Please try again in a minute.");

        await shop.SwitchOnAsync();
        await rowan.Page.GotoAsync("/join?plan=back-room&interval=month");
        await rowan.Button("Continue to payment").ClickAsync();
        await rowan.Page.ReachAsync("**/c/pay/**");
        await rowan.PayAsync();
        await rowan.ReachMembershipAsync();
        Assert.Single(await rowan.CustomersAsync());
        await rowan.SubscriptionAsync(); // there is one
    }
}

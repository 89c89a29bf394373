using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Memberships;

/// <summary>From the comparison of the plans to being a member, and what stands in the way.</summary>
public sealed class JoinTests(ClubShop shop) : IClassFixture<ClubShop>
{
    [Fact]
    public async Task A_visitor_signs_up_pays_and_is_a_member_with_all_that_it_gives()
    {
        var hazel = await shop.NewPersonAsync("hazel@example.com");
        await hazel.ChooseAsync("back-room");
        await PageChecks.AssertSoundAsync(hazel.Page, "join");

        await hazel.FillAsync();
        await hazel.Page.ReachAsync("**/c/pay/**");
        await hazel.PayAsync();
        await hazel.ReachMembershipAsync();

        await Expect(hazel.Main).ToContainTextAsync("Welcome to The Back Room");
        await Expect(hazel.Page.Locator("header .badge")).ToContainTextAsync("Back Room");
        await PageChecks.AssertSoundAsync(hazel.Page, "member-trial");
        await shop.Process.Mails.ReceiveAsync(hazel.Email, "Welcome to The Back Room");
        await hazel.Page.GotoAsync("/account");
        await PageChecks.AssertSoundAsync(hazel.Page, "member-account");
        await hazel.Page.GotoAsync("/membership");
        await Expect(hazel.Main).ToContainTextAsync("Your plan");
        await PageChecks.AssertSoundAsync(hazel.Page, "membership-of-member");

        await hazel.Page.GotoAsync("/albums/the-back-room");
        await PageChecks.AssertSoundAsync(hazel.Page, "album-included");
        await hazel.Main.GetByRole(AriaRole.Link, new() { Name = "Open it" }).ClickAsync();
        await Expect(hazel.Heading).ToHaveTextAsync("The Back Room, Volume One");
        await PageChecks.AssertSoundAsync(hazel.Page, "member-album");
        var download = await hazel.Page.RunAndWaitForDownloadAsync(() => hazel.Page.Locator(".downloads a").ClickAsync());
        Assert.EndsWith(".zip", download.SuggestedFilename);

        await hazel.Page.GotoAsync("/books/small-repairs");
        await PageChecks.AssertSoundAsync(hazel.Page, "book-member-price");
        await hazel.Button("Add to bag").ClickAsync();
        await hazel.Page.Locator("dialog[open] .bag-lines").WaitForAsync();
        await hazel.Page.GotoAsync("/bag");
        await Expect(hazel.Page.Locator(".bag-lines")).ToContainTextAsync("As a member you pay $20.00 instead of $25.00.");
        await PageChecks.AssertSoundAsync(hazel.Page, "bag-of-member");
    }

    [Fact]
    public async Task Who_leaves_Stripe_s_page_is_signed_in_unpaid_and_can_try_again()
    {
        var rowan = await shop.NewPersonAsync("rowan@example.com");
        await rowan.SignUpAsync("front-step");
        var paying = rowan.Page.Url;

        await rowan.Page.GetByTestId("business-link").ClickAsync();
        await rowan.Page.ReachAsync("**/join/cancelled");
        await Expect(rowan.Heading).ToHaveTextAsync("You have not joined");
        await PageChecks.AssertSoundAsync(rowan.Page, "join-cancelled");
        await rowan.Main.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
        await Expect(rowan.Main).ToContainTextAsync("Signed in as rowan@example.com");
        await PageChecks.AssertSoundAsync(rowan.Page, "join-signed-in");
        await rowan.Button("Continue to payment").ClickAsync();
        await rowan.Page.ReachAsync("**/c/pay/**");
        Assert.Equal(paying, rowan.Page.Url);
        await rowan.PayAsync();

        await rowan.ReachMembershipAsync();
        Assert.Equal("active", (await rowan.SubscriptionAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_bank_that_asks_is_answered_and_the_member_is_in_without_script_too()
    {
        var ash = await shop.NewPersonAsync("ash@example.com", script: false);
        await ash.SignUpAsync("front-step", "year");
        await ash.PayAsync(Person.BankAsks);
        await ash.AnswerBankAsync(itIsMe: true);

        await ash.ReachMembershipAsync();
        await Expect(ash.Main).ToContainTextAsync("$30.00 a year");
    }

    [Fact]
    public async Task An_address_that_has_an_account_signs_in_and_keeps_the_plan()
    {
        var first = await shop.NewPersonAsync("birch@example.com");
        await first.JoinAsync("front-step");
        var again = await shop.NewPersonAsync("birch@example.com");
        await again.ChooseAsync("back-room", "year");
        await again.Page.Locator("input[name=EmailAddress]").FillAsync(again.Email);
        await again.Page.Locator("input[name=Password]").FillAsync("four small boats");
        await again.Page.Locator("input[name=PasswordAgain]").FillAsync("four small boats");
        await again.Button("Open the account and pay").ClickAsync();

        await Expect(again.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has an account here already");
        await PageChecks.AssertSoundAsync(again.Page, "join-taken", 409);
        await again.Main.Locator("form").GetByRole(AriaRole.Link, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await again.Page.Locator("input[name=EmailAddress]").FillAsync(again.Email);
        await again.Page.Locator("input[name=Password]").FillAsync(Person.Password);
        await again.Button("Sign in").ClickAsync();
        await again.Page.ReachAsync("**/account/membership");
        await Expect(again.Main).ToContainTextAsync("The Front Step");
    }

    [Fact]
    public async Task Pages_of_who_is_not_signed_in_are_sound_and_claim_nothing()
    {
        var page = await shop.Process.NewPageAsync();
        await page.GotoAsync("/join/return?session_id=cs_test_nobody");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Back from the payment page");
        await PageChecks.AssertSoundAsync(page, "join-return");
        await page.GotoAsync("/members/the-back-room");
        await PageChecks.AssertSoundAsync(page, "member-album-closed", 403);
    }
}

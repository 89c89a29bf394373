using System.Text.Json;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Memberships;

/// <summary>What becomes of a membership: renewals, failures, changes of mind, and leaving.</summary>
public sealed class LifeTests(ClubShop shop) : IClassFixture<ClubShop>
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    [Fact]
    public async Task A_renewal_extends_it_a_failed_one_leaves_it_in_grace_and_another_card_mends_it()
    {
        var hazel = await shop.NewPersonAsync("hazel@example.com");
        await SignUpByClockAsync(hazel, "front-step");
        var before = (await hazel.SubscriptionAsync()).GetProperty("items").GetProperty("data")[0].GetProperty("current_period_end").GetInt64();

        await hazel.AdvanceAsync(Month + TimeSpan.FromHours(3));
        await shop.Process.Mails.ReceiveAsync(hazel.Email, "Receipt for The Front Step");
        var paid = DateTimeOffset.FromUnixTimeSeconds(before).AddMonths(1);
        await hazel.SeeAsync($"Paid until\n{paid.UtcDateTime:d MMMM yyyy}");
        await Expect(hazel.Page.Locator(".invoices tbody tr")).ToHaveCountAsync(2);
        await PageChecks.AssertSoundAsync(hazel.Page, "member-active");

        await hazel.ChangeCardAsync(Person.FailingCard);
        await hazel.AdvanceAsync(Month + TimeSpan.FromHours(3));
        await shop.Process.Mails.ReceiveAsync(hazel.Email, "The payment for The Front Step failed");
        await hazel.SeeAsync("The last payment failed.");
        await PageChecks.AssertSoundAsync(hazel.Page, "member-grace");

        await hazel.ChangeCardAsync(Person.GoodCard, "Pay with another card");
        await hazel.AdvanceAsync(TimeSpan.FromDays(8));
        await hazel.SeeAsync("Paid until");
        Assert.Equal("active", (await hazel.SubscriptionAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Retries_that_are_used_up_end_it_and_it_can_be_joined_again()
    {
        var rowan = await shop.NewPersonAsync("rowan@example.com");
        // A month ago by Stripe's clock: what was paid for is over an hour ago by the shop's.
        await SignUpByClockAsync(rowan, "front-step", TimeProvider.System.GetUtcNow().AddMonths(-1).AddHours(-1));
        await rowan.ChangeCardAsync(Person.FailingCard);
        await rowan.AdvanceAsync(Month + TimeSpan.FromHours(3));
        await rowan.SeeAsync("The last payment failed.");

        await rowan.AdvanceAsync(TimeSpan.FromDays(28));
        await shop.Process.Mails.ReceiveAsync(rowan.Email, "Your membership of The Front Step has ended");
        await rowan.SeeAsync("the payment failed, and went on failing");
        await PageChecks.AssertSoundAsync(rowan.Page, "member-ended");
        await rowan.Main.GetByRole(AriaRole.Link, new() { Name = "Join again" }).ClickAsync();
        await rowan.Main.Locator("a[href='/join?plan=back-room&interval=month']").ClickAsync();
        await Expect(rowan.Main).ToContainTextAsync("You pay $6.00 now");
        await rowan.Button("Continue to payment").ClickAsync();
        await rowan.Page.ReachAsync("**/c/pay/**");
        await rowan.PayAsync();
        await rowan.Page.ReachAsync("**/account/membership**");
    }

    [Fact]
    public async Task A_member_changes_the_plan_cancels_and_thinks_better_of_it()
    {
        var ash = await shop.NewPersonAsync("ash@example.com");
        await ash.JoinAsync("front-step");

        await ash.OpenPortalAsync("Change the plan");
        await ash.Page.GetByRole(AriaRole.Radio, new() { Name = "The Back Room" }).First.CheckAsync();
        await ash.Button("Continue").ClickAsync();
        await ash.Button("Confirm").ClickAsync();
        await ash.Page.ReachAsync("**/account/membership");
        await ash.SeeAsync("Switched to The Back Room");

        await ash.OpenPortalAsync("Cancel the membership");
        await ash.Button("Cancel plan").ClickAsync();
        await ash.Page.ReachAsync("**/account/membership");
        await shop.Process.Mails.ReceiveAsync(ash.Email, "You have cancelled The Back Room");
        await ash.SeeAsync("You have cancelled. You stay in until");
        await PageChecks.AssertSoundAsync(ash.Page, "member-cancelled");

        await ash.OpenPortalAsync("Stay after all");
        await ash.Button("Keep").ClickAsync();
        await ash.SeeAsync("Cancellation taken back");
        await Expect(ash.Button("Cancel the membership")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_deletes_the_account_is_told_of_the_membership_which_ends_at_Stripe()
    {
        var birch = await shop.NewPersonAsync("birch@example.com");
        await birch.JoinAsync("front-step");
        await birch.Page.GotoAsync("/account/data");
        await Expect(birch.Page.Locator(".notice.warn")).ToContainTextAsync("Your membership, The Front Step, is cancelled with it");
        await PageChecks.AssertSoundAsync(birch.Page, "leaving-member");

        var id = (await birch.SubscriptionAsync()).GetProperty("id").GetString();
        await birch.Page.Locator("input[name=ErasePassword]").FillAsync(Person.Password);
        await birch.Page.Locator("input[name=Sure]").CheckAsync();
        await birch.Button("Erase my account").ClickAsync();

        await birch.Page.ReachAsync("**/account/sign-in?after=erased**");
        await Expect(birch.Page.Locator(".notice")).ToContainTextAsync("your membership with it, which was paid until");
        Assert.Equal("canceled", (await shop.ReadAsync($"/v1/subscriptions/{id}")).GetProperty("status").GetString());
    }

    /// <summary>By Stripe's clock, so that a month passes in a moment.</summary>
    private static async Task SignUpByClockAsync(Person person, string plan, DateTimeOffset? from = null)
    {
        await person.SignUpAsync(plan);
        await person.LiveByClockAsync(from);
        await person.PayAsync();
        await person.ReachMembershipAsync();
    }
}

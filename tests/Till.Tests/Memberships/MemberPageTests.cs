using System.Net;
using Till.Storage;
using Till.Tests.Bags;
using Till.Tests.Checkout;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary><c>/account/membership</c>, from the shop's own record alone: nothing listens where Stripe would be.</summary>
public sealed class MemberPageTests
{
    private static readonly Dictionary<string, string?> Away = new() { ["Stripe:ApiBase"] = "http://127.0.0.1:1" };

    [Theory]
    [InlineData("status = 'active'", "In", "Paid until 10 December 2026", "Next payment $6.00 on 10 December 2026")]
    [InlineData("status = 'trialing', trial_ends_at = period_ends_at", "Trial", "Free until 10 December 2026", "Next payment $6.00 on 10 December 2026")]
    [InlineData("cancel_at = period_ends_at", "You have cancelled. You stay in until 10 December 2026, and nothing more is charged.", "Next payment none", "Stay after all")]
    [InlineData("status = 'past_due', paid_through = @now, past_due_since = @now", "The last payment failed. You are still in, for 14 days more: until 4 December 2026.", "Pay with another card", "In until 4 December 2026")]
    [InlineData("status = 'incomplete', paid_through = NULL", "Your first payment is being confirmed.", "Being confirmed", "")]
    [InlineData("status = 'canceled', paid_through = @now, ended_at = @now", "has ended on 20 November 2026: it was cancelled", "Join again", "")]
    [InlineData("status = 'unpaid', paid_through = @now", "the payment failed, and went on failing", "Pay with another card", "")]
    [InlineData("status = 'paused', trial_ends_at = @now", "the free days were over and there was no card to pay with", "Ended", "")]
    [InlineData("paid_through = @long", "what was paid for is over, and no new payment has been heard of", "Ended", "")]
    public async Task A_member_is_told_in_plain_words_where_they_stand(string set, string first, string second, string third)
    {
        await using var club = await ClubShop.OpenAsync(nameof(Engine.Sqlite), settings: Away);
        await club.Shop.ExecuteAsync($"UPDATE memberships SET {set}", new { now = ClubShop.Start, @long = ClubShop.Start.AddDays(-40) });
        using var ada = new Visitor(club.Shop.Address);
        await GateTests.SignInAsync(ada, "ada@example.com");

        var page = await ada.GetAsync("/account/membership");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.All([first, second, third], words => Assert.Contains(words, page.Page.Text("main")));
        Assert.Contains("The Back Room", (await ada.GetAsync("/account")).Page.Text("section[aria-labelledby=membership]"));
    }

    [Theory, BothEngines]
    public async Task Invoices_what_it_gives_and_what_has_happened_are_shown_and_belong_to_the_member(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine, settings: Away);
        await club.AddAsync(new("album", "session") { Title = "The Session", MemberOnly = true, Price = null });
        await club.Shop.ExecuteAsync("UPDATE plans SET benefits = 'A chair at the back'");
        var membership = await club.Shop.SingleAsync<Guid>("SELECT id FROM memberships");
        await InvoiceAsync(club, membership, "in_1", "R-0001", "paid", 6_00);
        await InvoiceAsync(club, membership, "in_2", "R-0002", "open", 6_00);
        await club.Shop.ExecuteAsync(
            "INSERT INTO membership_changes (id, membership_id, access, status, plan, cause, at) VALUES (@id, @membership, 'active', 'active', 'The Back Room', 'joined', @Start)",
            new { id = Chance.Secure.NewId(ClubShop.Start), membership, ClubShop.Start });
        using var ada = new Visitor(club.Shop.Address);
        await GateTests.SignInAsync(ada, "ada@example.com");

        var page = await ada.GetAsync("/account/membership");

        Assert.Equal(["https://stripe.example/in_1.pdf", "https://stripe.example/in_2.pdf"], page.Page.Html.QuerySelectorAll(".invoices td:first-child a").Select(link => link.GetAttribute("href")!).Order());
        Assert.Equal(["https://stripe.example/in_2"], page.Page.Html.QuerySelectorAll(".invoices td:nth-child(2) a").Select(link => link.GetAttribute("href")));
        Assert.Contains("Joined The Back Room", page.Page.Text(".history"));
        Assert.Contains("The Session by The Harbour Lamps", page.Page.Text("section[aria-labelledby=gives]"));
        Assert.Contains("A chair at the back", page.Page.Text("section[aria-labelledby=gives]"));
        Assert.Contains("Visa ending in 4242, until 04/2030", page.Page.Text(".facts"));

        using var eve = new Visitor(club.Shop.Address);
        Assert.Contains("/account/sign-in", (await eve.GetAsync("/account/membership")).Location);
        await GateTests.SignInAsync(eve, "eve@example.com");
        var others = await eve.GetAsync("/account/membership?welcome=true");
        Assert.Contains("You are no member yet.", others.Page.Text("main"));
        Assert.DoesNotContain("Welcome", others.Body);
    }

    [Theory, BothEngines]
    public async Task A_button_that_Stripe_does_not_answer_says_so_and_changes_nothing(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine, settings: Away);
        await club.Shop.ExecuteAsync("UPDATE accounts SET stripe_customer_id = 'cus_1' WHERE id = @Ada", new { club.Ada });
        using var ada = new Visitor(club.Shop.Address);
        await GateTests.SignInAsync(ada, "ada@example.com");
        var form = (await ada.GetAsync("/account/membership")).Fields("main form");

        // Stripe is asked again after pauses, which pass by the shop's clock.
        var refused = await club.Clock.RunAsync(
            ada.PostAsync("/account/membership", new Dictionary<string, string>(form) { ["Flow"] = "Cancel" }), TimeSpan.FromMinutes(5));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Contains("did not answer. Nothing has changed.", refused.Page.Text("[role=alert]"));
        foreach (var odd in new[] { "Nothing", "17", "" })
        {
            var answer = await club.Clock.RunAsync(
                ada.PostAsync("/account/membership", new Dictionary<string, string>(form) { ["Flow"] = odd }), TimeSpan.FromMinutes(5));
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.Status);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await ada.PostAsync("/account/membership", [new("Flow", "Cancel")])).Status);
    }

    [Fact]
    public async Task Who_erases_the_account_is_told_that_the_membership_goes_with_it_and_until_when_it_is_paid()
    {
        await using var club = await ClubShop.OpenAsync(nameof(Engine.Sqlite), settings: Away);
        using var ada = new Visitor(club.Shop.Address);
        await GateTests.SignInAsync(ada, "ada@example.com");

        var page = await ada.GetAsync("/account/data");

        Assert.Contains("Your membership, The Back Room, is cancelled with it, at once, although it is paid until 10 December 2026", page.Page.Text(".notice"));
        await club.EndAsync(club.Ada);
        Assert.Equal("", (await ada.GetAsync("/account/data")).Page.Text(".notice"));
        Assert.Contains("paid until 10 December 2026 and asks for nothing more", (await club.Shop.GetAsync("/account/sign-in?after=erased&paid=2026-12-10")).Text(".notice"));
    }

    internal static Task InvoiceAsync(ClubShop club, Guid membership, string id, string number, string state, long minor) => club.Shop.ExecuteAsync(
        """
        INSERT INTO membership_invoices (id, membership_id, stripe_invoice_id, number, state, billing_reason, currency, subtotal_minor, total_minor, paid_minor,
                                         period_starts_at, period_ends_at, page_url, pdf_url, created_at)
        VALUES (@key, @membership, @id, @number, @state, 'subscription_cycle', 'usd', @minor, @minor, @paid, @Start, @end, @page, @pdf, @Start)
        """,
        new
        {
            key = Chance.Secure.NewId(ClubShop.Start), membership, id, number, state, minor, paid = state == "paid" ? minor : 0, ClubShop.Start,
            end = ClubShop.Start.AddDays(20), page = $"https://stripe.example/{id}", pdf = $"https://stripe.example/{id}.pdf",
        });
}

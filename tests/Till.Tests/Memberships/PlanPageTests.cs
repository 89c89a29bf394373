using System.Net;
using Till.Storage;
using Till.Tests.Bags;
using Till.Tests.Catalogue;
using Till.Tests.Checkout;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary><c>/membership</c>: what the plans cost and give, side by side.</summary>
public sealed class PlanPageTests
{
    [Theory, BothEngines]
    public async Task Plans_stand_in_the_owner_s_order_with_prices_what_a_year_saves_and_what_they_give(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var plan = club.Plan;
        await YearAsync(club, plan.Variants[0], 60_00);
        await club.Shop.ExecuteAsync("UPDATE plans SET position = 2, trial_days = 14, benefits = 'A chair at the back'");
        var step = await club.Shop.AddAsync(new("membership", "front-step") { Title = "The Front Step", Price = 3_00, Interval = "month" });
        await club.Shop.Database.AddPlanAsync(step.Product, badge: null, opens: false, position: 1);
        await club.Shop.AddAsync(new("membership", "hidden") { Published = false, Interval = "month" });
        await club.AddAsync(new("good", "mug") { Title = "Secret mug", MemberOnly = true });

        var page = await club.Shop.GetAsync("/membership");

        Assert.Equal(["The Front Step", "The Back Room"], page.Texts(".plan h2"));
        Assert.Equal(["$3.00 a month", "$6.00 a month or $60.00 a year"], page.Texts(".plan .price"));
        Assert.Equal("A year saves you $12.00.", page.Text(".plan .muted"));
        Assert.Equal(
            ["/join?plan=front-step&interval=month", "/join?plan=back-room&interval=month", "/join?plan=back-room&interval=year"],
            page.Html.QuerySelectorAll(".plan a.button").Select(link => link.GetAttribute("href")));
        Assert.Equal(["Secret mug"], page.Texts(".card .title"));
        var rows = page.Html.QuerySelectorAll(".compared tbody tr").ToDictionary(
            row => row.QuerySelector("th")!.TextContent, row => string.Join(" | ", row.QuerySelectorAll("td").Select(cell => cell.TextContent)));
        Assert.Equal("–no | ✓yes", rows["What is for members only: to buy, play and download"]);
        Assert.Equal("✓yes | ✓yes", rows["Members’ prices"]);
        Assert.Equal("–no | ✓yes", rows["A chair at the back"]);
        Assert.Equal("–no | 14 days", rows["Free at first"]);
        Assert.Equal("–no | Back Room", rows["Badge beside your name"]);
        Assert.Equal("–no | $12.00", rows["A year saves"]);
        Assert.Contains("which saves $12.00", (await club.Shop.GetAsync("/membership/back-room")).Text(".facts"));
    }

    [Theory, BothEngines]
    public async Task A_member_sees_which_plan_is_theirs_and_guests_get_the_page_that_is_kept(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine, settings: new Dictionary<string, string?> { ["Till:PageCacheSeconds"] = "600" });
        var step = await club.Shop.AddAsync(new("membership", "front-step") { Title = "The Front Step", Price = 3_00, Interval = "month" });
        await club.Shop.Database.AddPlanAsync(step.Product);
        using var ada = new Visitor(club.Shop.Address);
        var before = await club.Shop.GetAsync("/membership");
        await GateTests.SignInAsync(ada, "ada@example.com");

        var member = await ada.GetAsync("/membership");
        var guest = await club.Shop.GetAsync("/membership");

        Assert.Equal(["Your plan"], member.Page.Texts(".mark.good"));
        Assert.Equal(["See your membership", "Change to this plan: The Front Step"], member.Page.Texts(".plan a.button").Order().Reverse());
        Assert.Equal(before.Body, guest.Body);
        Assert.DoesNotContain("Your plan", guest.Body);
        await club.Shop.ExecuteAsync("UPDATE plans SET badge = 'Other'");
        Assert.Equal(before.Body, (await club.Shop.GetAsync("/membership")).Body);
        await club.EndAsync(club.Ada);
        Assert.DoesNotContain("Your plan", (await ada.GetAsync("/membership")).Body);
    }

    [Theory, BothEngines]
    public async Task A_shop_without_keys_or_without_plans_says_so(string engine)
    {
        await using var club = await ClubShop.OpenAsync(
            engine, settings: new Dictionary<string, string?> { ["Stripe:SecretKey"] = null, ["Stripe:PublishableKey"] = null, ["Till:PageCacheSeconds"] = "0" });

        Assert.StartsWith("Joining is switched off", (await club.Shop.GetAsync("/membership")).Text(".notice"));
        await club.Shop.ExecuteAsync("UPDATE products SET published = @no", new { no = false });
        var empty = await club.Shop.GetAsync("/membership");
        Assert.Equal(HttpStatusCode.OK, empty.Status);
        Assert.Contains("Nothing stands on this shelf yet", empty.Text("main"));
        Assert.Empty(empty.Texts("table"));
    }

    [Theory, BothEngines]
    public async Task A_membership_that_the_owner_has_made_no_plan_of_says_that_it_cannot_be_joined(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        await club.Shop.AddAsync(new("membership", "someday") { Title = "Someday", Price = 3_00, Interval = "month" });

        var page = await club.Shop.GetAsync("/membership/someday");
        var plans = await club.Shop.GetAsync("/membership");

        Assert.Contains("It cannot be joined yet.", page.Text("main"));
        Assert.Equal("It cannot be joined yet.", plans.Text(".plan:has(#someday) .muted"));
        Assert.DoesNotContain("/join?plan=someday", page.Body + plans.Body);
        Assert.Equal(HttpStatusCode.NotFound, (await club.Shop.GetAsync("/join?plan=someday&interval=month")).Status);
        Assert.Contains("/join?plan=back-room&amp;interval=month", (await club.Shop.GetAsync("/membership/back-room")).Body);
    }

    [Theory, BothEngines]
    public async Task The_script_of_every_page_hears_whose_badge_it_shows(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        using var ada = new Visitor(club.Shop.Address);
        Assert.Contains("\"badge\":null", (await ada.GetAsync("/visitor")).Body);
        await GateTests.SignInAsync(ada, "ada@example.com");
        Assert.Contains("\"badge\":\"Back Room\"", (await ada.GetAsync("/visitor")).Body);
        await club.Shop.ExecuteAsync("UPDATE plans SET badge = NULL");
        Assert.Contains("\"badge\":\"Member\"", (await ada.GetAsync("/visitor")).Body);
        await club.EndAsync(club.Ada);
        Assert.Contains("\"badge\":null", (await ada.GetAsync("/visitor")).Body);
    }

    internal static Task YearAsync(ClubShop club, Guid variant, long minor) => club.Shop.ExecuteAsync(
        "INSERT INTO prices (id, variant_id, currency, amount_minor, interval, from_at) VALUES (@id, @variant, 'usd', @minor, 'year', @Opening)",
        new { id = Chance.Secure.NewId(Shelves.Opening), variant, minor, Shelves.Opening });
}

using System.Net;
using Till.Tests.Bags;
using Till.Tests.Catalogue;
using Till.Tests.Checkout;
using Till.Tests.Harness;

namespace Till.Tests.Memberships;

/// <summary>What members may and pay is decided here, by whose session it is: nobody else gets it, whatever they send.</summary>
public sealed class GateTests
{
    [Theory, BothEngines]
    public async Task A_member_pays_less_and_is_told_and_a_guest_or_another_account_pays_in_full(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var mug = await club.AddAsync(new("good", "mug") { Title = "Mug", Price = 10_00 }, memberMinor: 8_00);
        using var ada = new Visitor(club.Shop.Address);

        var guest = await PutAsync(ada, mug, ("unit_minor", "1"), ("price", "1"), ("member", "true"), ("accountId", club.Ada.ToString()));
        Assert.Contains("$10.00", guest.Page.Text(".bag-lines"));
        await SignInAsync(ada, "ada@example.com");
        var member = await ada.GetAsync("/bag");
        Assert.Contains("The price has changed: it was $10.00, now it is $8.00.", member.Page.Text(".bag-lines"));
        Assert.Contains("As a member you pay $8.00 instead of $10.00.", member.Page.Text(".bag-lines"));
        Assert.Equal("$8.00", member.Page.Text(".totals dd"));
        Assert.Equal("$8.00", (await ada.GetAsync("/checkout")).Page.Text(".totals dd"));

        await SignOutAsync(ada);
        Assert.Contains("nothing in it yet", (await ada.GetAsync("/bag")).Page.Text("main"));
        Assert.Contains("$10.00", (await PutAsync(ada, mug)).Page.Text(".bag-lines"));
        using var eve = new Visitor(club.Shop.Address);
        await SignInAsync(eve, "eve@example.com");
        Assert.Equal("$10.00", (await PutAsync(eve, mug)).Page.Text(".totals dd"));
    }

    [Theory, BothEngines]
    public async Task A_membership_that_ends_between_bag_and_payment_charges_nothing(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var mug = await club.AddAsync(new("good", "mug") { Title = "Mug", Price = 10_00 }, memberMinor: 8_00);
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");
        await PutAsync(ada, mug);
        var page = await ada.GetAsync("/checkout");
        var fields = page.Fields(filled: [
            ("Form.Email", "ada@example.com"), ("Form.Name", "Ada"), ("Form.Delivery.Country", "GB"), ("Form.Delivery.Street1", "1 Row"),
            ("Form.Delivery.Town", "London"), ("Form.Delivery.Postcode", "SW1Y 4JH")]);

        await club.EndAsync(club.Ada);
        var refused = await ada.PostAsync("/checkout?handler=pay", fields, "application/json");

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("a price has changed", refused.Body);
        Assert.Equal(0, await club.Shop.SingleAsync<long>("SELECT COUNT(*) FROM orders"));
        Assert.Equal(0, await club.Shop.SingleAsync<long>("SELECT COUNT(*) FROM payment_attempts"));
        Assert.Contains("it was $8.00, now it is $10.00", (await ada.GetAsync("/bag")).Page.Text(".bag-lines"));
    }

    /// <summary>A Buy button's bag is the browser's, whoever is signed in: its price is the payer's all the same.</summary>
    [Theory, BothEngines]
    public async Task What_a_member_began_to_buy_costs_a_guest_of_the_same_browser_the_full_price(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var mug = await club.AddAsync(new("good", "mug") { Price = 10_00 }, memberMinor: 8_00);
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");
        var member = await ada.BuyNowAsync(mug);
        Assert.Equal("$8.00", member.Page.Text(".totals dd"));
        var checkout = ada.Checkout;
        // The session is over, and the browser keeps the key of its bag.
        await club.Shop.ExecuteAsync("UPDATE accounts SET security_stamp = 'over' WHERE id = @Ada", new { club.Ada });

        var guest = await ada.GetAsync(checkout);

        Assert.Equal("$10.00", guest.Page.Text(".totals dd"));
    }

    [Theory, BothEngines]
    public async Task What_is_for_members_only_goes_into_no_other_bag_and_is_told_when_the_membership_has_ended(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var mug = await club.AddAsync(new("good", "mug") { Title = "Mug", MemberOnly = true, Price = 10_00 });
        var album = await club.AddAsync(new("album", "live") { MemberOnly = true, Price = 5_00 });
        using var eve = new Visitor(club.Shop.Address);
        await SignInAsync(eve, "eve@example.com");
        foreach (var (path, variant) in new[] { ("/bag/add", mug), ("/checkout/now", mug), ("/buy", album), ("/bag/add", album) })
        {
            var refused = await eve.PostAsync(path, Fields(variant));
            Assert.Equal((path, HttpStatusCode.Conflict), (path, refused.Status));
            Assert.Equal("This is for members only.", refused.Page.Text("[role=alert]"));
            Assert.Equal("/membership", refused.Page.Html.QuerySelector("main a.button")!.GetAttribute("href"));
        }

        Assert.Equal(0, await club.Shop.SingleAsync<long>("SELECT COUNT(*) FROM bag_lines"));
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");
        Assert.Equal("$10.00", (await PutAsync(ada, mug)).Page.Text(".totals dd"));
        Assert.Equal("$5.00", (await ada.PostAsync("/buy", Fields(album))).Page.Text(".price"));

        await club.EndAsync(club.Ada);

        Assert.Contains("This is for members only.", (await ada.GetAsync("/bag")).Page.Text(".bag-lines .problem"));
        Assert.Contains("Mug: This is for members only.", (await ada.GetAsync("/checkout")).Body);
    }

    [Theory, BothEngines]
    public async Task An_album_that_comes_with_the_membership_opens_to_members_while_they_are_in(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var session = await club.Shop.AddAsync(new("album", "session") { Title = "Session", MemberOnly = true, Price = null });
        var (full, _) = await club.Shop.TrackAsync(session.Product, 1, "Chairs Up", 1000);
        var zip = await club.Shop.DownloadAsync(session.Product, "session.zip");
        var sold = await club.Shop.AddAsync(new("album", "sold") { MemberOnly = true, Price = 5_00 });
        var soldZip = await club.Shop.DownloadAsync(sold.Product, "sold.zip");
        await club.AddAsync(new("album", "abroad") { MemberOnly = true, Price = 5_00, Currency = "eur" });
        await club.AddAsync(new("album", "open") { Price = null });
        await club.AddAsync(new("album", "given") { MemberOnly = true, Price = 5_00 }, memberMinor: 0);
        using var ada = new Visitor(club.Shop.Address);
        foreach (var path in new[] { "/members/session", $"/members/session/{zip.Sha256}/session.zip", "/members/given" })
        {
            var closed = await ada.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, closed.Status));
            Assert.Contains("comes with a membership", closed.Page.Text("[role=alert]"));
        }

        await SignInAsync(ada, "ada@example.com");
        var page = await ada.GetAsync("/members/session");
        Assert.Equal([$"/members/session/{zip.Sha256}/session.zip"], page.Page.Html.QuerySelectorAll(".downloads a").Select(link => link.GetAttribute("href")));
        Assert.Equal($"the whole of session.zip", (await ada.GetAsync($"/members/session/{zip.Sha256}/session.zip")).Body);
        Assert.Equal("all of Chairs Up", (await ada.GetAsync($"/members/session/{full.Sha256}/x.wav?play=true")).Body);
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/members/given")).Status);
        foreach (var other in new[] { "/members/sold", "/members/abroad", "/members/open", "/members/none", $"/members/session/{soldZip.Sha256}/x", "/members/session/../x" })
        {
            Assert.Equal((other, HttpStatusCode.NotFound), (other, (await ada.GetAsync(other)).Status));
        }

        var needless = await ada.PostAsync("/bag/add", Fields(session.Variants[0]));
        Assert.StartsWith("This comes with your membership", needless.Page.Text("[role=alert]"));
        await club.EndAsync(club.Ada);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.GetAsync($"/members/session/{zip.Sha256}/session.zip")).Status);
    }

    [Theory, BothEngines]
    public async Task A_plan_gives_what_its_owner_says(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine, opens: false, prices: true);
        var mug = await club.AddAsync(new("good", "mug") { Price = 10_00 }, memberMinor: 8_00);
        var secret = await club.AddAsync(new("good", "secret") { MemberOnly = true });
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");

        Assert.Equal("$8.00", (await PutAsync(ada, mug)).Page.Text(".totals dd"));
        Assert.Equal(HttpStatusCode.Conflict, (await ada.PostAsync("/bag/add", Fields(secret))).Status);
        await club.Shop.ExecuteAsync("UPDATE plans SET member_prices = @no, opens_member_only = @yes", new { no = false, yes = true });
        Assert.Equal("$10.00", (await ada.GetAsync("/bag")).Page.Text(".totals dd"));
        Assert.Equal(HttpStatusCode.OK, (await ada.PostAsync("/bag/add", Fields(secret))).Status);
    }

    [Theory, BothEngines]
    public async Task Members_pay_no_more_than_others_do_and_a_price_that_was_taken_back_counts_no_more(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        var sale = await club.AddAsync(new("good", "sale") { Price = 7_00 }, memberMinor: 8_00);
        var ended = await club.AddAsync(new("good", "ended") { Price = 10_00 }, memberMinor: 8_00);
        await club.Shop.Database.AddMemberPriceAsync(ended, null, ClubShop.Start.AddDays(-1));
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");

        Assert.Equal("$7.00", (await PutAsync(ada, sale)).Page.Text(".totals dd"));
        Assert.Equal("$17.00", (await PutAsync(ada, ended)).Page.Text(".totals dd"));
    }

    [Theory, BothEngines]
    public async Task Lists_and_pages_show_both_prices_and_are_the_same_for_everybody(string engine)
    {
        await using var club = await ClubShop.OpenAsync(engine);
        await club.AddAsync(new("good", "mug") { Price = 10_00 }, memberMinor: 8_00);
        await club.AddAsync(new("album", "session") { MemberOnly = true, Price = null });
        using var ada = new Visitor(club.Shop.Address);
        await SignInAsync(ada, "ada@example.com");

        foreach (var path in new[] { "/goods", "/goods/mug" })
        {
            var page = await ada.GetAsync(path);
            Assert.Contains("$10.00", page.Page.Text(".price"));
            Assert.Contains("$8.00 for members", page.Page.Text(".members"));
            Assert.Equal((await club.Shop.GetAsync(path)).Body, page.Body);
        }

        Assert.Equal("included for members", (await ada.GetAsync("/albums")).Page.Text(".members"));
        Assert.Equal("/members/session", (await ada.GetAsync("/albums/session")).Page.Html.QuerySelector(".offer a.button")!.GetAttribute("href"));
        await club.Shop.Database.AddMemberPriceAsync(await club.Shop.SingleAsync<Guid>("SELECT id FROM variants WHERE sku = 'mug-'"), 6_00, ClubShop.Start.AddSeconds(-1));
        Assert.Contains("$6.00 for members", (await ada.GetAsync("/goods?sort=price")).Page.Text(".members"));
    }

    private static Dictionary<string, string> Fields(Guid variant) => new() { ["variant"] = variant.ToString(), ["quantity"] = "1" };

    /// <summary>Puts one into the bag as a browser without script does, with whatever else is sent along, and gives the bag's page.</summary>
    private static async Task<Seen> PutAsync(Visitor visitor, Guid variant, params (string, string)[] forged)
    {
        var asked = await visitor.PostAsync("/bag/add", Fields(variant));
        var sent = await visitor.PostAsync("/bag/add", asked.Fields("form[action='/bag/add']", forged));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        return await visitor.GetAsync("/bag");
    }

    internal static async Task SignInAsync(Visitor visitor, string email)
    {
        var page = await visitor.GetAsync("/account/sign-in");
        var sent = await visitor.PostAsync("/account/sign-in", page.Fields("main form", ("EmailAddress", email), ("Password", ClubShop.Password)));
        Assert.Equal("/account", sent.Location);
    }

    private static async Task SignOutAsync(Visitor visitor)
    {
        var page = await visitor.GetAsync("/account");
        Assert.Equal("/", (await visitor.PostAsync("/account/sign-out", page.Fields("form[action='/account/sign-out']"))).Location);
    }
}

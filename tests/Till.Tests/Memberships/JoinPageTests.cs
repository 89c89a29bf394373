using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Till.Accounts;
using Till.Storage;
using Till.Tests.Bags;
using Till.Tests.Catalogue;
using Till.Tests.Checkout;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Memberships;

/// <summary>From the wish to join to being a member, over HTTP, with the local Stripe or without.</summary>
public sealed class JoinPageTests
{
    private const string Email = "new@example.com";
    private const string Path = "/join?plan=back-room&interval=month";

    /// <summary>Nothing listens there.</summary>
    private static readonly Dictionary<string, string?> Away = new() { ["Stripe:ApiBase"] = "http://127.0.0.1:1" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_guest_opens_an_account_is_signed_in_at_once_pays_and_is_a_member_whose_address_is_confirmed_later(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await PlanAsync(shop.Get<Database>());
        using var buyer = new Buyer(shop.Address);

        var form = await buyer.GetAsync(Path);
        Assert.Contains("Free for 14 days first, then $6.00 each month.", form.Words);
        var sent = await SendAsync(buyer, form);
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.StartsWith(shop.Sandbox.Address, sent.Location);
        Assert.Equal((Email, false), await shop.SingleAsync<(string, bool)>("SELECT email, email_confirmed FROM accounts"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:confirm'"));
        Assert.Contains("not confirmed yet", (await buyer.GetAsync("/account")).Words);

        // Gone back without paying: signed in, unpaid, and the same page of Stripe's is opened again.
        var cancelled = await buyer.GetAsync("/join/cancelled");
        Assert.Contains("Nothing was charged. Your account is open and you are signed in", cancelled.Words);
        Assert.Equal(Path, cancelled.Document.QuerySelector("main a.button")!.GetAttribute("href"));
        Assert.Equal(sent.Location, (await buyer.SubmitAsync(await buyer.GetAsync(Path), "/join")).Location);
        Assert.Contains("You have begun to join", (await buyer.GetAsync("/account/membership")).Words);

        var paid = await buyer.PayAsync(sent.Location!, email: Email);
        Assert.Contains("/join/return?session_id=cs_", paid.Location);
        var back = await buyer.GetAsync(paid.Location!);
        Assert.EndsWith("/account/membership?welcome=true", back.Location);
        var page = await buyer.GetAsync(back.Location!);
        Assert.Contains("Welcome to The Back Room. You are in", page.Words);
        Assert.Contains("Visa ending in 4242", page.Words);
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM memberships"));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM join_attempts"));
        Assert.EndsWith("/account/membership", (await buyer.GetAsync(Path)).Location);
        Assert.EndsWith("/account/membership?welcome=true", (await buyer.GetAsync("/join/cancelled")).Location);
    }

    [Theory, BothEngines]
    public async Task Guest_purchases_come_along_only_once_the_address_is_confirmed(string engine)
    {
        await using var club = await OpenAsync(engine);
        await club.ExecuteAsync(
            """
            INSERT INTO orders (id, number, paid_at, bag_id, bag_version, state, link_key, email, email_key, description, currency, subtotal_minor, total_minor, created_at)
            VALUES (@id, 1, @Opening, @id, 1, 'paid', 'key', @Email, @Email, 'An album', 'usd', 100, 100, @Opening)
            """,
            new { id = Chance.Secure.NewId(Shelves.Opening), Email, Shelves.Opening });
        using var eve = new Visitor(club.Address);

        await SignUpAsync(eve);

        Assert.Equal(0, await club.SingleAsync<long>("SELECT COUNT(*) FROM orders WHERE account_id IS NOT NULL"));
        Assert.Contains("Nothing yet.", (await eve.GetAsync("/account")).Page.Text("section[aria-labelledby=purchases]"));
    }

    [Theory, BothEngines]
    public async Task Stripe_away_makes_the_account_signs_in_and_doubles_nothing(string engine)
    {
        await using var club = await OpenAsync(engine);
        using var ada = new Visitor(club.Address);

        var later = await SignUpAsync(ada);

        Assert.Equal("/join?plan=back-room&interval=month&later=true", later.Location);
        var page = await ada.GetAsync(later.Location!);
        Assert.Contains("Your account is open and you are signed in. Our payment provider did not answer.", page.Page.Text("[role=alert]"));
        var again = await ada.PostAsync(Path, page.Fields("main form"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, again.Status);
        Assert.Contains("Please try again in a minute.", again.Page.Text("[role=alert]"));
        Assert.Equal(1, await club.SingleAsync<long>("SELECT COUNT(*) FROM accounts"));
        Assert.Equal(1, await club.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'stripe:customer'"));
        Assert.Equal(HttpStatusCode.OK, (await ada.GetAsync("/account/membership")).Status);
        Assert.Contains("You have not joined", (await ada.GetAsync("/join/cancelled")).Body);
    }

    [Theory, BothEngines]
    public async Task Without_keys_it_says_so_and_opens_no_account(string engine)
    {
        await using var club = await OpenAsync(engine, new() { ["Stripe:SecretKey"] = null, ["Stripe:PublishableKey"] = null });
        using var ada = new Visitor(club.Address);

        var page = await ada.GetAsync(Path);
        var forged = await ada.PostAsync(Path, (await ada.GetAsync("/account/sign-in")).Fields("main form", Typed()));

        Assert.All([page, forged], one => Assert.Equal(HttpStatusCode.ServiceUnavailable, one.Status));
        Assert.Contains("Joining is switched off", page.Page.Text("[role=alert]"));
        Assert.Equal(0, await club.SingleAsync<long>("SELECT COUNT(*) FROM accounts"));
    }

    [Theory, BothEngines]
    public async Task An_address_that_is_somebody_s_is_told_to_sign_in_and_its_own_password_does(string engine)
    {
        await using var club = await OpenAsync(engine);
        await club.Services.AddAccountAsync(Email, "four small boats");
        using var eve = new Visitor(club.Address);

        var taken = await SignUpAsync(eve);

        Assert.Equal(HttpStatusCode.Conflict, taken.Status);
        Assert.Contains("This address has an account here already.", taken.Page.Text("[role=alert]"));
        var signIn = taken.Page.Html.QuerySelector("form a.button")!.GetAttribute("href")!;
        Assert.Equal($"/account/sign-in?returnUrl={Uri.EscapeDataString(Path)}", signIn);
        Assert.EndsWith("/account/sign-in?returnUrl=%2Faccount", (await eve.GetAsync("/account")).Location);
        var form = await eve.GetAsync(signIn);
        Assert.Equal(Path, (await eve.PostAsync(signIn, form.Fields("main form", ("EmailAddress", Email), ("Password", "four small boats")))).Location);

        using var ada = new Visitor(club.Address);
        var sent = await ada.PostAsync(Path, (await ada.GetAsync(Path)).Fields("main form", Typed("four small boats")));
        Assert.Equal("/join?plan=back-room&interval=month&later=true", sent.Location);
        Assert.Equal(1, await club.SingleAsync<long>("SELECT COUNT(*) FROM accounts"));
    }

    [Theory, BothEngines]
    public async Task An_unconfirmed_address_is_taken_over_while_nothing_hangs_on_it_and_by_nobody_afterwards(string engine)
    {
        await using var club = await OpenAsync(engine);
        var account = await club.Services.AddAccountAsync(Email, "four small boats", confirmed: false);
        using var first = new Visitor(club.Address);
        using var second = new Visitor(club.Address);

        Assert.NotNull((await SignUpAsync(first)).Location);
        Assert.Equal(account, await club.SingleAsync<Guid>("SELECT id FROM accounts"));
        Assert.Equal("/join?plan=back-room&interval=month&later=true", (await SignUpAsync(second, "five small boats")).Location);
        Assert.Contains("/account/sign-in", (await first.GetAsync("/account")).Location);

        await club.ExecuteAsync("UPDATE accounts SET stripe_customer_id = 'cus_1'");
        using var third = new Visitor(club.Address);
        Assert.Equal(HttpStatusCode.Conflict, (await SignUpAsync(third, "six small boats")).Status);
        var register = await third.GetAsync("/account/register");
        await third.PostAsync("/account/register", register.Fields("main form", Typed("six small boats")));
        Assert.Equal(1, await club.SingleAsync<long>("SELECT COUNT(*) FROM outbox WHERE kind = 'mail:address-taken'"));
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/account")).Status);
        var signIn = await third.GetAsync("/account/sign-in");
        Assert.Equal("/account", (await third.PostAsync("/account/sign-in", signIn.Fields("main form", ("EmailAddress", Email), ("Password", "five small boats")))).Location);
    }

    /// <summary>Without script a second click sends the form again before the first answer has come.</summary>
    [Theory, BothEngines]
    public async Task Two_clicks_at_once_open_one_account_and_both_sessions_hold(string engine)
    {
        await using var club = await OpenAsync(engine);
        using var one = new Visitor(club.Address);
        using var other = new Visitor(club.Address);
        var (a, b) = (await one.GetAsync(Path), await other.GetAsync(Path));

        await Task.WhenAll(one.PostAsync(Path, a.Fields("main form", Typed())), other.PostAsync(Path, b.Fields("main form", Typed())));
        var again = await other.GetAsync("/account");

        Assert.Equal(1, await club.SingleAsync<long>("SELECT COUNT(*) FROM accounts"));
        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    [Theory]
    [InlineData("/join", HttpStatusCode.Redirect)]
    [InlineData("/join?plan=none", HttpStatusCode.NotFound)]
    [InlineData("/join?plan=//evil.example&interval=month", HttpStatusCode.NotFound)]
    [InlineData("/join?plan=back-room&interval=once", HttpStatusCode.NotFound)]
    [InlineData("/join?plan=back-room&interval=year", HttpStatusCode.NotFound)]
    [InlineData("/join?plan=unplanned", HttpStatusCode.NotFound)]
    [InlineData("/join?plan=back-room", HttpStatusCode.OK)]
    [InlineData("/join?plan=back-room&returnUrl=https://evil.example", HttpStatusCode.OK)]
    [InlineData("/join/return", HttpStatusCode.OK)]
    [InlineData("/join/return?session_id=cs_test_other&look=x", HttpStatusCode.OK)]
    [InlineData("/join/cancelled", HttpStatusCode.OK)]
    public async Task Whatever_the_address_says_it_leads_nowhere_else_and_claims_nothing(string path, HttpStatusCode status)
    {
        await using var club = await OpenAsync("Sqlite");
        await club.AddAsync(new("membership", "unplanned") { Interval = "month" });
        using var visitor = new Visitor(club.Address);

        var page = await visitor.GetAsync(path);

        Assert.Equal(status, page.Status);
        Assert.DoesNotContain("evil.example", page.Body);
        Assert.DoesNotContain("Welcome", page.Body);
    }

    [Fact]
    public async Task What_is_typed_wrongly_is_said_at_its_field_and_opens_nothing()
    {
        await using var club = await OpenAsync("Sqlite");
        using var visitor = new Visitor(club.Address);
        foreach (var (typed, why) in new[]
        {
            (new[] { ("EmailAddress", "nobody"), ("Password", "three small boats"), ("PasswordAgain", "three small boats") }, "not an e-mail address"),
            ([("EmailAddress", Email), ("Password", "short"), ("PasswordAgain", "short")], "at least 10 characters"),
            ([("EmailAddress", Email), ("Password", "three small boats"), ("PasswordAgain", "three small goats")], "The two passwords differ."),
        })
        {
            var refused = await visitor.PostAsync(Path, (await visitor.GetAsync(Path)).Fields("main form", typed));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
            Assert.Contains(why, refused.Page.Text(".field-validation-error"));
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync(Path, Typed().Select(one => KeyValuePair.Create(one.Item1, one.Item2)))).Status);
        Assert.Equal(0, await club.SingleAsync<long>("SELECT COUNT(*) FROM accounts"));
    }

    private static (string, string)[] Typed(string password = ClubShop.Password) => [("EmailAddress", Email), ("Password", password), ("PasswordAgain", password)];

    private static async Task<Seen> SignUpAsync(Visitor visitor, string password = ClubShop.Password) =>
        await visitor.PostAsync(Path, (await visitor.GetAsync(Path)).Fields("main form", Typed(password)));

    private static Task<Answer> SendAsync(Buyer buyer, Answer form) => buyer.SubmitAsync(form, "/join", Typed());

    /// <summary>A shop whose Stripe is away unless told otherwise.</summary>
    private static async Task<TestShop> OpenAsync(string engine, Dictionary<string, string?>? settings = null)
    {
        var shop = await TestShop.StartAsync(engine, settings ?? Away);
        await PlanAsync(shop.Database);
        return shop;
    }

    private static async Task PlanAsync(Database database)
    {
        var plan = await Shelves.AddAsync(database, new("membership", "back-room") { Title = "The Back Room", Price = 6_00, Interval = "month" });
        await database.AddPlanAsync(plan.Product, "Back Room", trialDays: 14);
    }
}

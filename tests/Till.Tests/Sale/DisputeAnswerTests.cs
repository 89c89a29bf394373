using System.Text.Json;
using Till.Disputes;
using Till.Orders;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;
using Till.Tests.Orders;

namespace Till.Tests.Sale;

/// <summary>What the shop says to the bank: gathered, kept as a draft, sent once, and decided.</summary>
public sealed class DisputeAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_desk_counts_the_time_gathers_what_the_shop_knows_and_sends_it_once(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var (order, dispute) = await DisputedAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        Assert.Equal("1", (await owner.GetAsync("/admin")).Page.QuerySelector("dd a[href='/admin/disputes']")!.TextContent);
        var list = await owner.GetAsync("/admin/disputes");
        Assert.Contains("9 days and 11 hours left", Assert.Single(list.Rows()));
        clock.Advance(TimeSpan.FromDays(9));
        Assert.Contains("11 hours left", (await owner.GetAsync("/admin/disputes")).Page.QuerySelector(".mark.bad")!.TextContent);

        var page = await owner.GetAsync($"/admin/disputes/{dispute}");
        Assert.Contains("1 × Night Trains, The Owls: $19.99", Field(page, "product_description"));
        Assert.Equal("ada@example.com", page.Page.QuerySelector("#Say_customer_email_address_")!.GetAttribute("value"));
        Assert.Equal("2027-01-10", page.Page.QuerySelector("#Say_service_date_")!.GetAttribute("value"));
        Assert.Contains("was paid with Visa", Field(page, "uncategorized_text"));
        Assert.Contains("The receipt was sent to ada@example.com.", Field(page, "uncategorized_text"));

        var draft = await SendAsync(owner, page, "?handler=Save", ("Say[uncategorized_text]", "They have <b>it</b>.\nSee above."));
        Assert.Contains("The draft is kept.", draft.Text);
        Assert.Equal("They have <b>it</b>.\nSee above.", Field(draft, "uncategorized_text"));
        var atStripe = await StripesAsync(shop);
        Assert.Equal(("needs_response", null), (atStripe.GetProperty("status").GetString(), Said(atStripe, "uncategorized_text")));
        Assert.Contains("a draft is kept", Assert.Single((await owner.GetAsync("/admin/disputes")).Rows()));

        var unsure = await SendAsync(owner, draft, "", ("Say[uncategorized_text]", "winning_evidence"));
        Assert.Equal(400, unsure.Status);
        Assert.NotNull(unsure.Page.QuerySelector("#Sure-error"));
        Assert.Equal("winning_evidence", Field(unsure, "uncategorized_text"));
        clock.Advance(TimeSpan.FromMinutes(1));
        var answered = await SendAsync(owner, draft, "", ("Say[uncategorized_text]", "winning_evidence"), ("Sure", "true"));
        Assert.Contains("The answer is with the bank.", answered.Text);
        Assert.Contains("the bank decides", answered.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("winning_evidence", answered.Text);
        Assert.Null(answered.Page.QuerySelector("main form"));
        var again = await SendAsync(owner, draft, "", ("Say[uncategorized_text]", "losing_evidence"), ("Sure", "true"));
        Assert.Contains("waits for no answer any more", again.Text);
        await shop.WorkAsync(); // the outbox finds it done
        Assert.Equal(("winning_evidence", "2027-01-10"), (Said(await StripesAsync(shop), "uncategorized_text"), Said(await StripesAsync(shop), "service_date")));
        Assert.Equal(1, (await StripesAsync(shop)).GetProperty("evidence_details").GetProperty("submission_count").GetInt32());

        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();
        Assert.Contains("won, and the money came back", (await owner.GetAsync($"/admin/disputes/{dispute}")).Text);
        Assert.Contains("won", Assert.Single((await owner.GetAsync("/admin/disputes")).Rows()));
        var log = await owner.ChangesAsync();
        Assert.Contains("Answered a dispute $19.99 of order", log[0]);
        Assert.Contains("Saved an answer to a dispute", log[1]);
        Assert.Contains("Answered a dispute, by", (await owner.GetAsync($"/admin/orders/{order}")).Text);
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Two_who_answer_at_the_same_moment_and_a_lost_reply_reach_the_bank_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var (_, dispute) = await DisputedAsync(shop);
        var answer = shop.Get<AnswerDispute>();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(at => answer.RunAsync(dispute, Evidence.Of(("uncategorized_text", $"Answer {at}")), Actor.CommandLine, Cancel)));
        Assert.Equal([AnswerDispute.Outcome.Done, AnswerDispute.Outcome.TooLate], both.Order());
        // As if Stripe's reply, and all that it changed here, had been lost.
        await shop.ExecuteAsync("UPDATE disputes SET status = 'needs_response'");
        await answer.CarryOutAsync(new DisputeAnswer(dispute, await shop.SingleAsync<DateTimeOffset>("SELECT submitted_at FROM dispute_answers")), Cancel);

        Assert.Equal("under_review", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        Assert.Equal(1, (await StripesAsync(shop)).GetProperty("evidence_details").GetProperty("submission_count").GetInt32());
        Assert.Null((await shop.QueryAsync<string?>("SELECT refused FROM dispute_answers"))[0]);
    }

    [Theory, BothEngines]
    public async Task What_was_answered_in_Stripes_dashboard_meanwhile_is_not_answered_again(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        var (_, dispute) = await DisputedAsync(shop);
        await shop.StripePostAsync($"/v1/disputes/{await shop.SingleAsync<string>("SELECT stripe_dispute_id FROM disputes")}", ("evidence[uncategorized_text]", "From the dashboard"));

        Assert.Equal(AnswerDispute.Outcome.Refused, await shop.Get<AnswerDispute>().RunAsync(dispute, Evidence.Of(("uncategorized_text", "From the desk")), Actor.CommandLine, Cancel));

        Assert.Equal("under_review", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        Assert.Contains("under_review", await shop.SingleAsync<string>("SELECT refused FROM dispute_answers"));
        Assert.Equal(1, await shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM attention WHERE kind = 'refused_answer'"));
        Assert.Equal("From the dashboard", Said(await StripesAsync(shop), "uncategorized_text"));
    }

    [Theory, BothEngines]
    public async Task An_inquiry_that_becomes_a_chargeback_is_answered_once_more(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var (_, dispute) = await DisputedAsync(shop, Cards.Inquired);
        var answer = shop.Get<AnswerDispute>();
        Assert.Equal(AnswerDispute.Outcome.Done, await answer.RunAsync(dispute, Evidence.Of(("uncategorized_text", "escalate_inquiry_evidence")), Actor.CommandLine, Cancel));
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();
        Assert.Equal("needs_response", await shop.SingleAsync<string>("SELECT status FROM disputes"));

        Assert.Equal(AnswerDispute.Outcome.Done, await answer.RunAsync(dispute, Evidence.Of(("uncategorized_text", "winning_evidence")), Actor.CommandLine, Cancel));
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();

        Assert.Equal("won", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Nothing_is_sent_when_the_time_is_up_or_the_answer_is_none(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var (order, dispute) = await DisputedAsync(shop);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var page = await owner.GetAsync($"/admin/disputes/{dispute}");
        Assert.Contains("says something", (await SendAsync(owner, page, "", [.. Evidence.Names.Select(name => ($"Say[{name}]", "")), ("Sure", "true")])).Text);
        var long_ = await SendAsync(owner, page, "?handler=Save", ("Say[uncategorized_text]", new string('x', 20_001)), ("Say[customer_name]", "a\u0007"));
        Assert.Equal(400, long_.Status);
        Assert.All(["#Say_uncategorized_text_-error", "#Say_customer_name_-error"], error => Assert.NotNull(long_.Page.QuerySelector(error)));
        Assert.Equal(404, (await owner.GetAsync($"/admin/disputes/{Guid.Empty}")).Status);

        var buyer = await owner.GetAsync(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"));
        Assert.Contains("The downloads are closed because the payment was disputed with the bank", buyer.Text);
        clock.Advance(TimeSpan.FromDays(10));
        Assert.Contains("the time is up", (await owner.GetAsync($"/admin/disputes/{dispute}")).Text);
        Assert.Equal(400, (await SendAsync(owner, page, "", ("Sure", "true"))).Status);
        await shop.CatchUpAsync();
        Assert.Contains("lost, and the money stays with the buyer", (await owner.GetAsync($"/admin/disputes/{dispute}")).Text);
        Assert.Contains(
            "The downloads are closed because the bank gave the payment back.",
            (await owner.GetAsync(await shop.SingleAsync<string>("SELECT '/orders/' || id || '/' || link_key FROM orders"))).Text);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT dispute_id FROM dispute_answers"));
        Assert.NotEqual(Guid.Empty, order);
    }

    [Theory, BothEngines]
    public async Task What_was_sent_and_what_was_put_together_by_the_shop_is_told_as_it_was(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var (order, towels, _) = await LineRefundTests.BuyAsync(shop, "pm_card_createDisputeProductNotReceived");
        await shop.ReconcileAsync();
        await shop.Get<ShipOrder>().RunAsync(order, new Dictionary<int, int> { [towels] = 1 }, "DHL", "00340", Actor.CommandLine, Cancel);
        await shop.Get<ShipOrder>().RunAsync(order, null, "UPS", "1Z9", Actor.CommandLine, Cancel);

        var told = await GatherAsync(shop);
        Assert.Equal(("DHL, UPS", "00340, 1Z9"), (told["shipping_carrier"], told["shipping_tracking_number"]));
        Assert.Contains("12 Analytical Way", told["shipping_address"]);
        Assert.Contains("3 × Tea Towel, Loom & Co: $50.97", told["product_description"]);
        Assert.Contains("A parcel left with UPS, parcel 1Z9: 2 × Tea Towel.", told["uncategorized_text"]);
        Assert.Contains("The buyer put the order together", told["uncategorized_text"]);
        await shop.ExecuteAsync("UPDATE orders SET pay_until = created_at");
        Assert.Contains("The shop put the order together as the buyer had asked", (await GatherAsync(shop))["uncategorized_text"]);
    }

    private static Task<Evidence> GatherAsync(SaleShop shop) => shop.Get<Database>().ReadAsync(
        async db => await GatherEvidence.RunAsync(db, Assert.Single(await DisputeCase.OpenAsync(db, 10))), Cancel);

    private static async Task<(Guid Order, Guid Dispute)> DisputedAsync(SaleShop shop, string card = Cards.Disputed)
    {
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()), card);
        await shop.CatchUpAsync();
        return (await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'"), await shop.SingleAsync<Guid>("SELECT id FROM disputes"));
    }

    private static async Task<JsonElement> StripesAsync(SaleShop shop) =>
        await shop.StripeAsync($"/v1/disputes/{await shop.SingleAsync<string>("SELECT stripe_dispute_id FROM disputes")}");

    private static string? Said(JsonElement dispute, string field) => dispute.GetProperty("evidence").GetProperty(field).GetString();

    private static string Field(Accounts.Answer page, string name) => page.Page.QuerySelector($"[name='Say[{name}]']")!.TextContent;

    /// <summary>Sends the page's form as it stands, but for these fields.</summary>
    private static Task<Accounts.Answer> SendAsync(Browser owner, Accounts.Answer page, string handler, params (string Name, string Value)[] fields)
    {
        var form = page.Page.QuerySelector("main form")!;
        var values = form.QuerySelectorAll("input[name]").Where(input => input.GetAttribute("type") != "checkbox")
            .Select(input => (Name: input.GetAttribute("name")!, Value: input.GetAttribute("value") ?? ""))
            .Concat(form.QuerySelectorAll("textarea[name]").Select(area => (Name: area.GetAttribute("name")!, Value: area.TextContent)))
            .ToDictionary(one => one.Name, one => one.Value);
        foreach (var (name, value) in fields)
        {
            values[name] = value;
        }

        return owner.PostAsync(form.GetAttribute("action")! + handler, values);
    }
}

using Till.Payments;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;

namespace Till.Tests.Sale;

/// <summary>A buyer asks their bank for the money of an order back, and the bank decides.</summary>
public sealed class DisputeTests
{
    [Theory, BothEngines]
    public async Task A_disputed_order_tells_until_when_to_answer_and_is_whole_again_when_the_dispute_is_won(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        var order = await BuyAsync(shop, Cards.Disputed);
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);

        Assert.Equal("needs_response", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        Assert.Equal(1, await OpenCasesAsync(shop, "dispute"));
        Assert.Equal(0, await OpenDownloadsAsync(shop));
        await shop.AssertBooksAsync();
        var sheet = await owner.GetAsync($"/admin/orders/{order}");
        Assert.Contains("Answer it until 19 January 2027, 23:59 UTC", sheet.Page.QuerySelector(".notice.warn")!.TextContent);
        Assert.NotNull(sheet.Page.QuerySelector($".notice.warn a[href='/admin/disputes/{await shop.SingleAsync<Guid>("SELECT id FROM disputes")}']"));
        Assert.Contains("The bank took $19.99", Line(sheet));
        Assert.Contains("fee $15.00", Line(sheet));
        Assert.Contains("Event charge.dispute.created", Line(sheet));
        var cases = await owner.GetAsync("/admin/attention");
        Assert.Contains("until 19 January 2027, 23:59 UTC", cases.Text);
        Assert.NotNull(cases.Page.QuerySelector($"main a[href='/admin/orders/{order}']"));

        await AnswerAsync(shop, "winning_evidence");
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();

        Assert.Equal("won", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL"));
        Assert.Equal(1, await OpenDownloadsAsync(shop));
        await shop.AssertBooksAsync();
        var after = await owner.GetAsync($"/admin/orders/{order}");
        Assert.Null(after.Page.QuerySelector(".notice.warn"));
        Assert.Contains("The bank gave $19.99 back", Line(after));
        Assert.Contains("Dispute closed: won", Line(after));
    }

    [Theory, BothEngines]
    public async Task A_lost_dispute_stays_booked_and_is_a_case_once(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        await BuyAsync(shop, Cards.Disputed);

        await shop.StripePostAsync($"/v1/disputes/{await shop.SingleAsync<string>("SELECT stripe_dispute_id FROM disputes")}/close");
        await shop.CatchUpAsync();

        Assert.Equal((0, 1), (await OpenCasesAsync(shop, "dispute"), await OpenCasesAsync(shop, "lost_dispute")));
        Assert.Equal(0, await OpenDownloadsAsync(shop));
        await shop.AssertBooksAsync();
        await shop.ExecuteAsync("UPDATE attention SET resolved_at = created_at");
        await shop.Get<Settle>().RunAsync(
            await shop.SingleAsync<Guid>("SELECT id FROM payment_attempts"), new StripeHint(IsDispute: true), TestContext.Current.CancellationToken);
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL"));
        Assert.Equal(2, await shop.SingleAsync<long>("SELECT COUNT(*) FROM ledger WHERE source LIKE 'dispute:%'"));
    }

    [Theory, BothEngines]
    public async Task An_inquiry_takes_nothing_until_it_becomes_a_chargeback(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await BuyAsync(shop, Cards.Inquired);
        Assert.Equal(1, await OpenDownloadsAsync(shop));
        Assert.Contains("the bank only asks", await shop.SingleAsync<string>("SELECT done FROM attention WHERE kind = 'dispute'"));
        await shop.AssertBooksAsync();

        await AnswerAsync(shop, "escalate_inquiry_evidence");
        clock.Advance(TimeSpan.FromMinutes(1));
        await shop.CatchUpAsync();

        Assert.Equal(0, await OpenDownloadsAsync(shop));
        Assert.Contains("has taken the money back", await shop.SingleAsync<string>("SELECT done FROM attention WHERE kind = 'dispute' AND resolved_at IS NULL"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task The_reconciler_learns_how_a_dispute_ended_when_no_event_tells(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await BuyAsync(shop, Cards.Disputed);
        await AnswerAsync(shop, "winning_evidence");
        clock.Advance(TimeSpan.FromDays(70));
        await shop.StripeAsync("/v1/disputes"); // whatever was due by then happens before the last event is looked up
        await shop.ExecuteAsync("UPDATE settings SET value = @last WHERE name LIKE 'stripe_event_cursor%'", new
        {
            last = (await shop.StripeAsync("/v1/events?limit=1")).GetProperty("data")[0].GetProperty("id").GetString(),
        });

        await shop.ReconcileAsync();

        Assert.Equal("won", await shop.SingleAsync<string>("SELECT status FROM disputes"));
        Assert.Equal(1, await OpenDownloadsAsync(shop));
        await shop.AssertBooksAsync();
    }

    private static async Task<Guid> BuyAsync(SaleShop shop, string card)
    {
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()), card);
        await shop.CatchUpAsync();
        return await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE state = 'paid'");
    }

    /// <summary>In Stripe's own words for a test, which tell the bank how to decide.</summary>
    private static async Task AnswerAsync(SaleShop shop, string evidence) => await shop.StripePostAsync(
        $"/v1/disputes/{await shop.SingleAsync<string>("SELECT stripe_dispute_id FROM disputes")}", ("evidence[uncategorized_text]", evidence));

    private static Task<int> OpenCasesAsync(SaleShop shop, string kind) =>
        shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM attention WHERE kind = @kind AND resolved_at IS NULL", new { kind });

    private static Task<int> OpenDownloadsAsync(SaleShop shop) =>
        shop.SingleAsync<int>("SELECT CAST(COUNT(*) AS integer) FROM entitlements WHERE revoked_at IS NULL");

    private static string Line(Accounts.Answer page) => string.Join(
        '\n', page.Page.QuerySelectorAll(".line-of-time li").Select(one => string.Join(' ', one.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
}

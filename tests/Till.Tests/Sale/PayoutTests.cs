using System.Text;
using Till.Payments;
using Till.Storage;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;
using Till.Tests.Memberships;

namespace Till.Tests.Sale;

/// <summary>What Stripe paid out, tied to what was sold, to the last cent.</summary>
public sealed class PayoutTests
{
    private const string Year = "from=2027-01-01&to=2027-12-31";

    [Theory, BothEngines]
    public async Task A_payout_ties_with_sales_refunds_and_disputes_and_tells_whose_they_are(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 1999);
        await BuyAsync(shop, 5000);
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", await PaymentAsync(shop, 5000)), ("amount", "1200"));
        await BuyAsync(shop, 3000, Cards.Disputed);

        var payout = await PayOutAsync(shop);

        var net = 1999 - 88 + 5000 - 175 - 1200 + 3000 - 117 - 3000 - 1500;
        Assert.Equal((net, 5, 0), await SumsAsync(shop, payout));
        Assert.Equal(
            ["adjustment tied -4500", "charge tied 1911", "charge tied 2883", "charge tied 4825", "payout own -3919", "refund tied -1200"],
            await shop.QueryAsync<string>("SELECT type || ' ' || tie || ' ' || CAST(net_minor AS text) FROM payout_bookings ORDER BY 1"));
        Assert.Equal(0, await CasesAsync(shop, "payout_apart"));
        await shop.AssertBooksAsync();
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var list = await owner.GetAsync($"/admin/reports/payouts?{Year}");
        Assert.Equal(["18 Jan 2027, 12:00 20 Jan 2027 on its way $57.99 -$18.80 $39.19 5 ties"], list.Rows());
        var sheet = await owner.GetAsync(list.Page.QuerySelector(".sheet tbody a")!.GetAttribute("href")!);
        Assert.Contains("All 5 bookings are in the books", sheet.Text);
        Assert.Contains("Payment 3 $99.99 -$3.80 $96.19", sheet.Rows());
        Assert.Contains("Dispute 1 -$30.00 -$15.00 -$45.00", sheet.Rows());
        Assert.Contains(sheet.Rows(), row => row.StartsWith("Refund Order 1002 -$12.00 $0.00 -$12.00 ties ", StringComparison.Ordinal));
        Assert.Contains(sheet.Rows(), row => row.StartsWith("Dispute Order 1003 ", StringComparison.Ordinal));
        var order = await shop.SingleAsync<Guid>("SELECT id FROM orders WHERE number = 1001");
        Assert.NotNull(sheet.Page.QuerySelector($"main a[href='/admin/orders/{order}']"));
    }

    [Theory, BothEngines]
    public async Task Money_of_another_program_is_counted_in_red_and_is_a_case_once(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 1999);
        await shop.StripePostAsync(
            "/v1/payment_intents", ("amount", "700"), ("currency", "usd"), ("confirm", "true"), ("payment_method", "pm_card_visa"), ("allowed_payment_method_types[]", "card"));

        var payout = await PayOutAsync(shop);

        Assert.Equal((1999 - 88 + 700 - 50, 2, 1), await SumsAsync(shop, payout));
        Assert.Equal(1, await CasesAsync(shop, "payout_apart"));
        Assert.Contains("1 of its 2 bookings, $6.50 together", await shop.SingleAsync<string>("SELECT happened FROM attention WHERE kind = 'payout_apart'"));
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var list = await owner.GetAsync($"/admin/reports/payouts?{Year}");
        Assert.Contains("One of these payouts does not tie", list.Page.QuerySelector(".notice.bad")!.TextContent);
        Assert.Equal("1 does not tie, $6.50", list.Page.QuerySelector("td .mark.bad")!.TextContent);
        var sheet = await owner.GetAsync($"/admin/reports/payouts/{payout}?show=apart");
        Assert.Equal("of nothing in this shop", Assert.Single(sheet.Page.QuerySelectorAll("td .mark.bad")).TextContent);
        await shop.ExecuteAsync("UPDATE attention SET resolved_at = created_at");
        await shop.ReconcileAsync();
        Assert.Equal(0, await CasesAsync(shop, "payout_apart"));
    }

    [Theory, BothEngines]
    public async Task What_heals_later_ties_later_and_ends_its_case(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 5000);
        await shop.ExecuteAsync("INSERT INTO settings (name, value) VALUES ('aside', (SELECT stripe_charge_id FROM payments))");
        await shop.ExecuteAsync("UPDATE payments SET stripe_charge_id = 'ch_lost'"); // as if it had not been heard of yet

        var payout = await PayOutAsync(shop);
        Assert.Equal((5000 - 175, 1, 1), await SumsAsync(shop, payout));
        Assert.Equal(1, await CasesAsync(shop, "payout_apart"));
        await shop.ExecuteAsync("UPDATE payments SET stripe_charge_id = (SELECT value FROM settings WHERE name = 'aside')");
        await shop.ReconcileAsync();

        Assert.Equal((5000 - 175, 1, 0), await SumsAsync(shop, payout));
        Assert.Equal(0, await CasesAsync(shop, "payout_apart"));
    }

    [Theory, BothEngines]
    public async Task A_booking_whose_amount_is_not_the_books_is_said_with_both(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 5000);
        await shop.ExecuteAsync(
            """
            INSERT INTO ledger (id, source, debit, credit, currency, amount_minor, order_id, at)
            SELECT id, 'fee:' || stripe_payment_intent_id, 'stripe_balance', 'fees', 'usd', 3, order_id, paid_at FROM payments
            """);

        var payout = await PayOutAsync(shop);

        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        var sheet = await owner.GetAsync($"/admin/reports/payouts/{payout}");
        Assert.Equal("the books have $48.28", Assert.Single(sheet.Page.QuerySelectorAll("td .mark.bad")).TextContent);
        Assert.Contains("One booking does not tie with the books: $48.25 together.", sheet.Text);
    }

    [Theory, BothEngines]
    public async Task A_payout_that_the_bank_sends_back_is_a_case_and_goes_out_with_the_next(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 5000);
        var first = await PayOutAsync(shop);
        var name = await shop.SingleAsync<string>("SELECT stripe_payout_id FROM payouts");

        await shop.StripeJsonAsync($"/_sandbox/payouts/{name}", new { outcome = "fail" });
        await shop.CatchUpAsync(); // the event alone tells

        Assert.Equal("failed", await shop.SingleAsync<string>("SELECT status FROM payouts"));
        Assert.Contains("The bank account has been closed", await shop.SingleAsync<string>("SELECT happened FROM attention WHERE kind = 'failed_payout'"));
        await shop.StripeJsonAsync("/_sandbox/payouts", new { });
        await shop.ReconcileAsync();
        Assert.Equal([(5000 - 175, 1, 0), (5000 - 175, 1, 0)], [await SumsAsync(shop, first), await SumsAsync(shop, await NewestAsync(shop))]);
        Assert.Equal(
            ["charge tied", "payout own", "payout own", "payout_failure own"],
            await shop.QueryAsync<string>("SELECT type || ' ' || tie FROM payout_bookings ORDER BY 1"));
        Assert.Equal(0, await CasesAsync(shop, "payout_apart"));
    }

    [Theory, BothEngines]
    public async Task A_payout_by_hand_is_listed_and_says_why_it_has_no_sheet(string engine)
    {
        var clock = new StandingClock(new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await using var shop = await SaleShop.OpenAsync(engine, clock, webhooks: false);
        await BuyAsync(shop, 5000);
        clock.Advance(TimeSpan.FromDays(4));
        await shop.StripePostAsync("/v1/payouts", ("amount", "4000"), ("currency", "usd"));
        await shop.ReconcileAsync();

        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        Assert.EndsWith("– – $40.00 – made by hand", (await owner.GetAsync($"/admin/reports/payouts?{Year}")).Rows()[0]);
        Assert.Contains("was made by hand", (await owner.GetAsync($"/admin/reports/payouts/{await NewestAsync(shop)}")).Text);
        Assert.Equal(404, (await owner.GetAsync($"/admin/reports/payouts/{Guid.Empty}")).Status);
    }

    [Theory, BothEngines]
    public async Task A_key_that_may_not_read_payouts_stops_nothing_else_and_is_said(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 5000);
        await shop.FaultAsync(new { requests = new[] { new { @do = "refuse", status = 403, path = "/v1/payouts", times = 2 } } });

        Assert.Null((await shop.ReconcileAsync()).PayoutsSeen);

        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);
        Assert.Contains("may not read payouts", (await owner.GetAsync("/admin/reports/payouts")).Page.QuerySelector(".notice.warn")!.TextContent);
        await shop.NoFaultsAsync();
        Assert.Equal(0, (await shop.ReconcileAsync()).PayoutsSeen);
        Assert.Null((await owner.GetAsync("/admin/reports/payouts")).Page.QuerySelector(".notice.warn"));
    }

    [Theory, BothEngines]
    public async Task Reading_that_broke_off_is_begun_anew_and_counts_nothing_twice(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 5000);
        var payout = await PayOutAsync(shop);
        await shop.ExecuteAsync("UPDATE payouts SET read_at = NULL, bookings = 0, net_minor = 0");
        await shop.ExecuteAsync("DELETE FROM payout_bookings WHERE type = 'charge'");

        await shop.ReconcileAsync();
        await shop.ReconcileAsync();

        Assert.Equal((5000 - 175, 1, 0), await SumsAsync(shop, payout));
        Assert.Equal(2, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payout_bookings"));
    }

    [Theory, BothEngines]
    public async Task A_membership_invoice_ties_as_an_order_does(string engine)
    {
        await using var shop = await MemberShop.OpenAsync(engine);
        await shop.JoinAsync(await shop.AddPlanAsync());

        var payout = await PayOutAsync(shop.Sale);

        Assert.Equal((1500 - 74, 1, 0), await SumsAsync(shop.Sale, payout));
        using var owner = await Office.SignInAsync(shop.Sale.Address, shop.Sale.App.Services);
        var sheet = await owner.GetAsync($"/admin/reports/payouts/{payout}");
        var link = sheet.Page.QuerySelector("main a[href^='/admin/customers/']")!;
        Assert.Equal($"Invoice {await shop.Sale.SingleAsync<string>("SELECT number FROM membership_invoices")}", link.TextContent);
        Assert.Equal(200, (await owner.GetAsync(link.GetAttribute("href")!)).Status);
    }

    [Theory, BothEngines]
    public async Task Both_are_had_as_files_that_add_up_and_bad_questions_are_answered(string engine)
    {
        await using var shop = await OpenAsync(engine);
        await BuyAsync(shop, 1999);
        await shop.StripePostAsync("/v1/refunds", ("payment_intent", await PaymentAsync(shop, 1999)), ("amount", "500"));
        var payout = await PayOutAsync(shop);
        var name = await shop.SingleAsync<string>("SELECT stripe_payout_id FROM payouts");
        using var owner = await Office.SignInAsync(shop.Address, shop.App.Services);

        using var list = await owner.FetchAsync($"/admin/reports/payouts?{Year}&as=csv");
        Assert.Equal("payouts-2027-01-01-to-2027-12-31.csv", list.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(
            $"Payout,Made (UTC),Arrives,State,Currency,Gross,Fees,Net,Paid out,Bookings,Do not tie,Which come to\r\n{name},2027-01-18 12:00:00,2027-01-20,on its way,USD,14.99,0.88,14.11,14.11,2,0,0.00\r\n",
            await TextAsync(list));
        using var sheet = await owner.FetchAsync($"/admin/reports/payouts/{payout}?as=csv");
        var rows = (await TextAsync(sheet)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
        Assert.Equal(["What", "Order", "Net", "In the books"], [rows[0][2], rows[0][3], rows[0][11], rows[0][12]]);
        Assert.Equal( // all of one moment, so in no order
            ["Paid out  -14.11 ", "Payment 1001 19.11 19.11", "Refund 1001 -5.00 -5.00"],
            rows.Skip(1).Select(row => $"{row[2]} {row[3]} {row[11]} {row[12]}").Order(StringComparer.Ordinal));

        foreach (var (query, problem) in new[] { ("from=yesterday", "no date"), ("from=2027-02-01&to=2027-01-01", "comes after"), ("as=exe", "as a page or as a file") })
        {
            var page = await owner.GetAsync($"/admin/reports/payouts?{query}");
            Assert.Equal(400, page.Status);
            Assert.Contains(problem, page.Page.QuerySelector("[role=alert]")!.TextContent);
        }

        Assert.Equal(200, (await owner.GetAsync($"/admin/reports/payouts/{payout}?page=999&show=%3Cscript%3E")).Status);
    }

    private static Task<SaleShop> OpenAsync(string engine) =>
        SaleShop.OpenAsync(engine, new StandingClock(new DateTimeOffset(2027, 1, 18, 12, 0, 0, TimeSpan.Zero)), webhooks: false);

    private static async Task BuyAsync(SaleShop shop, long minor, string card = Cards.Good)
    {
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync($"Album {minor}", minor)), card);
        await shop.CatchUpAsync();
    }

    private static Task<string> PaymentAsync(SaleShop shop, long minor) =>
        shop.SingleAsync<string>("SELECT stripe_payment_intent_id FROM payments WHERE amount_minor = @minor", new { minor });

    /// <summary>Stripe pays all out, and the shop hears of it.</summary>
    private static async Task<Guid> PayOutAsync(SaleShop shop)
    {
        await shop.StripeJsonAsync("/_sandbox/payouts", new { pending = true });
        await shop.CatchUpAsync();
        await shop.ReconcileAsync();
        return await NewestAsync(shop);
    }

    private static Task<Guid> NewestAsync(SaleShop shop) => shop.SingleAsync<Guid>("SELECT id FROM payouts ORDER BY id DESC LIMIT 1");

    private static async Task<(long Net, long Bookings, long Loose)> SumsAsync(SaleShop shop, Guid payout)
    {
        var amount = await shop.SingleAsync<long>("SELECT amount_minor FROM payouts WHERE id = @payout", new { payout });
        var net = await shop.SingleAsync<long>("SELECT net_minor FROM payouts WHERE id = @payout", new { payout });
        Assert.Equal(amount, net);
        return (
            net,
            await shop.SingleAsync<long>("SELECT bookings FROM payouts WHERE id = @payout", new { payout }),
            await shop.SingleAsync<long>("SELECT loose FROM payouts WHERE id = @payout", new { payout }));
    }

    private static Task<long> CasesAsync(SaleShop shop, string kind) =>
        shop.SingleAsync<long>("SELECT COUNT(*) FROM attention WHERE kind = @kind AND resolved_at IS NULL", new { kind });

    private static async Task<string> TextAsync(HttpResponseMessage file) =>
        Encoding.UTF8.GetString((await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[3..]);
}

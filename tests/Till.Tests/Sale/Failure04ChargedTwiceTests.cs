using System.Net;
using Till.Payments;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>Failure 4: the buyer is charged twice.</summary>
public sealed class Failure04ChargedTwiceTests
{
    [Theory, BothEngines]
    public async Task A_lost_reply_to_the_creation_leads_to_the_same_session(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var variant = await shop.AddAlbumAsync();
        await shop.FaultAsync(new { requests = new[] { new { @do = "lose_reply", method = "POST", path = "/v1/checkout/sessions", times = 3 } } });
        using var buyer = shop.NewBuyer();
        var unknown = await buyer.SubmitAsync(await buyer.PostAsync("/buy", ("variant", variant.ToString())), "/buy");
        Assert.Contains("Nothing was charged", unknown.Words, StringComparison.Ordinal);

        var url = await buyer.BuyAsync(variant);

        var sessions = (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data");
        Assert.Equal(1, sessions.GetArrayLength());
        Assert.Equal(sessions[0].GetProperty("url").GetString(), url);
    }

    [Theory, BothEngines]
    public async Task A_double_click_and_two_tabs_lead_to_one_session_and_one_draft(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var variant = await shop.AddAlbumAsync();
        using var buyer = shop.NewBuyer();
        var confirm = await buyer.PostAsync("/buy", ("variant", variant.ToString()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => buyer.SubmitAsync(confirm, "/buy")));

        var url = Assert.Single(answers.Select(answer => answer.Location).Distinct());
        Assert.Single(await shop.QueryAsync<Guid>("SELECT id FROM orders"));
        Assert.Equal(1, (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data").GetArrayLength());

        var tabs = new[] { await buyer.GetAsync(url!), await buyer.GetAsync(url!) };
        await Task.WhenAll(tabs.Select(tab => buyer.PayAsync(tab)));
        await shop.WorkAsync();
        await shop.AssertBooksAsync();
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
    }

    [Theory, BothEngines]
    public async Task Buying_again_after_paying_leads_to_the_order_and_not_to_a_second_charge(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 1000 } });
        var variant = await shop.AddAlbumAsync();
        using var buyer = shop.NewBuyer();
        var tab = await buyer.PostAsync("/buy", ("variant", variant.ToString()));
        var paid = await buyer.PayAsync((await buyer.SubmitAsync(tab, "/buy")).Location!);

        // The second tab, still open, while nobody has told the shop of the payment.
        var again = await buyer.SubmitAsync(tab, "/buy");

        Assert.Equal(HttpStatusCode.SeeOther, again.Status);
        Assert.Equal(new Uri(paid.Location!).AbsolutePath, new Uri(again.Location!).AbsolutePath);
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_new_price_closes_the_old_session_before_there_is_a_new_one(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var variant = await shop.AddAlbumAsync(priceMinor: 1999);
        using var buyer = shop.NewBuyer();
        var old = await buyer.BuyAsync(variant);
        await shop.SetPriceAsync(variant, 999);

        var fresh = await buyer.BuyAsync(variant);

        Assert.NotEqual(old, fresh);
        var sessions = (await shop.StripeAsync("/v1/checkout/sessions")).GetProperty("data").EnumerateArray();
        Assert.Equal(
            [("expired", 1999), ("open", 999)],
            sessions.Select(one => (one.GetProperty("status").GetString()!, one.GetProperty("amount_total").GetInt32())).Order());
        await buyer.PayAsync(fresh);
        await shop.WorkAsync();
        Assert.Equal(["paid", "retired"], (await shop.QueryAsync<string>("SELECT state FROM orders ORDER BY state")).AsEnumerable());
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_new_price_after_the_old_session_was_paid_makes_no_second_one(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        await shop.FaultAsync(new { webhooks = new { drop = 1000 } });
        var variant = await shop.AddAlbumAsync(priceMinor: 1999);
        using var buyer = shop.NewBuyer();
        var tab = await buyer.PostAsync("/buy", ("variant", variant.ToString()));
        await buyer.PayAsync((await buyer.SubmitAsync(tab, "/buy")).Location!);
        await shop.SetPriceAsync(variant, 999);

        var again = await buyer.SubmitAsync(tab, "/buy");

        Assert.Contains("/orders/", again.Location!, StringComparison.Ordinal);
        Assert.Equal(1999, await shop.SingleAsync<long>("SELECT total_minor FROM orders WHERE state = 'paid'"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task A_second_success_is_held_and_given_back_and_the_owner_is_told(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        var variant = await shop.AddAlbumAsync();
        using var buyer = shop.NewBuyer();
        var first = await buyer.BuyAsync(variant);
        // Two live sessions for one draft cannot come about by any click; here the books forget the first one.
        await shop.ExecuteAsync("UPDATE payment_attempts SET state = 'closed'");
        var second = await buyer.BuyAsync(variant);
        await buyer.PayAsync(second);
        await shop.WorkAsync();

        await buyer.PayAsync(first);
        await shop.WorkAsync();
        await shop.WorkAsync();

        Assert.Equal(["held", "order"], (await shop.QueryAsync<string>("SELECT role FROM payments ORDER BY role")).AsEnumerable());
        Assert.Equal("succeeded", await shop.SingleAsync<string>("SELECT state FROM refunds"));
        Assert.Equal("held_payment", await shop.SingleAsync<string>("SELECT kind FROM attention"));
        Assert.Equal(
            ["mail:payment-returned", "mail:receipt"],
            (await shop.QueryAsync<string>("SELECT kind FROM outbox WHERE kind LIKE 'mail:%' AND state = 'done' ORDER BY kind")).AsEnumerable());
        Assert.Equal(2, shop.Mails().Length);
        Assert.Empty(await shop.QueryAsync<Guid>("SELECT id FROM entitlements WHERE revoked_at IS NOT NULL"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task The_database_itself_refuses_a_second_live_attempt_and_a_second_payment(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine);
        using var buyer = shop.NewBuyer();
        await buyer.PayAsync(await buyer.BuyAsync(await shop.AddAlbumAsync()));
        await shop.WorkAsync();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync(
            "UPDATE orders SET state = 'draft', number = NULL, paid_at = NULL"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("UPDATE orders SET total_minor = 1"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("UPDATE order_lines SET unit_minor = 1"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("DELETE FROM ledger"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync("UPDATE prices SET amount_minor = 1"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync(
            """
            INSERT INTO payments (id, order_id, attempt_id, role, stripe_payment_intent_id, currency, amount_minor, paid_at)
            SELECT order_id, order_id, attempt_id, role, 'pi_other', currency, amount_minor, paid_at FROM payments
            """));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => shop.ExecuteAsync(
            """
            INSERT INTO payment_attempts (id, order_id, number, state, idempotency_key, request, expires_at, created_at)
            SELECT CASE number WHEN 1 THEN order_id END, order_id, n, 'open', 'key' || n, '', expires_at, created_at
            FROM payment_attempts CROSS JOIN (SELECT 2 AS n UNION SELECT 3) AS two
            """));
        Assert.Equal(1, await shop.SingleAsync<long>("SELECT COUNT(*) FROM payments"));
    }
}

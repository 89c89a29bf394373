using System.Globalization;
using System.Net;
using System.Text.Json;
using Till.Sandbox.Tests.Pages;

namespace Till.Sandbox.Tests.Balance;

public sealed class PayoutFacts
{
    [Fact]
    public async Task An_automatic_payout_is_what_was_available_and_says_of_which_bookings_it_is_made()
    {
        await using var sandbox = await TestSandbox.Start();
        var first = await sandbox.Pay(1999);
        await sandbox.Pay(5000);
        await sandbox.Post("/v1/refunds", $"payment_intent={first.Id}&amount=999");
        sandbox.Clock.Advance(TimeSpan.FromDays(4));
        var late = await sandbox.Pay(700); // pending when the payout is made

        var made = await sandbox.Post("/_sandbox/payouts", "{}");

        var payout = await sandbox.Get("/v1/payouts/" + made["payouts"][0].GetString());
        var bookings = await BookingsAsync(sandbox, payout.Id);
        Assert.Equal(1999 - 88 + 5000 - 175 - 999, payout["amount"].GetInt64());
        Assert.Equal(["payout", "refund", "charge", "charge"], bookings.Select(one => one.GetProperty("type").GetString()));
        Assert.Equal(0, bookings.Sum(one => one.GetProperty("net").GetInt64()));
        Assert.Equal(payout["balance_transaction"].GetString(), bookings[0].GetProperty("id").GetString());
        Assert.Equal(payout.Id, bookings[0].GetProperty("source").GetString());
        Assert.Equal(("in_transit", "completed", true), (payout["status"].GetString(), payout["reconciliation_status"].GetString(), payout["automatic"].GetBoolean()));
        Assert.DoesNotContain(bookings, one => one.GetProperty("source").GetString() == late["latest_charge"].GetString());
        var balance = await sandbox.Get("/v1/balance");
        Assert.Equal(0, balance["available"][0].GetProperty("amount").GetInt64());
        Assert.Equal(700 - 50, balance["pending"][0].GetProperty("amount").GetInt64());
        Assert.Equal(["payout.created", "payout.reconciliation_completed"], (await sandbox.Events()).Where(type => type.StartsWith("payout", StringComparison.Ordinal)));
        Assert.Empty((await sandbox.Post("/_sandbox/payouts", "{}"))["payouts"].EnumerateArray());
    }

    [Fact]
    public async Task A_payout_arrives_by_itself_and_what_the_bank_sends_back_is_in_the_next_one()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Pay(1999);
        var id = (await sandbox.Post("/_sandbox/payouts", """{"pending": true}"""))["payouts"][0].GetString()!;
        await sandbox.Restart();
        sandbox.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("paid", (await sandbox.Get("/v1/payouts/" + id))["status"].GetString());
        Assert.Equal(1, (await sandbox.Get("/v1/events?type=payout.paid"))["data"].GetArrayLength());

        Assert.Equal("failed", (await sandbox.Post("/_sandbox/payouts/" + id, """{"outcome": "fail"}"""))["status"].GetString());

        var failed = await sandbox.Get($"/v1/payouts/{id}?expand[]=failure_balance_transaction");
        Assert.Equal("account_closed", failed["failure_code"].GetString());
        Assert.Equal(1999 - 88, failed["failure_balance_transaction"].GetProperty("net").GetInt64());
        var next = await sandbox.Get("/v1/payouts/" + (await sandbox.Post("/_sandbox/payouts", "{}"))["payouts"][0].GetString());
        Assert.Equal(1999 - 88, next["amount"].GetInt64());
        Assert.Equal(["payout", "payout_failure"], (await BookingsAsync(sandbox, next.Id)).Select(one => one.GetProperty("type").GetString()));
        Assert.Equal(["payout", "charge"], (await BookingsAsync(sandbox, id)).Select(one => one.GetProperty("type").GetString()));
        Assert.Equal([next.Id], (await sandbox.Get("/v1/payouts?status=in_transit"))["data"].EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        Assert.Equal(400, (await sandbox.Post("/_sandbox/payouts/" + id, """{"outcome": "arrive"}""")).Status);
    }

    [Fact]
    public async Task A_payout_by_hand_takes_no_more_than_is_available_and_can_be_cancelled_while_it_is_pending()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Pay(1999);
        var early = await sandbox.Post("/v1/payouts", "amount=100&currency=usd");
        Assert.Equal((400, "balance_insufficient"), (early.Status, early.Error.GetProperty("code").GetString()));
        sandbox.Clock.Advance(TimeSpan.FromDays(4));
        var payout = await sandbox.Post("/v1/payouts", "amount=100&currency=usd&metadata[for]=rent");
        Assert.Equal(("pending", "not_applicable", "rent"), (payout["status"].GetString(), payout["reconciliation_status"].GetString(), payout["metadata"].GetProperty("for").GetString()));
        Assert.Empty(await BookingsAsync(sandbox, payout.Id)); // Stripe ties only automatic ones
        Assert.Equal(1999 - 88 - 100, (await sandbox.Get("/v1/balance"))["available"][0].GetProperty("amount").GetInt64());
        Assert.Equal("canceled", (await sandbox.Post($"/v1/payouts/{payout.Id}/cancel"))["status"].GetString());
        Assert.Equal(400, (await sandbox.Post($"/v1/payouts/{payout.Id}/cancel")).Status);
        Assert.Equal(1999 - 88, (await sandbox.Get("/v1/balance"))["available"][0].GetProperty("amount").GetInt64());
        Assert.Equal(400, (await sandbox.Post("/v1/payouts", "amount=0&currency=usd")).Status);
        Assert.Equal(404, (await sandbox.Get("/v1/payouts/po_none")).Status);
    }

    [Fact]
    public async Task A_daily_schedule_pays_out_at_midnight_until_it_is_taken_back()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Post("/_sandbox/payouts", """{"schedule": "daily"}""");
        await sandbox.Pay(1999);
        sandbox.Clock.Advance(TimeSpan.FromDays(3)); // the charge is available at midnight of the 23rd
        var payout = (await sandbox.Get("/v1/payouts"))["data"][0];
        Assert.Equal(1999 - 88, payout.GetProperty("amount").GetInt64());
        Assert.Equal(
            "2026-11-23T00:00:00", DateTimeOffset.FromUnixTimeSeconds(payout.GetProperty("created").GetInt64()).ToString("s", CultureInfo.InvariantCulture));
        await sandbox.Post("/_sandbox/payouts", """{"schedule": "manual"}""");
        await sandbox.Pay(1999);
        sandbox.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(1, (await sandbox.Get("/v1/payouts"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task The_balance_page_pays_out_and_decides_what_becomes_of_it()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        await shop.PayAsync();
        var page = await shop.GetAsync("/dashboard/balance");
        var token = page.Page.QuerySelector("form[action='/dashboard/payouts'] input")!.GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync("/dashboard/payouts", [new("take", "pending")])).Status);
        Assert.Equal("/dashboard/balance?note=nothing", (await shop.PostAsync("/dashboard/payouts", [new("form_token", token), new("take", "available")])).Location);
        Assert.Equal("/dashboard/balance?note=paid", (await shop.PostAsync("/dashboard/payouts", [new("form_token", token), new("take", "pending")])).Location);
        page = await shop.GetAsync("/dashboard/balance");
        Assert.Contains("On its way", page.Body, StringComparison.Ordinal);
        var action = page.Page.QuerySelector("[aria-label=Payouts] form")!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await shop.PostAsync(action, [new("form_token", token), new("outcome", "arrive")])).Status);
        Assert.Equal("Paid", (await shop.GetAsync("/dashboard/balance")).Page.QuerySelector("[aria-label=Payouts] .mark")!.TextContent);
        Assert.Equal(HttpStatusCode.SeeOther, (await shop.PostAsync(action, [new("form_token", token), new("outcome", "fail")])).Status);
        page = await shop.GetAsync("/dashboard/balance");
        Assert.Equal("Failed", page.Page.QuerySelector("[aria-label=Payouts] .mark")!.TextContent);
        Assert.Contains("Failed payout", page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync(action + "x", [new("form_token", token), new("outcome", "fail")])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.PostAsync(action, [new("form_token", token), new("outcome", "soar")])).Status);
    }

    private static async Task<IReadOnlyList<JsonElement>> BookingsAsync(TestSandbox sandbox, string payoutId) =>
        [.. (await sandbox.Get("/v1/balance_transactions?payout=" + payoutId))["data"].EnumerateArray()];
}

using System.Net;

namespace Till.Sandbox.Tests.Pages;

public sealed class SubscriptionPageTests
{
    private static readonly (string Name, string Value)[] Monthly =
    [
        ("mode", "subscription"), ("line_items[0][price_data][recurring][interval]", "month"), ("line_items[0][price_data][unit_amount]", "1500"),
    ];

    [Fact]
    public async Task The_page_says_what_is_charged_how_often_and_until_when()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Monthly);

        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Subscribe to Low Tide $15.00 per month", page.Text("h1"));
        Assert.Equal("Low Tide $15.00 per month", page.Text(".what"));
        Assert.Equal("Total due today $15.00 USD", page.Text(".total"));
        Assert.Equal("Subscribe", page.Text("button.pay"));
        Assert.Contains("until you cancel", page.Text("form .terms"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_is_free_today_and_says_what_comes_after()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync([.. Monthly, ("line_items[0][quantity]", "2"), ("line_items[0][price_data][recurring][interval_count]", "3"), ("subscription_data[trial_period_days]", "14")]);

        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal("Try Low Tide 14 days free then $30.00 every 3 months", page.Text("h1"));
        Assert.Equal("Low Tide Qty 2, $15.00 each every 3 months", page.Text(".what"));
        Assert.Equal("Total due today $0.00 USD", page.Text(".total"));
        Assert.Equal("Start trial", page.Text("button.pay"));
        Assert.NotNull(page.Page.QuerySelector("#cardNumber"));
        var reply = await shop.PayAsync();
        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, reply.Location);
        Assert.Equal("no_payment_required", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
    }

    [Fact]
    public async Task A_trial_that_asks_for_no_card_shows_no_card()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync([.. Monthly, ("subscription_data[trial_period_days]", "14"), ("payment_method_collection", "if_required")]);

        Assert.Null((await shop.GetAsync(shop.Checkout)).Page.QuerySelector("#cardNumber"));

        var reply = await shop.PostAsync(shop.Checkout, [new("email", "jenny.rosen@example.com")]);
        Assert.Equal(HttpStatusCode.SeeOther, reply.Status);
        Assert.StartsWith("sub_", (await shop.SessionAsync()).GetProperty("subscription").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declined_card_is_told_and_another_one_subscribes()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Monthly);

        var declined = await shop.PayAsync("4000000000009995");

        Assert.Equal(HttpStatusCode.SeeOther, declined.Status);
        Assert.Contains("insufficient funds", (await shop.GetAsync(shop.Checkout)).Text(".alert.bad"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await shop.PayAsync()).Status);
        Assert.Equal("complete", (await shop.SessionAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_card_that_its_bank_wants_confirmed_comes_back_subscribed_or_to_the_page()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Monthly);
        var challenged = await shop.PayAsync("4000000000003220");
        var form = (await shop.GetAsync(challenged.Location!)).Page.QuerySelectorAll("input[type=hidden]")
            .ToDictionary(field => field.GetAttribute("name")!, field => field.GetAttribute("value")!, StringComparer.Ordinal);

        var failed = await shop.PostAsync("/3d_secure_2/hosted", new Dictionary<string, string>(form, StringComparer.Ordinal) { ["outcome"] = "fail" });
        Assert.Equal(shop.Checkout, failed.Location);
        var again = await shop.PayAsync("4000000000003220");
        Assert.Equal(HttpStatusCode.SeeOther, again.Status);
        var passed = await shop.PostAsync("/3d_secure_2/hosted", new Dictionary<string, string>(form, StringComparer.Ordinal) { ["outcome"] = "complete" });

        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, passed.Location);
        Assert.StartsWith("sub_", (await shop.SessionAsync()).GetProperty("subscription").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_makes_the_first_payment_smaller_and_is_kept_on_the_subscription()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var coupon = (await shop.ApiAsync(HttpMethod.Post, "/v1/coupons", new(StringComparer.Ordinal) { ["percent_off"] = "50", ["duration"] = "forever" })).GetProperty("id").GetString()!;
        await shop.ApiAsync(HttpMethod.Post, "/v1/promotion_codes", new(StringComparer.Ordinal) { ["promotion[type]"] = "coupon", ["promotion[coupon]"] = coupon, ["code"] = "HALF" });
        await shop.SellAsync([.. Monthly, ("allow_promotion_codes", "true")]);

        await shop.PayAsync(other: [("do", "apply"), ("promotionCode", "half")]);
        Assert.Equal("Total due today $7.50 USD", (await shop.GetAsync(shop.Checkout)).Text(".total"));
        await shop.PayAsync();

        var subscription = await shop.ApiAsync(HttpMethod.Get, "/v1/subscriptions/" + (await shop.SessionAsync()).GetProperty("subscription").GetString() + "?expand[]=latest_invoice");
        Assert.Equal(750, subscription.GetProperty("latest_invoice").GetProperty("amount_paid").GetInt64());
        Assert.Equal(1, subscription.GetProperty("discounts").GetArrayLength());
    }
}

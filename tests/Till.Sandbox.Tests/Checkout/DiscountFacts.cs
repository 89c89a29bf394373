using System.Globalization;

namespace Till.Sandbox.Tests.Checkout;

/// <summary>Coupons, codes, tax and delivery in a session's sums.</summary>
public sealed class DiscountFacts
{
    [Theory]
    [InlineData("percent_off=25", 1999, 500, 1499)]
    [InlineData("percent_off=12.5", 1999, 250, 1749)]
    [InlineData("percent_off=100", 1999, 1999, 0)]
    [InlineData("amount_off=500&currency=usd", 1999, 500, 1499)]
    [InlineData("amount_off=9999&currency=usd", 1999, 1999, 0)]
    public async Task A_coupon_takes_off_what_it_says_and_never_more(string coupon, int price, int off, int total)
    {
        await using var sandbox = await TestSandbox.Start();
        var made = await sandbox.Post("/v1/coupons", coupon + "&name=Spring");
        var session = await sandbox.Session($"&discounts[0][coupon]={made.Id}&expand[]=total_details.breakdown&expand[]=line_items.data.discounts", price);
        Assert.Equal((price, total), (session["amount_subtotal"].GetInt32(), session["amount_total"].GetInt32()));
        var details = session["total_details"];
        Assert.Equal(off, details.GetProperty("amount_discount").GetInt32());
        var discount = details.GetProperty("breakdown").GetProperty("discounts")[0];
        Assert.Equal((off, made.Id), (discount.GetProperty("amount").GetInt32(), discount.GetProperty("discount").GetProperty("source").GetProperty("coupon").GetString()));
        Assert.Equal(off, session["line_items"].GetProperty("data")[0].GetProperty("discounts")[0].GetProperty("amount").GetInt32());
        Assert.Equal(total == 0 ? "no_payment_required" : "unpaid", session["payment_status"].GetString());
    }

    [Fact]
    public async Task An_amount_off_is_spread_over_the_lines_to_the_last_cent()
    {
        await using var sandbox = await TestSandbox.Start();
        var coupon = await sandbox.Post("/v1/coupons", "amount_off=1000&currency=usd");
        var lines = string.Concat(Enumerable.Range(1, 2).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"&line_items[{i}][quantity]=1&line_items[{i}][price_data][currency]=usd&line_items[{i}][price_data][unit_amount]=999&line_items[{i}][price_data][product_data][name]=B")));
        var session = await sandbox.Session(lines + $"&discounts[0][coupon]={coupon.Id}&expand[]=line_items", 999);
        var off = session["line_items"].GetProperty("data").EnumerateArray().Select(line => line.GetProperty("amount_discount").GetInt32()).ToList();
        Assert.Equal(1000, off.Sum());
        Assert.All(off, one => Assert.InRange(one, 333, 334));
        Assert.Equal((3 * 999) - 1000, session["amount_total"].GetInt32());
    }

    [Theory]
    [InlineData("19", false, 1999, 380, 2379)]
    [InlineData("19", true, 1999, 319, 1999)]
    [InlineData("8.875", false, 1000, 89, 1089)]
    public async Task Tax_is_put_on_top_or_is_contained(string percent, bool inclusive, int price, int tax, int total)
    {
        await using var sandbox = await TestSandbox.Start();
        var rate = await sandbox.Post("/v1/tax_rates", $"display_name=VAT&percentage={percent}&inclusive={(inclusive ? "true" : "false")}&country=DE");
        var session = await sandbox.Session($"&line_items[0][tax_rates][0]={rate.Id}&expand[]=total_details.breakdown&expand[]=line_items.data.taxes", price);
        Assert.Equal((tax, total), (session["total_details"].GetProperty("amount_tax").GetInt32(), session["amount_total"].GetInt32()));
        Assert.Equal(tax, session["total_details"].GetProperty("breakdown").GetProperty("taxes")[0].GetProperty("amount").GetInt32());
        Assert.Equal(price, session["line_items"].GetProperty("data")[0].GetProperty("taxes")[0].GetProperty("taxable_amount").GetInt32());
    }

    [Fact]
    public async Task Delivery_adds_to_the_total_and_what_is_charged_is_the_total()
    {
        await using var sandbox = await TestSandbox.Start();
        var rate = await sandbox.Post("/v1/shipping_rates", "display_name=Ground&fixed_amount[amount]=500&fixed_amount[currency]=usd");
        var coupon = await sandbox.Post("/v1/coupons", "percent_off=50");
        var session = await sandbox.Session($"&shipping_options[0][shipping_rate]={rate.Id}&discounts[0][coupon]={coupon.Id}", 2000);
        Assert.Equal((1500, 500), (session["amount_total"].GetInt32(), session["shipping_cost"].GetProperty("amount_total").GetInt32()));
        await sandbox.Post($"/v1/payment_pages/{session.Id}/confirm", "payment_method=pm_card_visa");
        var paid = await sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=payment_intent");
        Assert.Equal(1500, paid["payment_intent"].GetProperty("amount_received").GetInt32());
        Assert.Equal(1, (await sandbox.Get("/v1/coupons/" + coupon.Id))["times_redeemed"].GetInt32());
    }

    [Fact]
    public async Task A_used_up_coupon_and_a_foreign_currency_are_refused()
    {
        await using var sandbox = await TestSandbox.Start();
        var once = await sandbox.Post("/v1/coupons", "percent_off=50&max_redemptions=1");
        var session = await sandbox.Session($"&discounts[0][coupon]={once.Id}");
        await sandbox.Post($"/v1/payment_pages/{session.Id}/confirm", "payment_method=pm_card_visa");
        Assert.False((await sandbox.Get("/v1/coupons/" + once.Id))["valid"].GetBoolean());
        Assert.Equal("coupon_expired", (await sandbox.Session($"&discounts[0][coupon]={once.Id}")).Error.GetProperty("code").GetString());
        var euro = await sandbox.Post("/v1/coupons", "amount_off=100&currency=eur");
        Assert.Equal(400, (await sandbox.Session($"&discounts[0][coupon]={euro.Id}")).Status);
        Assert.Equal(400, (await sandbox.Session($"&discounts[0][coupon]={once.Id}&allow_promotion_codes=true")).Status);
    }

    [Theory]
    [InlineData("", "Must specify either")]
    [InlineData("percent_off=10&amount_off=5&currency=usd", "You may only specify one")]
    [InlineData("percent_off=0", "greater than 0")]
    [InlineData("percent_off=101", "0 to 100")]
    [InlineData("percent_off=abc", "Invalid decimal")]
    [InlineData("amount_off=5", "currency")]
    [InlineData("percent_off=5&duration=repeating", "duration_in_months")]
    public async Task A_coupon_that_makes_no_sense_is_refused(string form, string words)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Post("/v1/coupons", form);
        Assert.Equal(400, refused.Status);
        Assert.Contains(words, refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_unique_among_active_ones_whatever_its_letters()
    {
        await using var sandbox = await TestSandbox.Start();
        var coupon = await sandbox.Post("/v1/coupons", "percent_off=50");
        var form = $"promotion[type]=coupon&promotion[coupon]={coupon.Id}&code=";
        var first = await sandbox.Post("/v1/promotion_codes", form + "SPRING");
        Assert.Equal(400, (await sandbox.Post("/v1/promotion_codes", form + "spring")).Status);
        await sandbox.Post("/v1/promotion_codes/" + first.Id, "active=false");
        Assert.Equal(200, (await sandbox.Post("/v1/promotion_codes", form + "spring")).Status);
        Assert.Equal(2, (await sandbox.Get("/v1/promotion_codes?code=Spring"))["data"].GetArrayLength());
        Assert.Equal(1, (await sandbox.Get("/v1/promotion_codes?code=Spring&active=true"))["data"].GetArrayLength());
        Assert.Equal(400, (await sandbox.Post("/v1/promotion_codes", form + "no way")).Status);
    }
}

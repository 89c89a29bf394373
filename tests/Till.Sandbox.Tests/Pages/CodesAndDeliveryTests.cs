using System.Net;
using System.Text.Json;

namespace Till.Sandbox.Tests.Pages;

/// <summary>The hosted page for those who have a code, or want it sent.</summary>
public sealed class CodesAndDeliveryTests
{
    private static readonly (string Name, string Value)[] Sent =
    [
        ("shipping_address_collection[allowed_countries][0]", "GB"), ("shipping_address_collection[allowed_countries][1]", "DE"),
        ("shipping_options[0][shipping_rate_data][display_name]", "Post"), ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "300"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
        ("shipping_options[1][shipping_rate_data][display_name]", "Courier"), ("shipping_options[1][shipping_rate_data][fixed_amount][amount]", "900"),
        ("shipping_options[1][shipping_rate_data][fixed_amount][currency]", "usd"),
        ("shipping_options[1][shipping_rate_data][delivery_estimate][minimum][unit]", "business_day"), ("shipping_options[1][shipping_rate_data][delivery_estimate][minimum][value]", "1"),
        ("shipping_options[1][shipping_rate_data][delivery_estimate][maximum][unit]", "business_day"), ("shipping_options[1][shipping_rate_data][delivery_estimate][maximum][value]", "2"),
    ];

    private static readonly (string Name, string Value)[] Address =
    [
        ("shippingName", "Ada Lovelace"), ("shippingCountry", "GB"), ("shippingAddressLine1", "12 St James's Square"), ("shippingLocality", "London"), ("shippingPostalCode", "SW1Y 4JH"),
    ];

    [Fact]
    public async Task A_code_lowers_the_total_and_can_be_taken_off_again()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CodeAsync(shop);
        await shop.SellAsync(("allow_promotion_codes", "true"));

        var typed = Shopkeeper.Card("4242424242424242", ("promotionCode", "spring"), ("do", "apply"), ("billingName", "Kept Name"));
        var applied = await shop.PostAsync(shop.Checkout, typed);
        Assert.Equal("$4.99", applied.Text("[data-testid=total]"));
        Assert.Contains("Discount −$5.00", applied.Text(".sums"), StringComparison.Ordinal);
        Assert.Equal("Kept Name", applied.Page.QuerySelector("#billingName")!.GetAttribute("value"));
        Assert.DoesNotContain("4242424242424242", applied.Body, StringComparison.Ordinal);
        Assert.Null(applied.Page.QuerySelector("#promotionCode"));

        var removed = await shop.PostAsync(shop.Checkout, [new("do", "remove")]);
        Assert.Equal("$9.99", removed.Text("[data-testid=total]"));

        await shop.PostAsync(shop.Checkout, typed);
        await shop.PayAsync();
        var session = await shop.SessionAsync();
        Assert.Equal(("paid", 499), (session.GetProperty("payment_status").GetString(), session.GetProperty("amount_total").GetInt32()));
        var code = (await shop.ApiAsync(HttpMethod.Get, "/v1/promotion_codes?code=SPRING")).GetProperty("data")[0];
        Assert.Equal(1, code.GetProperty("times_redeemed").GetInt32());
    }

    [Theory]
    [InlineData("", "", "Enter a code.")]
    [InlineData("nothing", "", "This code is invalid.")]
    [InlineData("spring", "&active=false", "This code is invalid.")]
    [InlineData("spring", "&restrictions[minimum_amount]=5000&restrictions[minimum_amount_currency]=usd", "This code needs an order of at least $50.00.")]
    [InlineData("spring", "&restrictions[first_time_transaction]=true", "This code is for first orders only.")]
    public async Task A_code_that_cannot_be_used_says_why(string typed, string limits, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CodeAsync(shop, limits);
        await shop.SellAsync(("allow_promotion_codes", "true"));

        var refused = await shop.PostAsync(shop.Checkout, [new("promotionCode", typed), new("do", "apply")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(words, refused.Text("#promotionCode-error"));
        Assert.Equal("$9.99", refused.Text("[data-testid=total]"));
    }

    [Fact]
    public async Task No_code_is_taken_where_the_shop_allows_none()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CodeAsync(shop);
        await shop.SellAsync();
        Assert.Null((await shop.GetAsync(shop.Checkout)).Page.QuerySelector("#promotionCode"));
        await shop.PostAsync(shop.Checkout, [new("promotionCode", "spring"), new("do", "apply")]);
        Assert.Equal(999, (await shop.SessionAsync()).GetProperty("amount_total").GetInt32());
    }

    [Fact]
    public async Task The_address_and_the_chosen_shipping_reach_the_shop()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Sent);

        var page = await shop.GetAsync(shop.Checkout);
        Assert.Equal("$12.99", page.Text("[data-testid=total]"));
        Assert.Equal(["", "DE", "GB"], page.Page.QuerySelectorAll("#shippingCountry option").Select(option => option.GetAttribute("value")));
        Assert.Contains("Courier (1 to 2 business days)", page.Text(".deliveries"), StringComparison.Ordinal);
        var courier = page.Page.QuerySelectorAll("input[name=shippingRate]")[1].GetAttribute("value")!;

        // Whoever pays with another choice than the button's total is shown the new total first.
        var other = await shop.PayAsync("4242424242424242", [.. Address, ("shippingRate", courier)]);
        Assert.Contains("has changed the total", other.Text("form [role=alert]"), StringComparison.Ordinal);
        Assert.Equal("Pay $18.99", other.Text("button.pay"));
        Assert.Equal("Ada Lovelace", other.Page.QuerySelector("#shippingName")!.GetAttribute("value"));
        Assert.Equal("open", (await shop.SessionAsync()).GetProperty("status").GetString());

        await shop.PayAsync("4242424242424242", [.. Address, ("shippingRate", courier)]);
        var session = await shop.SessionAsync();
        Assert.Equal((1899, courier), (session.GetProperty("amount_total").GetInt32(), session.GetProperty("shipping_cost").GetProperty("shipping_rate").GetString()));
        var sent = session.GetProperty("collected_information").GetProperty("shipping_details");
        Assert.Equal(("Ada Lovelace", "London"), (sent.GetProperty("name").GetString(), sent.GetProperty("address").GetProperty("city").GetString()));
        var intent = await shop.ApiAsync(HttpMethod.Get, "/v1/payment_intents/" + session.GetProperty("payment_intent").GetString());
        Assert.Equal((1899, "GB"), (intent.GetProperty("amount").GetInt32(), intent.GetProperty("shipping").GetProperty("address").GetProperty("country").GetString()));
    }

    [Theory]
    [InlineData("shippingName", "", "Enter the name of whoever receives it.")]
    [InlineData("shippingCountry", "US", "Choose the country that it is sent to.")]
    [InlineData("shippingAddressLine1", "", "Enter the street and house number.")]
    [InlineData("shippingLocality", "", "Enter the town or city.")]
    [InlineData("shippingPostalCode", "", "Enter the postal code.")]
    public async Task What_is_missing_of_an_address_is_said_beside_its_field(string field, string value, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Sent);
        var refused = await shop.PayAsync("4242424242424242", [.. Address, (field, value)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(words, refused.Text($"#{field}-error"));
    }

    [Fact]
    public async Task A_code_after_a_declined_card_lowers_what_the_next_one_is_charged()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CodeAsync(shop);
        await shop.SellAsync(("allow_promotion_codes", "true"));
        await shop.PayAsync("4000000000000002");
        await shop.PostAsync(shop.Checkout, [new("promotionCode", "spring"), new("do", "apply")]);
        await shop.PayAsync();
        var session = await shop.SessionAsync();
        var intent = await shop.ApiAsync(HttpMethod.Get, "/v1/payment_intents/" + session.GetProperty("payment_intent").GetString());
        Assert.Equal(499, intent.GetProperty("amount_received").GetInt32());
    }

    [Fact]
    public async Task A_code_for_the_whole_leaves_nothing_to_pay()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CodeAsync(shop, "", "100");
        await shop.SellAsync(("allow_promotion_codes", "true"));
        var free = await shop.PostAsync(shop.Checkout, [new("promotionCode", "spring"), new("do", "apply")]);
        Assert.Equal("Complete order", free.Text("button.pay"));
        await shop.PostAsync(shop.Checkout, [new("email", "ada@example.org")]);
        var session = await shop.SessionAsync();
        Assert.Equal(("complete", "no_payment_required"), (session.GetProperty("status").GetString(), session.GetProperty("payment_status").GetString()));
        Assert.Equal(JsonValueKind.Null, session.GetProperty("payment_intent").ValueKind);
    }

    private static async Task CodeAsync(Shopkeeper shop, string limits = "", string percent = "50")
    {
        var coupon = await shop.ApiAsync(HttpMethod.Post, "/v1/coupons", new(StringComparer.Ordinal) { ["percent_off"] = percent });
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["promotion[type]"] = "coupon", ["promotion[coupon]"] = coupon.GetProperty("id").GetString()!, ["code"] = "SPRING",
        };
        foreach (var pair in limits.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            fields[pair.Split('=')[0]] = pair.Split('=')[1];
        }
        await shop.ApiAsync(HttpMethod.Post, "/v1/promotion_codes", fields);
    }
}

using System.Net;

namespace Till.Sandbox.Tests.Pages;

public sealed class CheckoutTests
{
    [Fact]
    public async Task The_page_shows_what_is_bought_and_names_its_fields_as_the_real_one_does()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][quantity]", "3"), ("customer_email", "jenny.rosen@example.com"));

        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("Low Tide Qty 3, $9.99 each", page.Text(".what"));
        Assert.Equal("$29.97", page.Text("[data-testid=total]"));
        Assert.Equal("Pay $29.97", page.Text("button[data-testid=hosted-payment-submit-button]"));
        Assert.Equal(
            ["email", "cardNumber", "cardExpiry", "cardCvc", "billingName", "billingCountry", "billingPostalCode"],
            page.Page.QuerySelectorAll("form :is(input, select)").Select(field => field.GetAttribute("name")));
        var email = page.Page.QuerySelector("#email")!;
        Assert.Equal("jenny.rosen@example.com", email.GetAttribute("value"));
        Assert.True(email.HasAttribute("readonly"));
        Assert.Equal(Shopkeeper.Cancel, page.Page.QuerySelector("a[aria-label='Back to Till sandbox']")!.GetAttribute("href"));
    }

    [Theory]
    [InlineData("usd", "1234567", "$12,345.67")]
    [InlineData("jpy", "500", "¥500")]
    [InlineData("kwd", "5120", "KWD 5.120")]
    [InlineData("chf", "999", "CHF 9.99")]
    public async Task Amounts_are_written_as_their_currency_counts(string currency, string amount, string shown)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][price_data][currency]", currency), ("line_items[0][price_data][unit_amount]", amount));

        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal("Pay " + shown, page.Text("button.pay"));
        Assert.Equal($"Total due {shown} {currency.ToUpperInvariant()}", page.Text(".total"));
    }

    [Fact]
    public async Task A_paid_session_leads_back_to_the_shop_which_knows_of_it_already()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await HookAsync(shop);
        await shop.SellAsync();

        var reply = await shop.PayAsync();

        Assert.Equal(HttpStatusCode.SeeOther, reply.Status);
        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, reply.Location);
        Assert.Contains("checkout.session.completed", shop.Received.Types);
        var session = await shop.SessionAsync();
        Assert.Equal("paid", session.GetProperty("payment_status").GetString());
        var buyer = session.GetProperty("customer_details");
        Assert.Equal("jenny.rosen@example.com", buyer.GetProperty("email").GetString());
        Assert.Equal("Jenny Rosen", buyer.GetProperty("name").GetString());
        Assert.Equal("94107", buyer.GetProperty("address").GetProperty("postal_code").GetString());
    }

    [Fact]
    public async Task The_buyer_waits_until_the_shop_has_answered()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await HookAsync(shop);
        await shop.SellAsync();
        var thinking = new TaskCompletionSource();
        shop.Received.Busy = thinking.Task;

        var paying = shop.PayAsync();
        await shop.Received.ArrivalAsync("checkout.session.completed");
        var waited = !paying.IsCompleted;
        thinking.SetResult();

        Assert.True(waited);
        Assert.Equal(HttpStatusCode.SeeOther, (await paying).Status);
    }

    [Theory]
    [InlineData("4000000000000002", "Your card was declined.")]
    [InlineData("4000000000009995", "Your card has insufficient funds.")]
    [InlineData("4000000000009987", "Your card was declined.")]
    [InlineData("4000000000009979", "Your card was declined.")]
    [InlineData("4000000000006975", "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.")]
    [InlineData("4000000000000069", "Your card has expired.")]
    [InlineData("4000000000000127", "Your card's security code is incorrect.")]
    [InlineData("4000000000000119", "An error occurred while processing your card. Try again in a little bit.")]
    [InlineData("4000000000000341", "Your card was declined.")]
    [InlineData("4100000000000019", "Your card was declined.")]
    [InlineData("4000008400001280", "Your card was declined.")]
    public async Task A_declined_card_is_explained_and_another_one_can_be_used(string card, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PayAsync(card, ("billingName", "Ann O’Nym"));

        Assert.Equal((HttpStatusCode.SeeOther, shop.Checkout), (reply.Status, reply.Location));
        var page = await shop.GetAsync(shop.Checkout);
        Assert.StartsWith(words, page.Text("form [role=alert]"), StringComparison.Ordinal);
        Assert.Equal("Ann O’Nym", page.Page.QuerySelector("#billingName")!.GetAttribute("value"));
        Assert.DoesNotContain(card, page.Body, StringComparison.Ordinal);
        Assert.Equal("open", (await shop.SessionAsync()).GetProperty("status").GetString());

        Assert.StartsWith("https://shop.example/thanks", (await shop.PayAsync()).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_card_is_refused_and_told_about_test_cards()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PayAsync("4111111111111111");

        Assert.Equal(HttpStatusCode.PaymentRequired, reply.Status);
        Assert.Contains("non test (live) card", reply.Text("form [role=alert]"), StringComparison.Ordinal);
        Assert.Equal("Jenny Rosen", reply.Page.QuerySelector("#billingName")!.GetAttribute("value"));
        Assert.Null(reply.Page.QuerySelector("#cardNumber")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("cardNumber", "", "Enter your card number.")]
    [InlineData("cardNumber", "4242 4242", "Your card number is incomplete.")]
    [InlineData("cardNumber", "4242 4242 4242 4241", "Your card number is invalid.")]
    [InlineData("cardNumber", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "Your card number is incomplete.")]
    [InlineData("cardExpiry", "", "Enter the card's expiration date, such as 12 / 34.")]
    [InlineData("cardExpiry", "13/34", "Your card's expiration date is incomplete. Write it as month and year, such as 12 / 34.")]
    [InlineData("cardExpiry", "soon", "Your card's expiration date is incomplete. Write it as month and year, such as 12 / 34.")]
    [InlineData("cardExpiry", "12 / 19", "Your card's expiration date is in the past.")]
    [InlineData("cardExpiry", "12 / 2099", "Your card's expiration year is invalid.")]
    [InlineData("cardCvc", "", "Enter the card's security code (CVC).")]
    [InlineData("cardCvc", "12", "Your card's security code is incomplete: it has 3 digits.")]
    [InlineData("cardCvc", "12a", "Your card's security code is invalid: it has 3 digits.")]
    [InlineData("email", "", "Enter your email address.")]
    [InlineData("email", "jenny", "Enter an email address such as name@example.com.")]
    [InlineData("billingName", " ", "Enter the name on the card.")]
    [InlineData("billingCountry", "XX", "Choose a country or region.")]
    [InlineData("billingPostalCode", "", "Enter the ZIP code of the card.")]
    public async Task What_is_wrong_is_said_at_its_field_and_in_the_summary(string field, string value, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PayAsync("4242424242424242", (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal(words, reply.Text($"#{field}-error"));
        Assert.Equal([words], reply.Page.QuerySelectorAll($"[role=alert] a[href='#{field}']").Select(link => link.TextContent));
        Assert.Single(reply.Page.QuerySelectorAll("[role=alert] li"));
        Assert.Equal("true", reply.Page.QuerySelector("#" + field)!.GetAttribute("aria-invalid"));
        Assert.Null(reply.Page.QuerySelector("#cardNumber")!.GetAttribute("value"));
        Assert.Null(reply.Page.QuerySelector("#cardCvc")!.GetAttribute("value"));
        Assert.Equal(field == "billingName" ? "" : "Jenny Rosen", reply.Page.QuerySelector("#billingName")!.GetAttribute("value") ?? "");
        Assert.Equal("null", (await shop.SessionAsync()).GetProperty("payment_intent").GetRawText());
    }

    [Fact]
    public async Task An_empty_form_is_told_of_everything_at_once_from_top_to_bottom()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PostAsync(shop.Checkout, []);

        Assert.Equal("6 things need your attention:", reply.Text("[role=alert] p"));
        Assert.Equal(
            ["#email", "#cardNumber", "#cardExpiry", "#cardCvc", "#billingName", "#billingCountry"],
            reply.Page.QuerySelectorAll("[role=alert] a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("4242424242424242", "12/34", "123")]
    [InlineData("4242-4242-4242-4242", "1 / 34", "123")]
    [InlineData(" 4242 4242 4242 4242 ", "122034", "123")]
    [InlineData("3782 822463 10005", "12/2034", "1234")]
    public async Task A_card_may_be_written_as_people_write_it(string number, string expiry, string cvc)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PayAsync(number, ("cardExpiry", expiry), ("cardCvc", cvc));

        Assert.StartsWith("https://shop.example/thanks", reply.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postal_code_is_asked_for_only_where_banks_check_it()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await shop.PayAsync("4242424242424242", ("billingCountry", "PT"), ("billingPostalCode", ""));

        Assert.StartsWith("https://shop.example/thanks", reply.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_that_the_shop_gave_cannot_be_changed()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("customer_email", "jenny.rosen@example.com"));

        await shop.PayAsync("4242424242424242", ("email", "mallory@example.com"));

        var session = await shop.SessionAsync();
        Assert.Equal("jenny.rosen@example.com", session.GetProperty("customer_details").GetProperty("email").GetString());
    }

    [Fact]
    public async Task Pressing_pay_many_times_at_once_pays_once()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await HookAsync(shop);
        await shop.SellAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => shop.PayAsync()));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.SeeOther, reply.Status));
        Assert.Single(replies, reply => reply.Location!.StartsWith("https://shop.example/thanks", StringComparison.Ordinal));
        var charges = await shop.ApiAsync(HttpMethod.Get, "/v1/charges");
        Assert.Equal(1, charges.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_second_window_is_told_that_it_is_paid()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        await shop.PayAsync();

        var again = await shop.PayAsync("5555555555554444");
        var page = await shop.GetAsync(again.Location!);

        Assert.Equal("You’ve already paid", page.Text("h1"));
        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, page.Page.QuerySelector("a.button")!.GetAttribute("href"));
        Assert.Equal(1, (await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_session_whose_time_is_over_says_so_and_takes_no_money()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        shop.Clock.Forward(TimeSpan.FromHours(25));

        var reply = await shop.PayAsync();
        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal(HttpStatusCode.SeeOther, reply.Status);
        Assert.Equal(HttpStatusCode.Gone, page.Status);
        Assert.Equal("This payment page has expired", page.Text("h1"));
        Assert.Equal(Shopkeeper.Cancel, page.Page.QuerySelector("a.button")!.GetAttribute("href"));
        Assert.Equal(0, (await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task What_costs_nothing_needs_no_card()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][price_data][unit_amount]", "0"));

        var page = await shop.GetAsync(shop.Checkout);
        var reply = await shop.PostAsync(shop.Checkout, [new("email", "jenny.rosen@example.com")]);

        Assert.Null(page.Page.QuerySelector("#cardNumber"));
        Assert.Equal("Complete order", page.Text("button.pay"));
        Assert.StartsWith("https://shop.example/thanks", reply.Location, StringComparison.Ordinal);
        Assert.Equal("no_payment_required", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
    }

    [Fact]
    public async Task A_receipt_can_be_kept()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][quantity]", "2"));
        await shop.PayAsync();
        var charge = (await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data")[0];

        var page = await shop.GetAsync(charge.GetProperty("receipt_url").GetString()!);

        Assert.Equal("$19.98 USD", page.Text(".facts dd"));
        Assert.Equal("Visa •••• 4242", page.Text(".facts div:nth-child(3) dd"));
        Assert.Equal("Low Tide Qty 2, $9.99 each $19.98", page.Text(".lines li"));
    }

    internal static Task HookAsync(Shopkeeper shop) => shop.ApiAsync(HttpMethod.Post, "/v1/webhook_endpoints", new(StringComparer.Ordinal)
    {
        ["url"] = "https://shop.example/hook", ["enabled_events[0]"] = "*",
    });
}

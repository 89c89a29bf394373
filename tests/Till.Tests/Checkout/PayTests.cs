using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Till.Tests.Harness;
using Till.Tests.Sale;

namespace Till.Tests.Checkout;

/// <summary>The Pay button: what the page's script is answered, and what comes of it.</summary>
public sealed class PayTests
{
    private static readonly (string, string)[] London =
    [
        ("Form.Email", " ada@example.com "), ("Form.Name", "  Ada Lovelace "), ("Form.Delivery.Country", "GB"),
        ("Form.Delivery.Street1", "12 St James's Square"), ("Form.Delivery.Street2", "  "), ("Form.Delivery.Town", "London"),
        ("Form.Delivery.Postcode", "sw1y 4jh"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task The_details_are_kept_with_the_draft_before_there_is_anything_to_pay_with(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync(priceMinor: 4995));

        var answer = await PayAsync(visitor, page);

        var (id, key) = await shop.SingleAsync<(Guid, string)>("SELECT id, link_key FROM orders");
        Assert.Equal($"{shop.Address.GetLeftPart(UriPartial.Authority)}/checkout/return/{id}/{key}", Text(answer, "returnUrl"));
        Assert.Equal("$54.95", Text(answer, "amount"));
        Assert.Equal(
            """{"name":"Ada Lovelace","email":"ada@example.com","phone":"","address":{"line1":"12 St James\u0027s Square","line2":"","city":"London","state":"","postal_code":"SW1Y 4JH","country":"GB"}}""",
            JsonSerializer.Serialize(answer.GetProperty("billing")));
        Assert.Equal(
            """{"name":"Ada Lovelace","address":{"line1":"12 St James\u0027s Square","city":"London","postal_code":"SW1Y 4JH","country":"GB"}}""",
            JsonSerializer.Serialize(answer.GetProperty("shipping")));
        Assert.Equal(
            ("draft", "ada@example.com", "Ada Lovelace", null, "SW1Y 4JH"),
            await shop.SingleAsync<(string, string, string, string?, string)>("SELECT state, email, name, street2, postcode FROM orders"));
        var intent = (await shop.StripeAsync("/v1/payment_intents")).GetProperty("data")[0];
        Assert.Equal((5495, "usd"), (intent.GetProperty("amount").GetInt32(), intent.GetProperty("currency").GetString()));
        Assert.Equal(id.ToString(), intent.GetProperty("metadata").GetProperty("order").GetString());
        Assert.StartsWith(intent.GetProperty("id").GetString()! + "_secret_", Text(answer, "clientSecret"));

        Assert.Equal("succeeded", await ConfirmAsync(shop, answer));
        await shop.CatchUpAsync();
        var order = await visitor.GetAsync($"/checkout/return/{id}/{key}");
        Assert.Equal($"/orders/{id}/{key}", order.Location);
        Assert.Equal("paid", await shop.SingleAsync<string>("SELECT state FROM orders"));
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Pressing_it_twice_and_in_two_tabs_gives_the_same_payment_and_once_paid_the_order(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());
        var other = await visitor.GetAsync(visitor.Checkout);

        var answers = await Task.WhenAll(PayAsync(visitor, page), PayAsync(visitor, page), PayAsync(visitor, other));

        Assert.Single(answers.Select(answer => Text(answer, "clientSecret")).Distinct());
        Assert.Equal("succeeded", await ConfirmAsync(shop, answers[0]));
        var path = new Uri(Text(answers[0], "returnUrl")).AbsolutePath.Replace("/checkout/return/", "/orders/", StringComparison.Ordinal);
        Assert.Equal(path, Text(await PayAsync(visitor, other), "go"));
        Assert.Equal(path, Text(await PayAsync(visitor, page), "go"));
        Assert.Equal(path, (await visitor.GetAsync(visitor.Checkout)).Location);
        Assert.Equal(path, (await visitor.PostAsync(visitor.Checkout, page.Fields(filled: London))).Location);
        Assert.Single((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
        await shop.CatchUpAsync();
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task Details_that_are_refused_make_no_order_and_no_payment(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());

        var (status, answer) = await AskAsync(visitor, page, ("Form.Email", "ada"), ("Form.Delivery.Town", new string('x', 41)), ("Form.Name", "\a\u200f\n"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(
            [
                ("Form.Email", "This is not an e-mail address that we can write to; it looks like name@example.org."), ("Form.Name", "Type the full name."),
                ("Form.Delivery.Town", "The town or city has at most 40 characters; this has 41."),
            ],
            answer.GetProperty("errors").EnumerateArray().Select(error => (Text(error, "field"), Text(error, "message"))));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders"));
        Assert.Empty((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_post_that_is_not_this_pages_is_answered_in_json_and_does_nothing()
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());
        var url = visitor.Checkout + "&handler=pay";
        var forged = page.Fields(filled: [.. London, ("__RequestVerificationToken", "forged")]);

        var unreadable = page.Fields(filled: [.. London, ("Form.Name", "\0")]);
        HttpContent[] bodies = [new FormUrlEncodedContent(unreadable), new FormUrlEncodedContent(forged), JsonContent.Create(forged), new StringContent("{"), new ByteArrayContent([0xff, 0xfe, 0])];
        foreach (var body in bodies)
        {
            using var response = await visitor.SendAsync(HttpMethod.Post, url, body, "application/json");
            Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Contains("Nothing was charged", await response.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders"));
        using var stranger = new Visitor(shop.Address);
        var (status, answer) = await AskAsync(stranger, page);
        Assert.Equal((HttpStatusCode.BadRequest, true), (status, answer.TryGetProperty("message", out _)));
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", false)]
    [InlineData("on", false)]
    public async Task A_guest_saves_nothing_whatever_is_sent(string save, bool kept)
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());

        await AskAsync(visitor, page, ("Form.Save", save));

        Assert.Equal(kept, await shop.SingleAsync<bool>("SELECT save_details FROM orders"));
    }

    [Theory, BothEngines]
    public async Task What_costs_more_than_was_shown_is_not_charged_and_what_is_gone_is_said(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var first = new Visitor(shop.Address);
        using var second = new Visitor(shop.Address);
        var variant = await shop.AddGoodAsync("Tea Towel", stock: 1);
        var (page, late) = (await first.BuyNowAsync(variant), await second.BuyNowAsync(variant));

        await shop.SetPriceAsync(variant, 1999);
        var (status, answer) = await AskAsync(first, page);
        Assert.Equal((HttpStatusCode.Conflict, true), (status, Text(answer, "changed").Contains("price has changed", StringComparison.Ordinal)));
        Assert.Equal(0, await shop.SingleAsync<long>("SELECT COUNT(*) FROM orders"));

        await PayAsync(first, await first.GetAsync(first.Checkout));
        (status, answer) = await AskAsync(second, late);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Tea Towel: Sold out", Text(answer, "changed"));
    }

    [Fact]
    public async Task When_Stripe_does_not_answer_nothing_was_charged_and_the_next_try_pays()
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());
        await shop.FaultAsync(new { requests = new[] { new { @do = "lose_reply", path = "/v1/payment_intents", times = 20 } } });

        var (status, answer) = await AskAsync(visitor, page);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("Nothing was charged", Text(answer, "message"));
        await shop.NoFaultsAsync();
        Assert.Equal("succeeded", await ConfirmAsync(shop, await PayAsync(visitor, page)));
        Assert.Single((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }

    [Theory, BothEngines]
    public async Task A_payment_that_failed_elsewhere_leads_back_to_everything_that_was_typed(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());
        var answer = await PayAsync(visitor, page);
        await ConfirmAsync(shop, answer, "pm_card_chargeDeclinedInsufficientFunds");
        var back = new Uri(Text(answer, "returnUrl")).AbsolutePath + $"?payment_intent=pi_1&payment_intent_client_secret={Text(answer, "clientSecret")}&redirect_status=succeeded";

        var sent = await visitor.GetAsync(back);

        Assert.Equal((HttpStatusCode.Redirect, visitor.Checkout + "&returned"), (sent.Status, sent.Location));
        var again = await visitor.GetAsync(sent.Location!);
        Assert.Contains("The card does not have enough money for this.", again.Page.Text("[role=alert]"));
        Assert.Equal(
            ("ada@example.com", "Ada Lovelace", "GB", "SW1Y 4JH"),
            (again.Fields()["Form.Email"], again.Fields()["Form.Name"], again.Fields()["Form.Delivery.Country"], again.Fields()["Form.Delivery.Postcode"]));
        Assert.DoesNotContain(Text(answer, "clientSecret"), again.Body);

        using var elsewhere = new Visitor(shop.Address);
        var told = await elsewhere.GetAsync(back);
        Assert.StartsWith("/checkout/cancelled/", told.Location);
        var why = await elsewhere.GetAsync(told.Location!);
        Assert.Contains("The card does not have enough money for this.", why.Page.Text("[role=alert]"));
        Assert.Equal("/bag", why.Page.Html.QuerySelector("main .button")!.GetAttribute("href"));

        Assert.Equal("succeeded", await ConfirmAsync(shop, await PayAsync(visitor, again)));
        Assert.StartsWith("/orders/", (await elsewhere.GetAsync(back)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(new Uri(Text(answer, "returnUrl")).AbsolutePath + "x")).Status);
        await shop.CatchUpAsync();
        await shop.AssertBooksAsync();
    }

    [Theory, BothEngines]
    public async Task What_a_code_makes_free_needs_no_card_and_no_script(string engine)
    {
        await using var shop = await SaleShop.OpenAsync(engine, webhooks: false);
        using var visitor = new Visitor(shop.Address);
        await shop.ExecuteAsync(
            """
            INSERT INTO discount_codes (id, code, code_key, kind, basis_points, created_at)
            VALUES ('0198f2a0-0000-7000-8000-000000000001', 'Gift', 'GIFT', 'percent', 10000, '2026-01-01 00:00:00+00')
            """);
        await visitor.BuyNowAsync(await shop.AddAlbumAsync());
        await shop.ExecuteAsync("UPDATE bags SET code = 'gift', version = version + 1");
        var page = await visitor.GetAsync(visitor.Checkout);
        Assert.Equal("There is nothing to pay.", page.Page.Text("#charge"));
        Assert.Equal("Complete the order", page.Page.Text("button[data-pay]"));

        var sent = await visitor.PostAsync(visitor.Checkout, page.Fields(filled: [("Form.Email", "ada@example.com"), ("Form.Name", "Ada")]));

        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);
        Assert.Contains("Thank you", (await visitor.GetAsync(sent.Location!)).Page.Text("h1"));
        Assert.Empty((await shop.StripeAsync("/v1/payment_intents")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Whose_cards_are_declined_too_often_is_asked_to_wait_and_Stripe_is_not_asked()
    {
        await using var shop = await SaleShop.OpenAsync("Sqlite", webhooks: false);
        using var visitor = new Visitor(shop.Address);
        var page = await visitor.BuyNowAsync(await shop.AddGoodAsync());
        var answer = await PayAsync(visitor, page);
        for (var i = 0; i < 10; i++)
        {
            await ConfirmAsync(shop, answer, "pm_card_visa_chargeDeclined");
        }

        await shop.CatchUpAsync();
        using var another = new Visitor(shop.Address);
        var form = (await another.BuyNowAsync(await shop.AddGoodAsync())).Fields(filled: London);
        using var response = await another.SendAsync(HttpMethod.Post, another.Checkout + "&handler=pay", new FormUrlEncodedContent(form), "application/json");

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("Nothing was charged. Wait 60 minutes", await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The answer of one who may pay, or is paid.</summary>
    private static async Task<JsonElement> PayAsync(Visitor visitor, Seen page)
    {
        var (status, answer) = await AskAsync(visitor, page);
        Assert.True(status == HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(Visitor visitor, Seen page, params (string, string)[] instead)
    {
        var fields = page.Fields(filled: [.. London, .. instead]);
        using var response = await visitor.SendAsync(HttpMethod.Post, visitor.Checkout + (visitor.Checkout.Contains('?') ? "&" : "?") + "handler=pay", new FormUrlEncodedContent(fields), "application/json");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }

    /// <summary>What the script on the page does, by the secret alone; the payment's status, or the error's code.</summary>
    private static async Task<string?> ConfirmAsync(SaleShop shop, JsonElement answer, string paymentMethod = "pm_card_visa")
    {
        var secret = Text(answer, "clientSecret");
        using var browser = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(shop.Sandbox.Address) };
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Sandbox.PublishableKey);
        using var form = new FormUrlEncodedContent(
            [new("client_secret", secret), new("payment_method", paymentMethod), new("return_url", Text(answer, "returnUrl"))]);
        using var response = await browser.PostAsync($"/v1/payment_intents/{secret.Split("_secret_")[0]}/confirm", form, Cancel);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return json.TryGetProperty("status", out var status) ? status.GetString() : json.GetProperty("error").GetProperty("code").GetString();
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

using System.Net;

namespace Till.Sandbox.Tests.Pages;

/// <summary>The hosted page for those who pay otherwise than by card, or do not pay at all.</summary>
public sealed class OtherWaysTests
{
    private static readonly (string Name, string Value)[] Euro =
    [
        ("line_items[0][price_data][currency]", "eur"), ("allowed_payment_method_types[0]", "card"),
        ("allowed_payment_method_types[1]", "sepa_debit"), ("allowed_payment_method_types[2]", "ideal"), ("allowed_payment_method_types[3]", "us_bank_account"),
    ];

    [Fact]
    public async Task The_page_offers_what_the_session_takes_in_its_currency()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Euro);

        var page = await shop.GetAsync(shop.Checkout);
        Assert.Equal(["Card", "SEPA Direct Debit", "iDEAL"], page.Page.QuerySelectorAll(".ways a").Select(way => way.TextContent));
        Assert.Equal("Card", page.Text(".ways a[aria-current]"));
        Assert.NotNull(page.Page.QuerySelector("#cardNumber"));

        var debit = await shop.GetAsync(page.Page.QuerySelectorAll(".ways a")[1].GetAttribute("href")!);
        Assert.Null(debit.Page.QuerySelector("#cardNumber"));
        Assert.NotNull(debit.Page.QuerySelector("#iban"));
        Assert.Contains("allow Till sandbox to debit", debit.Text(".terms"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debit_from_the_page_is_on_its_way()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Euro);

        var reply = await shop.PostAsync(shop.Checkout, Account("DE89 3704 0044 0532 0130 00"));
        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, reply.Location);
        Assert.Equal("unpaid", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
        Assert.Contains("on its way", (await shop.GetAsync(shop.Checkout)).Text("main"), StringComparison.Ordinal);

        shop.Clock.Forward(TimeSpan.FromSeconds(5));
        Assert.Equal("paid", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
    }

    [Theory]
    [InlineData("", "Enter your IBAN.")]
    [InlineData("DE89370400440532013001", "Your IBAN is incomplete or mistyped.")]
    [InlineData("not an iban", "Your IBAN is incomplete or mistyped.")]
    public async Task A_mistyped_account_is_said_beside_its_field(string iban, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Euro);

        var reply = await shop.PostAsync(shop.Checkout, Account(iban));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal(words, reply.Text("#iban-error"));
        Assert.Equal("open", (await shop.SessionAsync()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("complete", "https://shop.example/thanks")]
    [InlineData("fail", "/c/pay/")]
    public async Task A_redirect_leads_there_and_back(string outcome, string leadsTo)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Euro);

        var gone = await shop.PostAsync(shop.Checkout, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = "ideal", ["email"] = "ada@example.org", ["billingName"] = "Ada",
        });
        var question = await shop.GetAsync(gone.Location!);
        Assert.Equal("Authorize this payment", question.Text("h1"));
        var fields = question.Page.QuerySelectorAll("form input").ToDictionary(
            input => input.GetAttribute("name")!, input => input.GetAttribute("value")!, StringComparer.Ordinal);
        fields["outcome"] = outcome;
        var back = await shop.PostAsync("/redirect/authorize", fields);
        Assert.StartsWith(leadsTo, back.Location, StringComparison.Ordinal);
        Assert.Equal(outcome == "complete" ? "paid" : "unpaid", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
    }

    [Theory]
    [InlineData("4242424242424242", false)]
    [InlineData("4000002500003155", true)]
    public async Task A_card_is_kept_without_being_charged(string card, bool asked)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var customer = (await shop.ApiAsync(HttpMethod.Post, "/v1/customers", new(StringComparer.Ordinal) { ["email"] = "ada@example.org" })).GetProperty("id").GetString()!;
        await shop.KeepAsync(customer);

        var page = await shop.GetAsync(shop.Checkout);
        Assert.Equal("Save", page.Text("button.pay"));
        var reply = await shop.PayAsync(card);
        if (asked)
        {
            var question = await shop.GetAsync(reply.Location!);
            Assert.Equal("Confirm your card", question.Text("h1"));
            reply = await ChallengeTests.AnswerAsync(shop, question, "complete");
        }

        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, reply.Location);
        var session = await shop.SessionAsync();
        Assert.Equal(("complete", "no_payment_required"), (session.GetProperty("status").GetString(), session.GetProperty("payment_status").GetString()));
        var setup = await shop.ApiAsync(HttpMethod.Get, "/v1/setup_intents/" + session.GetProperty("setup_intent").GetString());
        Assert.Equal("succeeded", setup.GetProperty("status").GetString());
        var kept = await shop.ApiAsync(HttpMethod.Get, $"/v1/customers/{customer}/payment_methods");
        Assert.Equal(card[^4..], kept.GetProperty("data")[0].GetProperty("card").GetProperty("last4").GetString());
        Assert.Equal("Your details are saved", (await shop.GetAsync(shop.Checkout)).Text("h1"));
    }

    [Fact]
    public async Task A_declined_card_is_not_kept_and_another_may_be_tried()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        var customer = (await shop.ApiAsync(HttpMethod.Post, "/v1/customers", new(StringComparer.Ordinal) { ["email"] = "ada@example.org" })).GetProperty("id").GetString()!;
        await shop.KeepAsync(customer);
        await shop.PayAsync("4000000000000002");
        Assert.StartsWith("Your card was declined.", (await shop.GetAsync(shop.Checkout)).Text("form [role=alert]"), StringComparison.Ordinal);
        Assert.StartsWith("https://shop.example/thanks", (await shop.PayAsync()).Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("succeed", "Succeeded")]
    [InlineData("fail", "Failed")]
    public async Task The_dashboard_decides_a_payment_that_is_being_processed(string outcome, string state)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(Euro);
        await shop.PostAsync(shop.Checkout, Account("DE89370400440532013000"));
        var path = "/dashboard/payments/" + (await shop.SessionAsync()).GetProperty("payment_intent").GetString();

        var page = await shop.GetAsync(path);
        var token = page.Page.QuerySelector($"form[action='{path}/settle'] input[type=hidden]")!;
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.PostAsync(path + "/settle", [new("outcome", outcome)])).Status);
        await shop.PostAsync(path + "/settle", [new(token.GetAttribute("name")!, token.GetAttribute("value")!), new("outcome", outcome)]);

        var decided = await shop.GetAsync(path);
        Assert.Contains(state, decided.Text("h1"), StringComparison.Ordinal);
        Assert.Null(decided.Page.QuerySelector($"form[action='{path}/settle']"));
    }

    private static Dictionary<string, string> Account(string iban) => new(StringComparer.Ordinal)
    {
        ["method"] = "sepa_debit", ["email"] = "ada@example.org", ["billingName"] = "Ada", ["iban"] = iban,
    };
}

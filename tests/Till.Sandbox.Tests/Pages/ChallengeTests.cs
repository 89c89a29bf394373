using System.Net;
using AngleSharp.Html.Dom;

namespace Till.Sandbox.Tests.Pages;

public sealed class ChallengeTests
{
    [Theory]
    [InlineData("4000002760003184")]
    [InlineData("4000002500003155")]
    [InlineData("4000000000003220")]
    [InlineData("4000008400000027")]
    public async Task A_completed_authentication_pays(string card)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await CheckoutTests.HookAsync(shop);
        await shop.SellAsync();

        var question = await AskAsync(shop, card);
        var reply = await AnswerAsync(shop, question, "complete");

        Assert.Equal(["Merchant Till sandbox", "Amount $9.99 USD", $"Card Visa •••• {card[^4..]}"], question.Page.QuerySelectorAll(".facts div").Select(
            fact => string.Join(' ', fact.Children.Select(part => part.TextContent))));
        Assert.Equal("https://shop.example/thanks?session=" + shop.SessionId, reply.Location);
        Assert.Contains("checkout.session.completed", shop.Received.Types);
        Assert.Equal("paid", (await shop.SessionAsync()).GetProperty("payment_status").GetString());
    }

    [Fact]
    public async Task A_failed_authentication_returns_to_a_form_that_can_be_used_again()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await AnswerAsync(shop, await AskAsync(shop, "4000002760003184"), "fail");
        var page = await shop.GetAsync(reply.Location!);

        Assert.Equal(shop.Checkout, reply.Location);
        Assert.StartsWith("We are unable to authenticate your payment method.", page.Text("form [role=alert]"), StringComparison.Ordinal);
        Assert.StartsWith("https://shop.example/thanks", (await shop.PayAsync()).Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4000008260003178", "Your card has insufficient funds.")]
    [InlineData("4000008400001629", "Your card was declined.")]
    public async Task A_card_may_be_declined_after_its_holder_was_authenticated(string card, string words)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var reply = await AnswerAsync(shop, await AskAsync(shop, card), "complete");

        Assert.Equal(shop.Checkout, reply.Location);
        Assert.StartsWith(words, (await shop.GetAsync(reply.Location!)).Text("form [role=alert]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_question_survives_a_reload_and_a_restart_and_can_be_found_again_from_the_checkout()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var address = new Uri((await shop.PayAsync("4000002760003184")).Location!).PathAndQuery;

        await shop.RestartAsync();
        var question = await shop.GetAsync(address);
        var checkout = await shop.GetAsync(shop.Checkout);

        Assert.Equal("Confirm your payment", question.Text("h1"));
        Assert.EndsWith(address, checkout.Page.QuerySelector(".alert a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.StartsWith("https://shop.example/thanks", (await AnswerAsync(shop, question, "complete")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answered_question_leads_to_where_the_payment_stands()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var address = (await shop.PayAsync("4000002760003184")).Location!;
        var question = await shop.GetAsync(address);
        await AnswerAsync(shop, question, "complete");

        var again = await AnswerAsync(shop, question, "fail");
        var reload = await shop.GetAsync(address);

        Assert.Equal((HttpStatusCode.SeeOther, shop.Checkout), (again.Status, again.Location));
        Assert.Equal((HttpStatusCode.SeeOther, shop.Checkout), (reload.Status, reload.Location));
        Assert.Equal("You’ve already paid", (await shop.GetAsync(shop.Checkout)).Text("h1"));
    }

    [Fact]
    public async Task Another_card_may_be_used_while_the_first_one_waits_and_only_one_pays()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var question = await AskAsync(shop, "4000002760003184");

        await shop.PayAsync();
        await AnswerAsync(shop, question, "complete");

        Assert.Equal(1, (await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Completing_many_times_at_once_pays_once()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var question = await AskAsync(shop, "4000002760003184");

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AnswerAsync(shop, question, "complete")));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.SeeOther, reply.Status));
        Assert.Equal(1, (await shop.ApiAsync(HttpMethod.Get, "/v1/charges")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Without_the_payments_secret_there_is_nothing_to_see_or_answer()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var address = (await shop.PayAsync("4000002760003184")).Location!;

        var seen = await shop.GetAsync(address[..^3] + "abc");
        var answered = await shop.PostAsync("/3d_secure_2/hosted",
            [new("payment_intent", "pi_none"), new("payment_intent_client_secret", "x"), new("outcome", "complete")]);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (seen.Status, answered.Status));
        Assert.Equal("open", (await shop.SessionAsync()).GetProperty("status").GetString());
    }

    private static async Task<Reply> AskAsync(Shopkeeper shop, string card) => await shop.GetAsync((await shop.PayAsync(card)).Location!);

    internal static Task<Reply> AnswerAsync(Shopkeeper shop, Reply question, string outcome)
    {
        var form = (IHtmlFormElement)question.Page.QuerySelector("form")!;
        var hidden = form.QuerySelectorAll("input").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value")!));
        Assert.NotNull(form.QuerySelector($"button[name=outcome][value={outcome}]"));
        return shop.PostAsync(form.GetAttribute("action")!, hidden.Append(new("outcome", outcome)));
    }
}

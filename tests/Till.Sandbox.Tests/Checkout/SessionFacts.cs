using Till.Sandbox.Checkout;
using Till.Sandbox.Payments;

namespace Till.Sandbox.Tests.Checkout;

public sealed class SessionFacts
{
    private static CheckoutForm Form(string number = "4242 4242 4242 4242") =>
        new("buyer@example.org", new CardEntry(number, 12, 34, "123"), "Ada Buyer", "GB", "SW1A 1AA");

    [Fact]
    public async Task A_paid_session_names_its_buyer_and_its_payment()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session("&metadata[order]=7&payment_intent_data[metadata][order]=7&payment_intent_data[description]=Purchase");
        Assert.Equal("open", session["status"].GetString());
        var outcome = await sandbox.Server.Engine.SubmitCheckout(session.Id, Form(), TestContext.Current.CancellationToken);
        Assert.Equal("http://shop.test/done?s=" + session.Id, Assert.IsType<CheckoutOutcome.Completed>(outcome).Url);
        var paid = await sandbox.Get($"/v1/checkout/sessions/{session.Id}?expand[]=payment_intent.latest_charge.balance_transaction&expand[]=line_items");
        Assert.Equal("complete", paid["status"].GetString());
        Assert.Equal("paid", paid["payment_status"].GetString());
        Assert.Equal("buyer@example.org", paid["customer_details"].GetProperty("email").GetString());
        Assert.Equal("Ada Buyer", paid["customer_details"].GetProperty("name").GetString());
        Assert.Equal("Album", paid["line_items"].GetProperty("data")[0].GetProperty("description").GetString());
        var intent = paid["payment_intent"];
        Assert.Equal("7", intent.GetProperty("metadata").GetProperty("order").GetString());
        var charge = intent.GetProperty("latest_charge");
        Assert.Equal("Purchase", charge.GetProperty("description").GetString());
        Assert.Equal(1999, charge.GetProperty("amount").GetInt64());
        Assert.Equal(88, charge.GetProperty("balance_transaction").GetProperty("fee").GetInt64());
    }

    [Fact]
    public async Task Paying_twice_in_two_tabs_charges_once()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => sandbox.Server.Engine.SubmitCheckout(session.Id, Form(), TestContext.Current.CancellationToken))));
        Assert.Single(outcomes, outcome => outcome is CheckoutOutcome.Completed);
        Assert.Equal(7, outcomes.Count(outcome => outcome is CheckoutOutcome.Closed { Status: "complete" }));
        Assert.Equal(1, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_declined_card_leaves_the_session_open_for_another()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session();
        var declined = await sandbox.Server.Engine.SubmitCheckout(session.Id, Form("4000000000009995"), TestContext.Current.CancellationToken);
        Assert.Equal("Your card has insufficient funds.", Assert.IsType<CheckoutOutcome.Declined>(declined).Message);
        var mistyped = await sandbox.Server.Engine.SubmitCheckout(session.Id, Form("4242424242424241"), TestContext.Current.CancellationToken);
        Assert.Equal("cardNumber", Assert.IsType<CheckoutOutcome.Declined>(mistyped).Field);
        Assert.Equal("open", (await sandbox.Get("/v1/checkout/sessions/" + session.Id))["status"].GetString());
        Assert.IsType<CheckoutOutcome.Completed>(await sandbox.Server.Engine.SubmitCheckout(session.Id, Form(), TestContext.Current.CancellationToken));
        Assert.Equal(1, (await sandbox.Get("/v1/payment_intents"))["data"].GetArrayLength());
        Assert.Equal(2, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_challenge_on_the_hosted_page_leads_on_to_the_shop_or_back_to_the_page()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session();
        var engine = sandbox.Server.Engine;
        for (var passed = 0; passed < 2; passed++)
        {
            var asked = await engine.SubmitCheckout(session.Id, Form("4000002760003184"), TestContext.Current.CancellationToken);
            var page = new Uri(Assert.IsType<CheckoutOutcome.Challenged>(asked).Url);
            var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(page.Query);
            var (intent, secret) = (query["payment_intent"].ToString(), query["payment_intent_client_secret"].ToString());
            Assert.Equal("3184", engine.ViewChallenge(intent, secret)!.Method.Part("card")!.Text("last4"));
            Assert.Null(engine.ViewChallenge(intent, secret + "x"));
            var ended = await engine.CompleteChallenge(intent, secret, passed == 1, TestContext.Current.CancellationToken);
            Assert.Equal(passed == 1, ended is ChallengeOutcome.GoOn);
            Assert.Equal(passed == 0, ended is ChallengeOutcome.BackToCheckout);
        }
        Assert.Equal("paid", (await sandbox.Get("/v1/checkout/sessions/" + session.Id))["payment_status"].GetString());
    }

    [Fact]
    public async Task A_session_expires_by_the_sandboxs_clock_also_when_it_was_off_meanwhile()
    {
        await using var sandbox = await TestSandbox.Start();
        var now = sandbox.Clock.GetUtcNow().ToUnixTimeSeconds();
        var session = await sandbox.Session($"&expires_at={now + 1800}");
        Assert.Equal(now + 1800, session["expires_at"].GetInt64());
        Assert.Equal(400, (await sandbox.Session($"&expires_at={now + 1799}")).Status);
        Assert.Equal(400, (await sandbox.Session($"&expires_at={now + 86401}")).Status);
        await sandbox.Restart();
        sandbox.Clock.Advance(TimeSpan.FromMinutes(30));
        var expired = await sandbox.Get("/v1/checkout/sessions/" + session.Id);
        Assert.Equal("expired", expired["status"].GetString());
        Assert.Equal(1, (await sandbox.Get("/v1/events?type=checkout.session.expired"))["data"].GetArrayLength());
        Assert.IsType<CheckoutOutcome.Closed>(await sandbox.Server.Engine.SubmitCheckout(session.Id, Form(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Expiring_a_session_cancels_the_payment_that_was_tried_on_it()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session();
        await sandbox.Server.Engine.SubmitCheckout(session.Id, Form("4000000000000002"), TestContext.Current.CancellationToken);
        var expired = await sandbox.Post($"/v1/checkout/sessions/{session.Id}/expire");
        Assert.Equal("expired", expired["status"].GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, expired["url"].ValueKind);
        var intent = await sandbox.Get("/v1/payment_intents/" + expired["payment_intent"].GetString());
        Assert.Equal("canceled", intent["status"].GetString());
        Assert.Equal(400, (await sandbox.Post($"/v1/checkout/sessions/{session.Id}/expire")).Status);
    }

    [Fact]
    public async Task A_sessions_payment_belongs_to_the_session()
    {
        await using var sandbox = await TestSandbox.Start();
        var session = await sandbox.Session();
        await sandbox.Server.Engine.SubmitCheckout(session.Id, Form("4000000000000002"), TestContext.Current.CancellationToken);
        var intent = (await sandbox.Get("/v1/checkout/sessions/" + session.Id))["payment_intent"].GetString();
        var cancelled = await sandbox.Post($"/v1/payment_intents/{intent}/cancel");
        Assert.Equal("payment_intent_unexpected_state", cancelled.Error.GetProperty("code").GetString());
        var confirmed = await sandbox.Post($"/v1/payment_intents/{intent}/confirm", "payment_method=pm_card_visa");
        Assert.Equal(400, confirmed.Status);
    }

    [Theory]
    [InlineData("mode=subscription&success_url=http://a.b/c", "line_items")]
    [InlineData("mode=payment&success_url=http://a.b/c", "line_items")]
    [InlineData("mode=payment&line_items[0][quantity]=1&line_items[0][price]=price_x", "success_url")]
    [InlineData("mode=payment&success_url=nowhere&line_items[0][quantity]=1&line_items[0][price]=price_x", "success_url")]
    [InlineData("mode=payment&success_url=http://a.b/c&line_items[0][quantity]=1&line_items[0][price]=price_x", "line_items[0][price]")]
    [InlineData("mode=payment&success_url=http://a.b/c&line_items[0][quantity]=x", "line_items[0][quantity]")]
    [InlineData("mode=payment&success_url=http://a.b/c&payment_method_types[]=card", "payment_method_types")]
    public async Task What_Stripe_refuses_is_refused_and_named(string form, string param)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Post("/v1/checkout/sessions", form);
        Assert.Equal(400, refused.Status);
        Assert.Equal(param, refused.Error.GetProperty("param").GetString());
    }
}

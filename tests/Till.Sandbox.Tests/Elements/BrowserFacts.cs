using System.Text.Json;

namespace Till.Sandbox.Tests.Elements;

/// <summary>What a page can do with the publishable key, and what it cannot.</summary>
public sealed class BrowserFacts
{
    private const string Browser = "Authorization: Bearer pk_test_of_this_test";
    private const string Card = "payment_method_data[type]=card&payment_method_data[card][number]=4242 4242 4242 4242&payment_method_data[card][exp_month]=12"
        + "&payment_method_data[card][exp_year]=2030&payment_method_data[card][cvc]=123&payment_method_data[billing_details][name]=Ada";

    [Theory]
    [InlineData("GET", "/v1/customers")]
    [InlineData("GET", "/v1/payment_intents")]
    [InlineData("POST", "/v1/payment_intents")]
    [InlineData("POST", "/v1/refunds")]
    [InlineData("GET", "/v1/payment_methods")]
    [InlineData("GET", "/v1/events")]
    public async Task What_is_the_shops_alone_is_refused_to_a_publishable_key(string method, string path)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Send(new HttpMethod(method), path, null, [Browser]);
        Assert.Equal(401, refused.Status);
        Assert.Equal("secret_key_required", refused.Error.GetProperty("code").GetString());
        Assert.StartsWith("This API call cannot be made with a publishable API key.", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_sees_of_an_intent_what_its_secret_opens_and_no_more()
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c");
        var intent = await sandbox.Post("/v1/payment_intents", $"amount=1999&currency=usd&customer={customer.Id}&metadata[order]=7");
        var secret = intent["client_secret"].GetString();

        var seen = await sandbox.Get($"/v1/payment_intents/{intent.Id}?client_secret={secret}", Browser);
        Assert.Equal(1999, seen["amount"].GetInt32());
        foreach (var hidden in (string[])["metadata", "customer", "latest_charge", "transfer_data", "statement_descriptor", "application"])
        {
            Assert.False(seen.Json.TryGetProperty(hidden, out _), hidden);
        }

        var without = await sandbox.Get($"/v1/payment_intents/{intent.Id}", Browser);
        Assert.Equal((400, "parameter_missing"), (without.Status, without.Error.GetProperty("code").GetString()));
        var wrong = await sandbox.Get($"/v1/payment_intents/{intent.Id}?client_secret={intent.Id}_secret_wrong", Browser);
        Assert.Equal((400, "payment_intent_invalid_parameter"), (wrong.Status, wrong.Error.GetProperty("code").GetString()));
        Assert.Contains("does not match the client_secret", wrong.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_pays_with_what_was_typed_into_its_fields()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=1999&currency=usd&metadata[order]=7");
        var paid = await sandbox.Post(
            $"/v1/payment_intents/{intent.Id}/confirm",
            $"key=pk_test_of_this_test&client_secret={intent["client_secret"].GetString()}&{Card}&return_url=http://shop.test/done&use_stripe_sdk=true"
            + "&receipt_email=ada@example.org&shipping[name]=Ada&shipping[address][line1]=One Road&payment_user_agent=stripe.js&expected_payment_method_type=card"
            + "&guid=NA&payment_method_data[referrer]=http://shop.test&payment_method_data[time_on_page]=99",
            "Authorization: ");
        Assert.Equal((200, "succeeded"), (paid.Status, paid["status"].GetString()));
        Assert.False(paid.Json.TryGetProperty("metadata", out _));

        var charge = await sandbox.Get($"/v1/charges?payment_intent={intent.Id}&expand[]=data.payment_intent");
        Assert.Equal("Ada", charge["data"][0].GetProperty("billing_details").GetProperty("name").GetString());
        Assert.Equal("One Road", charge["data"][0].GetProperty("shipping").GetProperty("address").GetProperty("line1").GetString());
        Assert.Equal("ada@example.org", charge["data"][0].GetProperty("receipt_email").GetString());
        Assert.DoesNotContain("4242424242424242", charge.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_of_a_declined_card_shows_the_browser_no_more_than_the_intent_does()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=1999&currency=usd&metadata[order]=7");
        var declined = await sandbox.Post(
            $"/v1/payment_intents/{intent.Id}/confirm",
            $"client_secret={intent["client_secret"].GetString()}&{Card.Replace("4242 4242 4242 4242", "4000000000009995", StringComparison.Ordinal)}", Browser);
        Assert.Equal((402, "insufficient_funds"), (declined.Status, declined.Error.GetProperty("decline_code").GetString()));
        var seen = declined.Error.GetProperty("payment_intent");
        Assert.Equal("requires_payment_method", seen.GetProperty("status").GetString());
        Assert.False(seen.TryGetProperty("metadata", out _));
        Assert.DoesNotContain("fingerprint", declined.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_cannot_decide_what_is_the_shops_to_decide()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=1999&currency=usd");
        var refused = await sandbox.Post(
            $"/v1/payment_intents/{intent.Id}/confirm",
            $"client_secret={intent["client_secret"].GetString()}&{Card}&off_session=true", Browser);
        Assert.Equal((400, "off_session"), (refused.Status, refused.Error.GetProperty("param").GetString()));
        Assert.Equal("requires_payment_method", (await sandbox.Get("/v1/payment_intents/" + intent.Id))["status"].GetString());
    }

    [Fact]
    public async Task A_challenge_for_the_script_says_where_its_page_is_and_may_be_framed()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=1999&currency=usd");
        var asked = await sandbox.Post(
            $"/v1/payment_intents/{intent.Id}/confirm",
            $"client_secret={intent["client_secret"].GetString()}&{Card.Replace("4242 4242 4242 4242", "4000002760003184", StringComparison.Ordinal)}&use_stripe_sdk=true", Browser);
        Assert.Equal("requires_action", asked["status"].GetString());
        var page = asked["next_action"].GetProperty("use_stripe_sdk").GetProperty("stripe_js").GetString()!;
        using var shown = await sandbox.Raw(HttpMethod.Get, page[sandbox.Server.Address.Length..], null);
        Assert.Contains("frame-ancestors http: https:", string.Join(' ', shown.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        using var answered = await sandbox.Raw(
            HttpMethod.Post, "/3d_secure_2/hosted",
            $"payment_intent={intent.Id}&payment_intent_client_secret={intent["client_secret"].GetString()}&outcome=complete");
        Assert.True(answered.IsSuccessStatusCode);
        var paid = await sandbox.Get($"/v1/payment_intents/{intent.Id}?client_secret={intent["client_secret"].GetString()}", Browser);
        Assert.Equal("succeeded", paid["status"].GetString());
    }

    [Fact]
    public async Task Other_sites_pages_may_ask_and_read_the_request_id()
    {
        await using var sandbox = await TestSandbox.Start();
        using var allowed = await sandbox.Raw(
            HttpMethod.Options, "/v1/payment_methods", null, "Origin: http://shop.test", "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: authorization,stripe-version");
        Assert.True(allowed.IsSuccessStatusCode);
        Assert.Equal("*", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Authorization", allowed.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("Request-Id", allowed.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_made_by_a_browser_shows_it_no_fingerprint_and_pays()
    {
        await using var sandbox = await TestSandbox.Start();
        var method = await sandbox.Post(
            "/v1/payment_methods", "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2030&card[cvc]=123&guid=NA", Browser);
        Assert.Equal("4242", method["card"].GetProperty("last4").GetString());
        Assert.False(method["card"].TryGetProperty("fingerprint", out _));
        Assert.False(method.Json.TryGetProperty("metadata", out _));
        Assert.Equal(401, (await sandbox.Get("/v1/payment_methods/" + method.Id, Browser)).Status);
        Assert.Equal("succeeded", (await sandbox.Pay(card: method.Id))["status"].GetString());
    }

    [Fact]
    public async Task A_token_is_a_card_once()
    {
        await using var sandbox = await TestSandbox.Start();
        var token = await sandbox.Post("/v1/tokens", "card[number]=5555555555554444&card[exp_month]=12&card[exp_year]=2030&card[cvc]=123&card[name]=Ada", Browser);
        Assert.Equal(("card", "MasterCard"), (token["type"].GetString(), token["card"].GetProperty("brand").GetString()));
        Assert.False((await sandbox.Get("/v1/tokens/" + token.Id, Browser))["used"].GetBoolean());

        var method = await sandbox.Post("/v1/payment_methods", $"type=card&card[token]={token.Id}");
        Assert.Equal("4444", method["card"].GetProperty("last4").GetString());
        Assert.Equal("Ada", method["billing_details"].GetProperty("name").GetString());
        Assert.True((await sandbox.Get("/v1/tokens/" + token.Id))["used"].GetBoolean());
        var again = await sandbox.Post("/v1/payment_methods", $"type=card&card[token]={token.Id}");
        Assert.Equal((400, "token_already_used"), (again.Status, again.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_confirmation_token_carries_what_was_entered_to_one_confirmation()
    {
        await using var sandbox = await TestSandbox.Start();
        var token = await sandbox.Post(
            "/v1/confirmation_tokens", Card + "&return_url=http://shop.test/done&shipping[name]=Ada&shipping[address][country]=GB&setup_future_usage=off_session", Browser);
        Assert.Equal("4242", token["payment_method_preview"].GetProperty("card").GetProperty("last4").GetString());
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c");

        var form = $"amount=1999&currency=usd&confirm=true&customer={customer.Id}&confirmation_token={token.Id}";
        var paid = await sandbox.Post("/v1/payment_intents", form);
        Assert.Equal((200, "succeeded"), (paid.Status, paid["status"].GetString()));
        Assert.Equal("GB", paid["shipping"].GetProperty("address").GetProperty("country").GetString());
        Assert.Equal("off_session", paid["setup_future_usage"].GetString());

        var used = await sandbox.Get("/v1/confirmation_tokens/" + token.Id);
        Assert.Equal(paid.Id, used["payment_intent"].GetString());
        Assert.Equal(JsonValueKind.Null, used["expires_at"].ValueKind);
        Assert.Equal(400, (await sandbox.Post("/v1/payment_intents", form)).Status);
    }

    [Fact]
    public async Task A_confirmation_token_lives_for_twelve_hours()
    {
        await using var sandbox = await TestSandbox.Start();
        var token = await sandbox.Post("/v1/confirmation_tokens", Card, Browser);
        sandbox.Clock.Advance(TimeSpan.FromHours(12));
        var late = await sandbox.Post("/v1/payment_intents", $"amount=1999&currency=usd&confirm=true&return_url=http://shop.test/&confirmation_token={token.Id}");
        Assert.Equal(400, late.Status);
        Assert.Contains("has expired", late.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_learns_what_an_intent_enables()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=1999&currency=usd");
        var session = await sandbox.Get($"/v1/elements/sessions?type=payment_intent&client_secret={intent["client_secret"].GetString()}", Browser);
        Assert.Equal((1999, "usd"), (session["amount"].GetInt32(), session["currency"].GetString()));
        Assert.Contains(session["payment_method_types"].EnumerateArray(), type => type.GetString() == "card");
        Assert.False(session["payment_intent"].TryGetProperty("metadata", out _));

        var deferred = await sandbox.Get(
            "/v1/elements/sessions?type=deferred_intent&deferred_intent[mode]=payment&deferred_intent[amount]=500&deferred_intent[currency]=eur&key=pk_test_x_of_this", "Authorization: ");
        Assert.Equal((500, "eur", "payment"), (deferred["amount"].GetInt32(), deferred["currency"].GetString(), deferred["mode"].GetString()));
        Assert.Equal(400, (await sandbox.Get("/v1/elements/sessions?type=payment_intent", Browser)).Status);
    }

    [Fact]
    public async Task A_browser_keeps_a_card_with_a_setup_intent()
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c");
        var setup = await sandbox.Post("/v1/setup_intents", $"customer={customer.Id}&metadata[who]=ada");
        var secret = setup["client_secret"].GetString();
        Assert.Equal(400, (await sandbox.Post($"/v1/setup_intents/{setup.Id}/confirm", $"client_secret=wrong&{Card}", Browser)).Status);
        var kept = await sandbox.Post($"/v1/setup_intents/{setup.Id}/confirm", $"client_secret={secret}&{Card}&use_stripe_sdk=true", Browser);
        Assert.Equal((200, "succeeded"), (kept.Status, kept["status"].GetString()));
        Assert.False(kept.Json.TryGetProperty("metadata", out _));
        Assert.Single((await sandbox.Get($"/v1/customers/{customer.Id}/payment_methods"))["data"].EnumerateArray());
    }
}

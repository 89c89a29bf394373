namespace Till.Sandbox.Tests.Api;

public sealed class ApiFacts
{
    [Fact]
    public async Task Answers_are_printed_as_Stripe_prints_them()
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c&metadata[zebra]=1&metadata[ant]=2", "Stripe-Version: 2025-10-29.clover");
        Assert.StartsWith("{\n  \"id\": \"cus_", customer.Text, StringComparison.Ordinal);
        var names = customer.Json.EnumerateObject().Select(property => property.Name).ToList();
        Assert.Equal(["id", "object", .. names.Skip(2).Order(StringComparer.Ordinal)], names);
        Assert.StartsWith("req_", customer.Header("Request-Id"), StringComparison.Ordinal);
        Assert.Equal("2025-10-29.clover", customer.Header("Stripe-Version"));
    }

    [Theory]
    [InlineData("", "You did not provide an API key.")]
    [InlineData("Bearer nonsense", "Invalid API Key provided:")]
    [InlineData("Bearer sk_live_0123456789abcdef", "Invalid API Key provided: sk_live_")]
    [InlineData("Basic !!", "You did not provide an API key.")]
    [InlineData("Bearer pk_test_0123456789abcdef", "This API call cannot be made with a publishable API key.")]
    public async Task A_key_that_opens_nothing_is_401_and_is_not_repeated(string authorization, string message)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Get("/v1/customers", "Authorization: " + authorization);
        Assert.Equal(401, refused.Status);
        Assert.StartsWith(message, refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/customers", "emial=a@b.c", "parameter_unknown", "emial")]
    [InlineData("/v1/customers", "shipping[name]=A&shipping[address][line1]=x&shipping[adress]=x", "parameter_unknown", "shipping[adress]")]
    [InlineData("/v1/payment_intents", "currency=usd", "parameter_missing", "amount")]
    [InlineData("/v1/payment_intents", "amount=12.5&currency=usd", "parameter_invalid_integer", "amount")]
    [InlineData("/v1/payment_intents", "amount=99999999999999999999&currency=usd", "parameter_invalid_integer", "amount")]
    [InlineData("/v1/payment_intents", "amount=-1&currency=usd", "parameter_invalid_integer", "amount")]
    [InlineData("/v1/payment_intents", "amount=49&currency=usd", "amount_too_small", "amount")]
    [InlineData("/v1/payment_intents", "amount=100000000&currency=usd", "amount_too_large", "amount")]
    [InlineData("/v1/payment_intents", "amount=2000&currency=xyz", null, "currency")]
    [InlineData("/v1/payment_intents", "amount=2000&currency=usd&customer=cus_nobody", "resource_missing", "customer")]
    [InlineData("/v1/payment_intents", "amount=2000&currency=usd&confirm=perhaps", null, "confirm")]
    [InlineData("/v1/refunds", "charge=ch_none", "resource_missing", "charge")]
    [InlineData("/v1/payment_intents", "amount[x]=2000&currency=usd", "parameter_invalid_integer", "amount")]
    public async Task A_wrong_parameter_is_named(string path, string form, string? code, string param)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Post(path, form);
        Assert.Equal(400, refused.Status);
        Assert.Equal(code, refused.Error.TryGetProperty("code", out var given) ? given.GetString() : null);
        Assert.Equal(param, refused.Error.GetProperty("param").GetString());
        Assert.Equal("invalid_request_error", refused.Error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_missing_object_is_404_and_an_unknown_address_says_so()
    {
        await using var sandbox = await TestSandbox.Start();
        var missing = await sandbox.Get("/v1/payment_intents/pi_none");
        Assert.Equal(404, missing.Status);
        Assert.Equal("No such payment_intent: 'pi_none'", missing.Error.GetProperty("message").GetString());
        var unknown = await sandbox.Get("/v1/foo");
        Assert.Equal(404, unknown.Status);
        Assert.StartsWith("Unrecognized request URL (GET: /v1/foo).", unknown.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_are_cut_newest_first_and_in_both_directions()
    {
        await using var sandbox = await TestSandbox.Start();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await sandbox.Post("/v1/customers", "name=c" + i)).Id);
        }
        var first = await sandbox.Get("/v1/customers?limit=2");
        Assert.Equal(ids[..2], Ids(first));
        Assert.True(first["has_more"].GetBoolean());
        Assert.Equal(ids[2..4], Ids(await sandbox.Get($"/v1/customers?limit=2&starting_after={ids[1]}")));
        var last = await sandbox.Get($"/v1/customers?limit=2&starting_after={ids[2]}");
        Assert.Equal(ids[3..], Ids(last));
        Assert.False(last["has_more"].GetBoolean());
        Assert.Equal(ids[1..3], Ids(await sandbox.Get($"/v1/customers?limit=2&ending_before={ids[3]}")));
        Assert.Equal(400, (await sandbox.Get("/v1/customers?limit=101")).Status);
        Assert.Empty(Ids(await sandbox.Get($"/v1/customers?created[gt]={sandbox.Clock.GetUtcNow().ToUnixTimeSeconds()}")));
    }

    [Fact]
    public async Task Expansion_reaches_through_objects_and_lists_and_refuses_what_is_no_reference()
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c");
        var method = await sandbox.Post("/v1/payment_methods/pm_card_visa/attach", "customer=" + customer.Id);
        await sandbox.Pay(card: method.Id, more: "&customer=" + customer.Id);
        var list = await sandbox.Get("/v1/payment_intents?expand[]=data.latest_charge.balance_transaction&expand[]=data.customer");
        var intent = list["data"][0];
        Assert.Equal("a@b.c", intent.GetProperty("customer").GetProperty("email").GetString());
        Assert.Equal(88, intent.GetProperty("latest_charge").GetProperty("balance_transaction").GetProperty("fee").GetInt64());
        var refused = await sandbox.Get("/v1/customers/" + customer.Id + "?expand[]=email.domain");
        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public async Task Metadata_is_merged_and_an_empty_value_deletes_its_key()
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "metadata[a]=1&metadata[b]=2&name=Ada");
        var changed = await sandbox.Post("/v1/customers/" + customer.Id, "metadata[a]=&metadata[c]=3&name=");
        Assert.Equal("""{"b":"2","c":"3"}""", System.Text.Json.JsonSerializer.Serialize(changed["metadata"]));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed["name"].ValueKind);
        var emptied = await sandbox.Post("/v1/customers/" + customer.Id, "metadata=");
        Assert.Equal("{}", emptied["metadata"].GetRawText());
    }

    [Fact]
    public async Task A_browser_sees_a_payment_only_with_its_secret_and_only_part_of_it()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Post("/v1/payment_intents", "amount=2000&currency=usd&metadata[order]=7");
        const string browser = "Authorization: Bearer pk_test_of_this_test";
        Assert.Equal(400, (await sandbox.Get("/v1/payment_intents/" + intent.Id, browser)).Status);
        Assert.Equal(400, (await sandbox.Get($"/v1/payment_intents/{intent.Id}?client_secret=wrong", browser)).Status);
        var seen = await sandbox.Get($"/v1/payment_intents/{intent.Id}?client_secret={intent["client_secret"].GetString()}", browser);
        Assert.Equal(200, seen.Status);
        Assert.False(seen.Json.TryGetProperty("metadata", out _));
    }

    private static List<string> Ids(ApiAnswer list) => [.. list["data"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
}

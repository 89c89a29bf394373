namespace Till.Sandbox.Tests.Payments;

/// <summary>Methods that a buyer authorises on another page, for payments and for later.</summary>
public sealed class RedirectFacts
{
    [Theory]
    [InlineData("complete", "succeeded", "succeeded")]
    [InlineData("fail", "requires_payment_method", "failed")]
    public async Task The_buyer_authorises_on_a_page_and_comes_back(string outcome, string status, string redirect)
    {
        await using var sandbox = await TestSandbox.Start();
        var asked = await Ideal(sandbox);
        Assert.Equal("requires_action", asked["status"].GetString());
        var (location, page) = await Answer(sandbox, asked, "payment_intent", outcome);
        Assert.Contains("iDEAL", page, StringComparison.Ordinal);
        Assert.StartsWith($"http://shop.test/done?payment_intent={asked.Id}", location, StringComparison.Ordinal);
        Assert.EndsWith("redirect_status=" + redirect, location, StringComparison.Ordinal);
        Assert.Equal(status, (await sandbox.Get("/v1/payment_intents/" + asked.Id))["status"].GetString());
    }

    [Fact]
    public async Task What_has_been_answered_is_not_asked_again()
    {
        await using var sandbox = await TestSandbox.Start();
        var asked = await Ideal(sandbox);
        await Answer(sandbox, asked, "payment_intent", "complete");
        var (location, _) = await Answer(sandbox, asked, "payment_intent", "fail");
        Assert.Null(location);
        Assert.Equal("succeeded", (await sandbox.Get("/v1/payment_intents/" + asked.Id))["status"].GetString());
    }

    [Fact]
    public async Task Without_a_way_back_it_is_refused()
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Post("/v1/payment_intents",
            "amount=1999&currency=eur&confirm=true&allowed_payment_method_types[]=ideal&payment_method_data[type]=ideal");
        Assert.Equal((400, "return_url"), (refused.Status, refused.Error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("complete", "succeeded")]
    [InlineData("fail", "requires_payment_method")]
    public async Task A_card_is_authenticated_before_it_is_kept(string outcome, string status)
    {
        await using var sandbox = await TestSandbox.Start();
        var customer = await sandbox.Post("/v1/customers", "email=a@b.c");
        var asked = await sandbox.Post(
            "/v1/setup_intents", $"customer={customer.Id}&confirm=true&payment_method=pm_card_authenticationRequired&return_url=http://shop.test/done");
        Assert.Equal("requires_action", asked["status"].GetString());
        var (location, page) = await Answer(sandbox, asked, "setup_intent", outcome);
        Assert.Contains("Confirm your card", page, StringComparison.Ordinal);
        Assert.StartsWith($"http://shop.test/done?setup_intent={asked.Id}&setup_intent_client_secret=", location, StringComparison.Ordinal);
        Assert.Equal(status, (await sandbox.Get("/v1/setup_intents/" + asked.Id))["status"].GetString());
        var attempts = await sandbox.Get("/v1/setup_attempts?setup_intent=" + asked.Id);
        Assert.Equal(outcome == "complete" ? "succeeded" : "failed", Assert.Single(attempts["data"].EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal(outcome == "complete" ? 1 : 0, (await sandbox.Get($"/v1/customers/{customer.Id}/payment_methods"))["data"].GetArrayLength());
    }

    private static Task<ApiAnswer> Ideal(TestSandbox sandbox) => sandbox.Post("/v1/payment_intents",
        "amount=1999&currency=eur&confirm=true&allowed_payment_method_types[]=ideal&payment_method_data[type]=ideal&return_url=http://shop.test/done");

    private static async Task<(string? Location, string Page)> Answer(TestSandbox sandbox, ApiAnswer asked, string kind, string outcome)
    {
        var url = new Uri(asked["next_action"].GetProperty("redirect_to_url").GetProperty("url").GetString()!);
        using var shown = await sandbox.Raw(HttpMethod.Get, url.PathAndQuery, null);
        using var answered = await sandbox.Raw(
            HttpMethod.Post, url.AbsolutePath, $"{kind}={asked.Id}&{kind}_client_secret={asked["client_secret"].GetString()}&outcome={outcome}");
        return (answered.Headers.Location?.OriginalString, await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

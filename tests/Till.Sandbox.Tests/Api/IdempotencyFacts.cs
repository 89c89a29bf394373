namespace Till.Sandbox.Tests.Api;

public sealed class IdempotencyFacts
{
    private const string Key = "Idempotency-Key: order-7-attempt-1";

    [Fact]
    public async Task The_same_key_gives_the_first_answer_again_and_does_nothing_more()
    {
        await using var sandbox = await TestSandbox.Start();
        var first = await sandbox.Post("/v1/customers", "name=Ada", Key);
        await sandbox.Restart();
        var again = await sandbox.Post("/v1/customers", "name=Ada", Key);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("", first.Header("Idempotent-Replayed"));
        Assert.Equal("true", again.Header("Idempotent-Replayed"));
        Assert.Equal(first.Header("Request-Id"), again.Header("Original-Request"));
        Assert.NotEqual(first.Header("Request-Id"), again.Header("Request-Id"));
        Assert.Equal(1, (await sandbox.Get("/v1/customers"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task The_same_key_with_other_parameters_or_at_another_address_is_refused()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Post("/v1/customers", "name=Ada", Key);
        var other = await sandbox.Post("/v1/customers", "name=Eve", Key);
        Assert.Equal(400, other.Status);
        Assert.Equal("idempotency_error", other.Error.GetProperty("type").GetString());
        Assert.Equal("idempotency_error", (await sandbox.Post("/v1/products", "name=Ada", Key)).Error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_refused_parameter_is_not_kept_and_a_decline_is()
    {
        await using var sandbox = await TestSandbox.Start();
        Assert.Equal(400, (await sandbox.Post("/v1/customers", "nmae=Ada", Key)).Status);
        Assert.Equal(200, (await sandbox.Post("/v1/customers", "name=Ada", Key)).Status);
        const string other = "Idempotency-Key: order-8-attempt-1";
        const string form = "amount=2000&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined&allowed_payment_method_types[]=card";
        var declined = await sandbox.Post("/v1/payment_intents", form, other);
        var again = await sandbox.Post("/v1/payment_intents", form, other);
        Assert.Equal(402, again.Status);
        Assert.Equal(declined.Text, again.Text);
        Assert.Equal(1, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task After_a_day_a_key_is_new_again()
    {
        await using var sandbox = await TestSandbox.Start();
        var first = await sandbox.Post("/v1/customers", "name=Ada", Key);
        sandbox.Clock.Advance(TimeSpan.FromHours(25));
        Assert.NotEqual(first.Id, (await sandbox.Post("/v1/customers", "name=Ada", Key)).Id);
    }

    [Fact]
    public async Task Many_requests_at_once_with_one_key_make_one_object()
    {
        await using var sandbox = await TestSandbox.Start();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => sandbox.Post("/v1/customers", "name=Ada", Key)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 409 }));
        Assert.Single(answers.Where(answer => answer.Status == 200).Select(answer => answer.Id).Distinct(StringComparer.Ordinal));
        Assert.Equal(1, (await sandbox.Get("/v1/customers"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_lost_reply_is_found_again_by_its_key()
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Post("/_sandbox/faults", """{"requests":[{"do":"lose_reply","method":"POST","path":"/v1/customers"}]}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Post("/v1/customers", "name=Ada", Key));
        var found = await sandbox.Post("/v1/customers", "name=Ada", Key);
        Assert.Equal("true", found.Header("Idempotent-Replayed"));
        Assert.Equal(1, (await sandbox.Get("/v1/customers"))["data"].GetArrayLength());
    }

    [Theory]
    [InlineData(429, "invalid_request_error")]
    [InlineData(409, "invalid_request_error")]
    [InlineData(500, "api_error")]
    public async Task A_refusal_by_a_fault_happens_once_and_does_nothing(int status, string type)
    {
        await using var sandbox = await TestSandbox.Start();
        await sandbox.Post("/_sandbox/faults", $$"""{"requests":[{"do":"refuse","status":{{status}},"path":"/v1/customers"}]}""");
        var refused = await sandbox.Post("/v1/customers", "name=Ada", Key);
        Assert.Equal(status, refused.Status);
        Assert.Equal(type, refused.Error.GetProperty("type").GetString());
        Assert.Equal("", (await sandbox.Post("/v1/customers", "name=Ada", Key)).Header("Idempotent-Replayed"));
    }
}

namespace Till.Sandbox.Tests.Payments;

public sealed class TestCardFacts
{
    [Theory]
    [InlineData("pm_card_visa_chargeDeclined", "card_declined", "generic_decline")]
    [InlineData("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds")]
    [InlineData("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card")]
    [InlineData("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card")]
    [InlineData("pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded")]
    [InlineData("pm_card_chargeDeclinedExpiredCard", "expired_card", null)]
    [InlineData("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", null)]
    [InlineData("pm_card_chargeDeclinedProcessingError", "processing_error", null)]
    [InlineData("pm_card_radarBlock", "card_declined", "fraudulent")]
    public async Task A_card_that_declines_leaves_a_failed_charge_and_an_intent_that_takes_another(string card, string code, string? declineCode)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Pay(card: card);
        Assert.Equal(402, refused.Status);
        Assert.Equal("card_error", refused.Error.GetProperty("type").GetString());
        Assert.Equal(code, refused.Error.GetProperty("code").GetString());
        Assert.Equal(declineCode, refused.Error.TryGetProperty("decline_code", out var reason) ? reason.GetString() : null);
        var intent = await sandbox.Get("/v1/payment_intents/" + refused.Error.GetProperty("payment_intent").GetProperty("id").GetString());
        Assert.Equal("requires_payment_method", intent["status"].GetString());
        Assert.Equal(code, intent["last_payment_error"].GetProperty("code").GetString());
        var charge = await sandbox.Get("/v1/charges/" + intent["latest_charge"].GetString());
        Assert.Equal("failed", charge["status"].GetString());
        Assert.False(charge["paid"].GetBoolean());
        var again = await sandbox.Post($"/v1/payment_intents/{intent.Id}/confirm", "payment_method=pm_card_visa");
        Assert.Equal("succeeded", again["status"].GetString());
        Assert.Equal(0, (await sandbox.Get("/v1/refunds"))["data"].GetArrayLength());
    }

    [Theory]
    [InlineData("4242424242424241", "12", "2034", "123", "incorrect_number")]
    [InlineData("4242424242424242", "13", "2034", "123", "invalid_expiry_month")]
    [InlineData("4242424242424242", "12", "2020", "123", "invalid_expiry_year")]
    [InlineData("4242424242424242", "10", "2026", "123", "invalid_expiry_month")]
    [InlineData("4242424242424242", "12", "2034", "12", "invalid_cvc")]
    [InlineData("4012888888881881", "12", "2034", "123", "card_declined")]
    public async Task A_card_that_cannot_be_one_is_refused_when_it_is_entered(string number, string month, string year, string cvc, string code)
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Post(
            "/v1/payment_methods", $"type=card&card[number]={number}&card[exp_month]={month}&card[exp_year]={year}&card[cvc]={cvc}");
        Assert.Equal(402, refused.Status);
        Assert.Equal(code, refused.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Spaces_in_a_number_do_not_matter_and_the_number_is_kept_nowhere()
    {
        await using var sandbox = await TestSandbox.Start();
        var method = await sandbox.Post(
            "/v1/payment_methods", "type=card&card[number]=4242 4242 4242 4242&card[exp_month]=12&card[exp_year]=34&card[cvc]=123");
        Assert.Equal("4242", method["card"].GetProperty("last4").GetString());
        Assert.Equal(2034, method["card"].GetProperty("exp_year").GetInt32());
        await sandbox.Server.StopAsync(TestContext.Current.CancellationToken);
        foreach (var file in Directory.GetFiles(sandbox.Folder))
        {
            using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(content, System.Text.Encoding.Latin1);
            Assert.DoesNotContain("4242424242424242", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_card_that_must_authenticate_is_charged_after_its_challenge_and_not_before()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_authenticationRequired", more: "&return_url=http://shop.test/back");
        Assert.Equal("requires_action", intent["status"].GetString());
        Assert.Equal("redirect_to_url", intent["next_action"].GetProperty("type").GetString());
        Assert.Equal(0, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
        var secret = intent["client_secret"].GetString()!;
        var ended = await sandbox.Server.Engine.CompleteChallenge(intent.Id, secret, true, TestContext.Current.CancellationToken);
        var url = Assert.IsType<ChallengeOutcome.GoOn>(ended).Url;
        Assert.StartsWith("http://shop.test/back?payment_intent=", url, StringComparison.Ordinal);
        Assert.EndsWith("redirect_status=succeeded", url, StringComparison.Ordinal);
        var paid = await sandbox.Get($"/v1/payment_intents/{intent.Id}?expand[]=latest_charge");
        Assert.Equal("succeeded", paid["status"].GetString());
        var secured = paid["latest_charge"].GetProperty("payment_method_details").GetProperty("card").GetProperty("three_d_secure");
        Assert.Equal("authenticated", secured.GetProperty("result").GetString());
        var again = await sandbox.Server.Engine.CompleteChallenge(intent.Id, secret, true, TestContext.Current.CancellationToken);
        Assert.IsType<ChallengeOutcome.Gone>(again);
        Assert.Equal(1, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task A_failed_challenge_charges_nothing_and_says_why()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_authenticationRequired", more: "&return_url=http://shop.test/back");
        await sandbox.Server.Engine.CompleteChallenge(intent.Id, intent["client_secret"].GetString()!, false, TestContext.Current.CancellationToken);
        var failed = await sandbox.Get("/v1/payment_intents/" + intent.Id);
        Assert.Equal("requires_payment_method", failed["status"].GetString());
        Assert.Equal("payment_intent_authentication_failure", failed["last_payment_error"].GetProperty("code").GetString());
        Assert.Equal(0, (await sandbox.Get("/v1/charges"))["data"].GetArrayLength());
    }

    [Fact]
    public async Task Off_session_nobody_can_be_asked_so_that_the_card_declines()
    {
        await using var sandbox = await TestSandbox.Start();
        var refused = await sandbox.Pay(card: "pm_card_authenticationRequired", more: "&off_session=true");
        Assert.Equal(402, refused.Status);
        Assert.Equal("authentication_required", refused.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_challenge_passed_on_a_card_without_funds_is_declined_all_the_same()
    {
        await using var sandbox = await TestSandbox.Start();
        var intent = await sandbox.Pay(card: "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", more: "&return_url=http://shop.test/back");
        await sandbox.Server.Engine.CompleteChallenge(intent.Id, intent["client_secret"].GetString()!, true, TestContext.Current.CancellationToken);
        var failed = await sandbox.Get("/v1/payment_intents/" + intent.Id);
        Assert.Equal("insufficient_funds", failed["last_payment_error"].GetProperty("decline_code").GetString());
    }
}

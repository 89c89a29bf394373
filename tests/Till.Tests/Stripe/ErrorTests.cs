using System.Net;
using Till.Stripe;

namespace Till.Tests.Stripe;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(402, "card_error", typeof(StripeCardException))]
    [InlineData(400, "card_error", typeof(StripeCardException))]
    [InlineData(400, "idempotency_error", typeof(StripeIdempotencyException))]
    [InlineData(400, "invalid_request_error", typeof(StripeInvalidRequestException))]
    [InlineData(404, "invalid_request_error", typeof(StripeInvalidRequestException))]
    [InlineData(400, "a_type_of_tomorrow", typeof(StripeInvalidRequestException))]
    [InlineData(401, "invalid_request_error", typeof(StripeAuthenticationException))]
    [InlineData(403, "invalid_request_error", typeof(StripePermissionException))]
    [InlineData(429, "invalid_request_error", typeof(StripeRateLimitException))]
    [InlineData(400, "api_error", typeof(StripeApiException))]
    public async Task Each_refusal_has_its_own_exception(int status, string type, Type expected)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, FakeNetwork.Error(type), ("Request-Id", "req_1"));

        var failure = await Assert.ThrowsAnyAsync<StripeException>(() => bench.Pay());

        Assert.IsType(expected, failure);
        Assert.Equal((HttpStatusCode)status, failure.HttpStatusCode);
        Assert.Equal("req_1", failure.RequestId);
        Assert.Equal(type, failure.StripeError!.Type);
        Assert.Equal(StripeRequestOutcome.Failed, Assert.Single(bench.Log).Outcome);
    }

    [Fact]
    public async Task A_decline_tells_all_that_the_issuer_told()
    {
        using var bench = new Bench();
        bench.Network.Replies(402, """
            {"error": {"advice_code": "do_not_try_again", "charge": "ch_1", "code": "card_declined",
              "decline_code": "insufficient_funds", "doc_url": "https://docs.test/card-declined",
              "message": "Your card has insufficient funds.", "network_decline_code": "51", "param": "",
              "payment_intent": {"id": "pi_1", "object": "payment_intent", "status": "requires_payment_method",
                "latest_charge": "ch_1", "client_secret": "pi_1_secret_2"},
              "payment_method": {"id": "pm_1", "object": "payment_method", "card": {"last4": "9995"}},
              "type": "card_error"}}
            """);

        var failure = await Assert.ThrowsAsync<StripeCardException>(() => bench.Pay());

        var error = failure.StripeError!;
        Assert.Equal(("card_declined", "insufficient_funds", "51", "do_not_try_again"),
            (error.Code, error.DeclineCode, error.NetworkDeclineCode, error.AdviceCode));
        Assert.Equal(("ch_1", "pi_1", "requires_payment_method", "9995"),
            (error.Charge.Id, error.PaymentIntent.Id, error.PaymentIntent.Object!.Status, error.PaymentMethod.Object!.Card!.Last4));
        Assert.Equal("POST /v1/payment_intents was answered 402: Your card has insufficient funds.", failure.Message);
        Assert.Equal("card_declined", Assert.Single(bench.Log).ErrorCode);
    }

    [Fact]
    public async Task A_missing_object_is_told_from_other_refusals()
    {
        using var bench = new Bench();
        bench.Network.Replies(404, FakeNetwork.Error("invalid_request_error", "resource_missing"))
            .Replies(400, FakeNetwork.Error("invalid_request_error", "resource_missing"))
            .Replies(400, FakeNetwork.Error("invalid_request_error", "parameter_unknown"));

        Assert.True((await Assert.ThrowsAsync<StripeInvalidRequestException>(() => bench.Read())).IsMissing);
        Assert.True((await Assert.ThrowsAsync<StripeInvalidRequestException>(() => bench.Read())).IsMissing);
        Assert.False((await Assert.ThrowsAsync<StripeInvalidRequestException>(() => bench.Read())).IsMissing);
    }

    [Theory]
    [InlineData(200, "<html>hello</html>")]
    [InlineData(200, "")]
    [InlineData(200, "null")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"id":"pi_1","object":""")]
    [InlineData(404, "<html>not found</html>")]
    [InlineData(400, """{"error":"invalid_grant"}""")]
    [InlineData(302, "")]
    public async Task A_reply_that_cannot_be_read_is_an_api_error_to_a_reader_and_unknown_to_a_change(int status, string body)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, body, ("Request-Id", "req_1"));

        var read = await Assert.ThrowsAsync<StripeApiException>(() => bench.Read());
        var change = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay());

        Assert.Equal(((HttpStatusCode)status, "req_1"), (read.HttpStatusCode!.Value, read.RequestId));
        Assert.Equal(((HttpStatusCode)status, "req_1"), (change.HttpStatusCode!.Value, change.RequestId));
    }

    [Fact]
    public async Task A_reader_without_an_answer_has_a_connection_error()
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply();

        var failure = await Assert.ThrowsAsync<StripeConnectionException>(() => bench.Read());
        Assert.IsType<HttpRequestException>(failure.InnerException);
        Assert.Null(failure.HttpStatusCode);
        Assert.Equal(3, bench.Network.Requests.Count);
    }

    [Fact]
    public async Task An_id_that_could_name_another_path_is_refused_before_anything_is_sent()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, "{}");

        foreach (var id in new[] { "", "..", "../balance", "pi_1/cancel", "pi_1?expand[0]=x", "pi 1", "pi_ä", new string('a', 256) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => bench.Client.PaymentIntents.GetAsync(id, null, TestContext.Current.CancellationToken));
            Assert.False(StripeId.IsWellFormed(id));
        }

        Assert.Empty(bench.Network.Requests);
        Assert.True(StripeId.IsWellFormed("cs_test_a1B2"));
    }
}

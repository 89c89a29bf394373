using System.Net;
using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>A timeout means unknown, never failed: these tell where that line runs.</summary>
public sealed class UnknownOutcomeTests
{
    private const string Intent = """{"id":"pi_1","object":"payment_intent"}""";

    private static string Refusal => FakeNetwork.Error("invalid_request_error", "some_code");

    [Fact]
    public async Task A_change_whose_replies_are_all_lost_is_unknown()
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply();

        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay("order-1-attempt-1"));

        Assert.Equal("order-1-attempt-1", unknown.IdempotencyKey);
        Assert.Null(unknown.HttpStatusCode);
        Assert.Equal(StripeRequestOutcome.Unknown, Assert.Single(bench.Log).Outcome);
    }

    [Fact]
    public async Task Whatever_breaks_under_way_leaves_a_change_unknown()
    {
        foreach (var failure in new Exception[]
        {
            new InvalidDataException("The archive entry was compressed using an unsupported method."),
            new IOException("Connection reset by peer"),
            new HttpRequestException("An error occurred while sending the request."),
            new ObjectDisposedException("HttpClient"),
            new TaskCanceledException("A timeout of the connection's own"),
        })
        {
            using var bench = new Bench();
            bench.Network.Fails(failure);

            Assert.NotNull((await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay())).InnerException);
            await Assert.ThrowsAsync<StripeConnectionException>(() => bench.Read());
        }
    }

    [Fact]
    public async Task A_change_that_never_had_a_connection_did_not_happen()
    {
        using var bench = new Bench();
        bench.Network.Refuses();

        var failure = await Assert.ThrowsAsync<StripeConnectionException>(() => bench.Pay());
        Assert.Contains("nothing was sent", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, bench.Network.Requests.Count);
    }

    [Fact]
    public async Task A_change_that_was_lost_once_stays_unknown_when_the_line_is_then_dead()
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply().Refuses();

        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay());
    }

    [Fact]
    public async Task A_change_that_times_out_is_unknown()
    {
        using var bench = new Bench(retries: 0);
        bench.Network.Hangs();

        var call = bench.Client.PaymentIntents.CreateAsync(
            new() { Amount = 1999, Currency = "usd" }, new("order-1"), TestContext.Current.CancellationToken);
        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Run(call, patienceSeconds: 81));
        Assert.IsType<TimeoutException>(unknown.InnerException);
        Assert.Equal(TimeSpan.FromSeconds(80), Assert.Single(bench.Log).Duration);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_change_that_ends_in_a_failing_server_is_unknown_and_keeps_what_was_said(int status)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, FakeNetwork.Error("api_error", message: "Sorry"), ("Idempotent-Replayed", "true"), ("Request-Id", "req_5"));

        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay());
        Assert.Equal(((HttpStatusCode)status, "req_5", true), (unknown.HttpStatusCode!.Value, unknown.RequestId, unknown.IdempotentReplayed));
        Assert.IsType<StripeApiException>(unknown.InnerException);
    }

    [Fact]
    public async Task A_failing_servers_page_that_is_no_json_is_unknown_too()
    {
        using var bench = new Bench();
        bench.Network.Replies(502, "<html>Bad gateway</html>");

        Assert.IsType<StripeApiException>((await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay())).InnerException);
        await Assert.ThrowsAsync<StripeApiException>(() => bench.Read());
    }

    [Fact]
    public async Task A_key_that_is_still_being_worked_on_is_unknown()
    {
        using var bench = new Bench();
        bench.Network.Replies(409, FakeNetwork.Error("idempotency_error", "idempotency_key_in_use"));

        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay());
        Assert.IsType<StripeIdempotencyException>(unknown.InnerException);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task What_is_refused_at_the_door_says_nothing_of_an_earlier_try(int status)
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply().Replies(status, Refusal);
        Assert.IsNotType<StripeUnknownOutcomeException>(
            (await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.Pay())).InnerException);

        using var first = new Bench();
        first.Network.Replies(status, Refusal);
        Assert.IsNotType<StripeUnknownOutcomeException>(await Assert.ThrowsAnyAsync<StripeException>(() => first.Pay()));
    }

    [Theory]
    [InlineData(402, "card_error", typeof(StripeCardException))]
    [InlineData(400, "invalid_request_error", typeof(StripeInvalidRequestException))]
    public async Task A_refusal_under_the_same_key_settles_a_lost_reply(int status, string type, Type expected)
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply().Replies(status, FakeNetwork.Error(type));

        Assert.IsType(expected, await Assert.ThrowsAnyAsync<StripeException>(() => bench.Pay()));
    }

    [Fact]
    public async Task A_deletion_whose_reply_is_lost_is_unknown_and_has_no_key()
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply();

        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(
            () => bench.Run(bench.Client.WebhookEndpoints.DeleteAsync("we_1", TestContext.Current.CancellationToken)));
        Assert.Null(unknown.IdempotencyKey);
    }

    [Fact]
    public async Task A_change_cancelled_before_it_is_sent_is_only_cancelled()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Intent);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.PayUntil(new(canceled: true)));
        Assert.Empty(bench.Network.Requests);
    }

    [Fact]
    public async Task A_change_cancelled_under_way_is_unknown()
    {
        using var bench = new Bench();
        using var caller = new CancellationTokenSource();
        bench.Network.Hangs().Meanwhile(caller.Cancel);

        var unknown = await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => bench.PayUntil(caller.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(unknown.InnerException);
        Assert.Equal("order-1-attempt-1", unknown.IdempotencyKey);
        Assert.Single(bench.Network.Requests);
    }

    [Fact]
    public async Task A_change_cancelled_between_two_tries_is_unknown_only_if_the_first_was_sent()
    {
        using var lost = new Bench();
        using var caller = new CancellationTokenSource();
        lost.Network.LosesTheReply();
        var call = lost.Client.PaymentIntents.CreateAsync(new() { Amount = 1, Currency = "usd" }, new("k"), caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAsync<StripeUnknownOutcomeException>(() => call);

        using var refused = new Bench();
        using var secondCaller = new CancellationTokenSource();
        refused.Network.Refuses();
        call = refused.Client.PaymentIntents.CreateAsync(new() { Amount = 1, Currency = "usd" }, new("k"), secondCaller.Token);
        await secondCaller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(StripeRequestOutcome.Cancelled, Assert.Single(refused.Log).Outcome);
    }

    [Fact]
    public async Task A_reader_that_is_cancelled_is_only_cancelled()
    {
        using var bench = new Bench();
        using var caller = new CancellationTokenSource();
        bench.Network.Hangs().Meanwhile(caller.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.ReadUntil(caller.Token));
    }
}

using System.Globalization;
using System.Net;
using Till.Stripe;

namespace Till.Tests.Stripe;

public sealed class RetryTests
{
    private const string Intent = """{"id":"pi_1","object":"payment_intent","amount":1999,"status":"succeeded"}""";

    private static string Down => FakeNetwork.Error("api_error");

    [Fact]
    public async Task A_lost_reply_is_asked_for_again_under_the_same_key()
    {
        using var bench = new Bench();
        bench.Network.LosesTheReply().Replies(200, Intent, ("Idempotent-Replayed", "true"));

        var intent = await bench.Pay("order-7-attempt-1");

        Assert.Equal("pi_1", intent.Id);
        Assert.True(intent.StripeResponse!.IdempotentReplayed);
        Assert.Equal(["order-7-attempt-1", "order-7-attempt-1"], bench.Network.Requests.Select(sent => sent.Headers["Idempotency-Key"]));
        Assert.Equal(bench.Network.Requests[0].Body, bench.Network.Requests[1].Body);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_conflict_and_a_failing_server_are_tried_again(int status)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, Down).Replies(status, Down).Replies(200, Intent);

        Assert.Equal("pi_1", (await bench.Pay()).Id);
        Assert.Equal(3, bench.Network.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task A_refusal_is_taken_at_its_word(int status)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, FakeNetwork.Error("invalid_request_error"));

        await Assert.ThrowsAnyAsync<StripeException>(() => bench.Pay());
        Assert.Single(bench.Network.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(400)]
    [InlineData(402)]
    public async Task Stripes_own_word_to_retry_wins_over_the_status(int status)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, FakeNetwork.Error("invalid_request_error"), ("Stripe-Should-Retry", "true")).Replies(200, Intent);

        Assert.Equal("pi_1", (await bench.Pay()).Id);
        Assert.Equal(2, bench.Network.Requests.Count);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Stripes_own_word_not_to_retry_wins_over_the_status(int status)
    {
        using var bench = new Bench();
        bench.Network.Replies(status, Down, ("Stripe-Should-Retry", "false"));

        await Assert.ThrowsAnyAsync<StripeException>(() => bench.Pay());
        Assert.Single(bench.Network.Requests);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 6)]
    public async Task Retries_are_counted_and_end(int retries, int requests)
    {
        using var bench = new Bench(retries);
        bench.Network.Replies(500, Down);

        await Assert.ThrowsAsync<StripeApiException>(() => bench.Read());
        Assert.Equal(requests, bench.Network.Requests.Count);
        Assert.Equal(requests, Assert.Single(bench.Log).Attempts);
    }

    [Fact]
    public async Task Pauses_grow_from_half_a_second_to_five()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            using var bench = new Bench(retries: 7, seed);
            bench.Network.Replies(500, Down);
            await Assert.ThrowsAsync<StripeApiException>(() => bench.Read());

            double[] longest = [0.5, 1, 2, 4, 5, 5, 5];
            Assert.All(bench.Pauses.Zip(longest), pause =>
                Assert.InRange(pause.First.TotalSeconds, Math.Max(0.5, pause.Second / 2), pause.Second));
        }
    }

    [Fact]
    public async Task Pauses_are_the_seeds_own_and_differ_between_seeds()
    {
        async Task<string> PausesOf(int seed)
        {
            using var bench = new Bench(retries: 4, seed);
            bench.Network.Replies(500, Down);
            await Assert.ThrowsAsync<StripeApiException>(() => bench.Read());
            return string.Join(' ', bench.Pauses);
        }

        Assert.Equal(await PausesOf(3), await PausesOf(3));
        Assert.NotEqual(await PausesOf(3), await PausesOf(4));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("60", 60)]
    [InlineData("61", 0.5)]
    [InlineData("86400", 0.5)]
    [InlineData("0", 0.5)]
    [InlineData("-5", 0.5)]
    [InlineData("soon", 0.5)]
    public async Task A_server_that_asks_for_a_pause_gets_it_within_a_minute(string asked, double seconds)
    {
        using var bench = new Bench();
        bench.Network.Replies(503, Down, ("Retry-After", asked)).Replies(200, Intent);

        await bench.Pay();
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(bench.Pauses));
    }

    [Fact]
    public async Task A_pause_may_be_asked_for_as_a_date()
    {
        using var bench = new Bench();
        var until = bench.Clock.GetUtcNow().AddSeconds(20).ToString("r", CultureInfo.InvariantCulture);
        bench.Network.Replies(503, Down, ("Retry-After", until)).Replies(200, Intent);

        await bench.Pay();
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.Single(bench.Pauses));
    }

    [Fact]
    public async Task A_silent_server_is_left_after_eighty_seconds_and_asked_again()
    {
        using var bench = new Bench();
        bench.Network.Hangs().Replies(200, Intent);

        var call = bench.Client.PaymentIntents.GetAsync("pi_1", null, TestContext.Current.CancellationToken);
        bench.Clock.Advance(TimeSpan.FromSeconds(79.9));
        Assert.False(call.IsCompleted);
        Assert.Single(bench.Network.Requests);

        Assert.Equal("pi_1", (await bench.Run(call)).Id);
        Assert.Equal(TimeSpan.FromSeconds(80.5), Assert.Single(bench.Pauses));
    }

    [Fact]
    public async Task A_success_is_never_repeated_whatever_its_headers_say()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Intent, ("Stripe-Should-Retry", "true"));

        await bench.Pay();
        Assert.Single(bench.Network.Requests);
    }

    [Fact]
    public async Task Every_request_names_version_key_and_client_and_only_changes_carry_an_idempotency_key()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, Intent);

        await bench.Pay();
        await bench.Read();
        await bench.Run(bench.Client.Customers.DeleteAsync("cus_1", TestContext.Current.CancellationToken));

        Assert.All(bench.Network.Requests, sent =>
        {
            Assert.Equal("2026-10-28.endive", sent.Headers["Stripe-Version"]);
            Assert.Equal("Bearer " + Bench.ApiKey, sent.Headers["Authorization"]);
            Assert.StartsWith("Till/", sent.Headers["User-Agent"], StringComparison.Ordinal);
        });
        Assert.Equal([true, false, false], bench.Network.Requests.Select(sent => sent.Headers.ContainsKey("Idempotency-Key")));
        Assert.Equal("application/x-www-form-urlencoded", bench.Network.Requests[0].Headers["Content-Type"]);
        Assert.Equal("amount=1999&currency=usd", bench.Network.Requests[0].Body);
    }

    [Fact]
    public async Task The_log_line_tells_template_status_request_id_tries_duration_and_key()
    {
        using var bench = new Bench();
        bench.Network.Replies(500, Down).Replies(200, Intent, ("Request-Id", "req_9"), ("Idempotent-Replayed", "true"));

        await bench.Run(bench.Client.PaymentIntents.CancelAsync(
            "pi_1", new() { CancellationReason = "abandoned" }, new("cancel:1"), TestContext.Current.CancellationToken));

        var line = Assert.Single(bench.Log);
        Assert.Equal(("POST", "/v1/payment_intents/{id}/cancel"), (line.Method, line.PathTemplate));
        Assert.Equal((HttpStatusCode.OK, "req_9", 2, "cancel:1", true), (line.Status!.Value, line.RequestId, line.Attempts, line.IdempotencyKey, line.IdempotentReplayed));
        Assert.Equal(StripeRequestOutcome.Succeeded, line.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(0.5), line.Duration);
    }

    [Fact]
    public async Task Every_call_is_measured_by_template_and_outcome()
    {
        var measured = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == StripeTelemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) => measured.Enqueue(
            FormattableString.Invariant($"{instrument.Name} {seconds} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}")));
        listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) => measured.Enqueue(
            FormattableString.Invariant($"{instrument.Name} {count} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}")));
        listener.Start();

        using var bench = new Bench();
        bench.Network.Replies(503, Down, ("Retry-After", "17")).Replies(200, """{"object":"balance"}""");
        await bench.Run(bench.Client.Balance.GetAsync(TestContext.Current.CancellationToken));

        Assert.Contains("till.stripe.request.duration 17 GET /v1/balance 200 Succeeded", measured);
        Assert.Contains("till.stripe.request.retries 1 GET /v1/balance 200 Succeeded", measured);
    }

    [Fact]
    public async Task A_log_that_fails_does_not_make_a_payment_fail()
    {
        using var bench = new Bench(onRequest: _ => throw new IOException("disk full"));
        bench.Network.Replies(200, Intent);

        Assert.Equal("pi_1", (await bench.Pay()).Id);
    }
}

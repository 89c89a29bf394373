using System.Diagnostics;
using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>Keys, bodies and client secrets stay out of everything that ends up as text.</summary>
public sealed class SecretsTests
{
    private const string ClientSecret = "pi_1_secret_Zm9yIHlvdXIgZXllcw";

    [Theory]
    [InlineData("", "empty")]
    [InlineData("sk_test_a b", "space or a line break")]
    [InlineData(" sk_test_ab", "space or a line break")]
    [InlineData("sk_test_ab\n", "space or a line break")]
    [InlineData("pk_test_abcdef", "publishable")]
    [InlineData("pk_live_abcdef", "publishable")]
    [InlineData("whsec_abcdef", "signing secret")]
    [InlineData("abcdef", "sk_ or rk_")]
    [InlineData("sk_test_ä", "character")]
    public void A_wrong_key_is_refused_with_the_reason_and_without_the_key(string key, string reason)
    {
        var refusal = Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = key }));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        if (key.Length > 0)
        {
            Assert.DoesNotContain(key.Trim(), refusal.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ftp://api.stripe.com")]
    [InlineData("api.stripe.com")]
    [InlineData("")]
    [InlineData("https://user:pass@api.stripe.com")]
    [InlineData("https://api.stripe.com/?a=b")]
    public void A_wrong_address_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = Bench.ApiKey, ApiBase = address }));

    [Fact]
    public void A_live_key_does_not_travel_in_the_clear()
    {
        Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = "sk_live_x", ApiBase = "http://stripe.example" }));
        Assert.True(Client(new() { ApiKey = "rk_live_x", ApiBase = "https://stripe.example" }).Livemode);
        Assert.True(Client(new() { ApiKey = "sk_live_x", ApiBase = "http://localhost:4001" }).Livemode);
        Assert.False(Client(new() { ApiKey = "sk_test_x", ApiBase = "http://stripe.example" }).Livemode);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = Bench.ApiKey, MaxNetworkRetries = -1 }));
        Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = Bench.ApiKey, MaxNetworkRetries = 11 }));
        Assert.Throws<ArgumentException>(() => Client(new() { ApiKey = Bench.ApiKey, Timeout = TimeSpan.Zero }));
        Assert.Equal((2, TimeSpan.FromSeconds(80)), (new StripeClientOptions { ApiKey = "x" }.MaxNetworkRetries, new StripeClientOptions { ApiKey = "x" }.Timeout));
    }

    [Fact]
    public async Task Nothing_that_becomes_text_holds_a_secret()
    {
        using var spans = new Spans();
        using var bench = new Bench(retries: 0);
        var reply = $$"""
            {"id":"pi_1","object":"payment_intent","client_secret":"{{ClientSecret}}","status":"requires_action"}
            """;
        bench.Network
            .Replies(200, reply)
            .Replies(401, FakeNetwork.Error("invalid_request_error", message: $"Invalid API Key provided: {Bench.ApiKey}"))
            .Replies(400, FakeNetwork.Error("invalid_request_error", message: $"Bad client_secret {ClientSecret}, whsec_abc123 or sk_live_abc123"))
            .Replies(500, FakeNetwork.Error("api_error", message: $"Lost {ClientSecret}"))
            .LosesTheReply();

        var texts = new List<string> { bench.Client.ToString(), new StripeClientOptions { ApiKey = Bench.ApiKey }.ToString() };
        var intent = await bench.Pay();
        Assert.Equal(ClientSecret, intent.ClientSecret);
        texts.AddRange([intent.ToString(), intent.StripeResponse!.ToString()]);
        for (var i = 0; i < 4; i++)
        {
            var failure = await Assert.ThrowsAnyAsync<StripeException>(() => bench.Pay());
            texts.AddRange([failure.ToString(), failure.Message, $"{failure.StripeError} {failure.StripeError?.Message}"]);
        }

        texts.AddRange(bench.Log.Select(line => line.ToString()));
        texts.AddRange(spans.Texts());
        Assert.Equal(5, bench.Log.Count);
        Assert.True(spans.Count >= 5);
        Assert.All(texts, text =>
        {
            Assert.DoesNotContain(Bench.ApiKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain("_secret_Zm9y", text, StringComparison.Ordinal);
            Assert.DoesNotContain("abc123", text, StringComparison.Ordinal);
            Assert.DoesNotContain("1999", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_idempotency_key_is_what_a_header_can_carry()
    {
        Assert.Equal("order-1:attempt-2", new IdempotencyKey("order-1:attempt-2").Value);
        Assert.Equal(255, new IdempotencyKey(new string('k', 255)).ToString().Length);
        foreach (var wrong in new[] { "", new string('k', 256), "a b", "a\nb", "ä", "a\u007f" })
        {
            Assert.Throws<ArgumentException>(() => new IdempotencyKey(wrong));
        }
    }

    [Fact]
    public async Task A_change_without_a_key_is_refused_before_anything_is_sent()
    {
        using var bench = new Bench();
        bench.Network.Replies(200, "{}");

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
            await bench.Client.Refunds.CreateAsync(new() { Charge = "ch_1" }, default, TestContext.Current.CancellationToken));
        Assert.Empty(bench.Network.Requests);
    }

    private static StripeClient Client(StripeClientOptions options)
    {
        using var clock = new FakeNetwork(TimeProvider.System);
        using var http = new HttpClient(clock);
        return new(http, options, TimeProvider.System, new Random(1));
    }

    /// <summary>What a trace exporter would be given.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener listener;
        private readonly System.Collections.Concurrent.ConcurrentQueue<Activity> ended = [];

        public Spans()
        {
            listener = new()
            {
                ShouldListenTo = source => source.Name == StripeTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = ended.Enqueue,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public int Count => ended.Count;

        public IEnumerable<string> Texts() => ended.Select(span =>
            $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}");

        public void Dispose() => listener.Dispose();
    }
}

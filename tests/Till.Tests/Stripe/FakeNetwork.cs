using System.Net;
using System.Text;
using Till.Stripe;

namespace Till.Tests.Stripe;

/// <summary>One request as it left the client.</summary>
internal sealed record Sent(
    HttpMethod Method, string PathAndQuery, string Body, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At);

/// <summary>
/// Stands where the network is: takes the request's bytes, and gives the replies of a script in turn. The last
/// one repeats.
/// </summary>
internal sealed class FakeNetwork(TimeProvider clock) : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> script = [];

    public List<Sent> Requests { get; } = [];

    public static string Error(string type, string? code = null, string message = "No.") =>
        $$"""{"error":{"type":"{{type}}","code":{{(code is null ? "null" : $"\"{code}\"")}},"message":"{{message}}"} }""";

    public FakeNetwork Replies(int status, string body, params (string Name, string Value)[] headers)
    {
        script.Enqueue(_ => Task.FromResult(Reply(status, body, headers)));
        return this;
    }

    public FakeNetwork Fails(Exception failure)
    {
        script.Enqueue(_ => Task.FromException<HttpResponseMessage>(failure));
        return this;
    }

    public FakeNetwork Refuses() =>
        Fails(new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"));

    public FakeNetwork LosesTheReply() =>
        Fails(new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely"));

    /// <summary>Takes the request and never answers.</summary>
    public FakeNetwork Hangs()
    {
        script.Enqueue(async cancelled =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancelled);
            throw new InvalidOperationException("An infinite wait has ended.");
        });
        return this;
    }

    /// <summary>Does something first, such as cancelling, while the request is under way.</summary>
    public FakeNetwork Meanwhile(Action action)
    {
        var next = script.Dequeue();
        script.Enqueue(cancelled =>
        {
            action();
            return next(cancelled);
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(CancellationToken.None);
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        Func<CancellationToken, Task<HttpResponseMessage>> next;
        lock (script)
        {
            Requests.Add(new(request.Method, request.RequestUri!.PathAndQuery, body, headers, clock.GetUtcNow()));
            next = script.Count > 1 ? script.Dequeue() : script.Peek();
        }

        return await next(cancellationToken);
    }

    private static HttpResponseMessage Reply(int status, string body, (string Name, string Value)[] headers)
    {
        var reply = new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        foreach (var (name, value) in headers)
        {
            reply.Headers.TryAddWithoutValidation(name, value);
        }

        return reply;
    }
}

/// <summary>A client before a scripted network, on a clock that only the test moves.</summary>
internal sealed class Bench : IDisposable
{
    public const string ApiKey = "sk_test_51TillBenchKeyThatMustNeverShow";

    private readonly HttpClient http;

    public Bench(int retries = 2, int seed = 1, Action<StripeRequestLog>? onRequest = null)
    {
        Network = new(Clock);
        http = new(Network) { Timeout = Timeout.InfiniteTimeSpan };
        Client = new(
            http,
            new() { ApiKey = ApiKey, ApiBase = "http://stripe.test", MaxNetworkRetries = retries, OnRequest = onRequest ?? Log.Add },
            Clock,
            new Random(seed));
    }

    public VirtualClock Clock { get; } = new();

    public FakeNetwork Network { get; }

    public StripeClient Client { get; }

    public List<StripeRequestLog> Log { get; } = [];

    /// <summary>The pauses between one request and the next.</summary>
    public IReadOnlyList<TimeSpan> Pauses =>
        [.. Network.Requests.Zip(Network.Requests.Skip(1), (first, second) => second.At - first.At)];

    public Task<PaymentIntent> Pay(string key = "order-1-attempt-1") => PayUntil(TestContext.Current.CancellationToken, key);

    public Task<PaymentIntent> PayUntil(CancellationToken cancelled, string key = "order-1-attempt-1") =>
        Run(Client.PaymentIntents.CreateAsync(new() { Amount = 1999, Currency = "usd" }, new(key), cancelled));

    public Task<PaymentIntent> Read() => ReadUntil(TestContext.Current.CancellationToken);

    public Task<PaymentIntent> ReadUntil(CancellationToken cancelled) =>
        Run(Client.PaymentIntents.GetAsync("pi_1", null, cancelled));

    /// <summary>Lets pauses pass, but no timeout of 80 s.</summary>
    public Task<T> Run<T>(Task<T> call, int patienceSeconds = 61) => Clock.RunAsync(call, TimeSpan.FromSeconds(patienceSeconds));

    public void Dispose() => http.Dispose();
}

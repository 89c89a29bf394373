using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Till.Sandbox.Tests.Pages;

/// <summary>A sandbox with a shop that uses it: calls its API, receives its webhooks, and sends a buyer without script to its pages.</summary>
internal sealed class Shopkeeper : IAsyncDisposable
{
    public const string Success = "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}";
    public const string Cancel = "https://shop.example/bag";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("till-pages-");
    private readonly SocketsHttpHandler _transport = new() { AllowAutoRedirect = false };
    private SandboxServer? _server;

    private Shopkeeper() => Http = new HttpMessageInvoker(_transport);

    public HttpMessageInvoker Http { get; }

    public ManualClock Clock { get; } = new();

    public Hooks Received { get; } = new();

    public SandboxServer Server => _server!;

    public string SessionId { get; private set; } = "";

    public string Checkout => "/c/pay/" + SessionId;

    public static async Task<Shopkeeper> OpenAsync()
    {
        var shop = new Shopkeeper();
        await shop.StartAsync();
        return shop;
    }

    public async Task StartAsync() => _server = await SandboxServer.StartAsync(
        new SandboxOptions { DataFolder = _folder.FullName, Urls = "http://127.0.0.1:0", Time = Clock, WebhookTransport = Received },
        TestContext.Current.CancellationToken);

    public async Task RestartAsync()
    {
        await _server!.DisposeAsync();
        await StartAsync();
    }

    /// <summary>A session for one album at $9.99, unless said otherwise.</summary>
    public async Task SellAsync(params (string Name, string Value)[] other)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mode"] = "payment",
            ["success_url"] = Success,
            ["cancel_url"] = Cancel,
            ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = "usd",
            ["line_items[0][price_data][unit_amount]"] = "999",
            ["line_items[0][price_data][product_data][name]"] = "Low Tide",
        };
        foreach (var (name, value) in other)
        {
            fields[name] = value;
        }
        SessionId = (await ApiAsync(HttpMethod.Post, "/v1/checkout/sessions", fields)).GetProperty("id").GetString()!;
    }

    /// <summary>A session that keeps a card of a customer, and charges nothing.</summary>
    public async Task KeepAsync(string customer) => SessionId = (await ApiAsync(HttpMethod.Post, "/v1/checkout/sessions", new(StringComparer.Ordinal)
    {
        ["mode"] = "setup", ["customer"] = customer, ["currency"] = "usd", ["success_url"] = Success, ["cancel_url"] = Cancel,
    })).GetProperty("id").GetString()!;

    public Task<JsonElement> SessionAsync() => ApiAsync(HttpMethod.Get, "/v1/checkout/sessions/" + SessionId);

    public async Task<JsonElement> ApiAsync(HttpMethod method, string path, Dictionary<string, string>? fields = null)
    {
        using var request = new HttpRequestMessage(method, Server.Address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Server.SecretKey);
        request.Content = fields is null ? null : new FormUrlEncodedContent(fields);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }

    public Task<Reply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Full(path)));

    public Task<Reply> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, Full(path)) { Content = new FormUrlEncodedContent(fields) });

    /// <summary>Fills in the hosted page as a buyer would, with what is given in place of the usual, and pays.</summary>
    public Task<Reply> PayAsync(string card = "4242 4242 4242 4242", params (string Name, string Value)[] other) => PostAsync(Checkout, Card(card, other));

    public static Dictionary<string, string> Card(string card, params (string Name, string Value)[] other)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["email"] = "jenny.rosen@example.com",
            ["cardNumber"] = card,
            ["cardExpiry"] = "12 / 34",
            ["cardCvc"] = card.StartsWith("37", StringComparison.Ordinal) ? "1234" : "123",
            ["billingName"] = "Jenny Rosen",
            ["billingCountry"] = "US",
            ["billingPostalCode"] = "94107",
        };
        foreach (var (name, value) in other)
        {
            fields[name] = value;
        }
        return fields;
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return new Reply(response.StatusCode, response.Headers.Location?.OriginalString, response.Headers, body);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Http.Dispose();
        _transport.Dispose();
        Received.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Full(string path) => path.StartsWith('/') ? Server.Address + path : path;

    /// <summary>The shop's end of the webhooks.</summary>
    internal sealed class Hooks : HttpMessageHandler
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _arrivals = new(StringComparer.Ordinal);

        public ConcurrentQueue<JsonElement> Events { get; } = new();

        public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

        public string Words { get; set; } = "";

        /// <summary>Until when the shop thinks before it answers.</summary>
        public Task Busy { get; set; } = Task.CompletedTask;

        public IEnumerable<string> Types => Events.Select(happened => happened.GetProperty("type").GetString()!);

        /// <summary>Completes when the first event of a type has come in.</summary>
        public Task ArrivalAsync(string type) => Signal(type).Task.WaitAsync(TestContext.Current.CancellationToken);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var happened = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
            Events.Enqueue(happened);
            Signal(happened.GetProperty("type").GetString()!).TrySetResult();
            await Busy.WaitAsync(cancellationToken);
            return new HttpResponseMessage(Answer) { Content = new StringContent(Words) };
        }

        private TaskCompletionSource Signal(string type) =>
            _arrivals.GetOrAdd(type, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}

/// <summary>An answer, as a browser sees it.</summary>
internal sealed record Reply(HttpStatusCode Status, string? Location, HttpResponseHeaders Headers, string Body)
{
    public IHtmlDocument Page => new HtmlParser().ParseDocument(Body);

    public string Text(string selector) =>
        string.Join(' ', (Page.QuerySelector(selector)?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

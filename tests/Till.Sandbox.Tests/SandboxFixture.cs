using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Till.Sandbox.Tests;

/// <summary>A clock that stands still until it is moved; timers that have come due fire when it is.</summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<VirtualTimer> due;
        lock (_gate)
        {
            _now += by;
            due = _timers.FindAll(timer => timer.At <= _now);
            _timers.RemoveAll(due.Contains);
        }
        due.ForEach(timer => timer.Fire());
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        /// <summary>On the pool, as a real clock does: what waits must not go on inside the test that moves the clock.</summary>
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }
                At = clock._now + dueTime;
                if (dueTime > TimeSpan.Zero)
                {
                    clock._timers.Add(this);
                    return true;
                }
            }
            Fire();
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>One delivery as a webhook endpoint received it.</summary>
internal sealed record Received(string Url, string Body, string Signature, string ContentType);

/// <summary>Stands at the other end of the webhooks: remembers what comes, and answers as it is told.</summary>
internal sealed class Mailbox : HttpMessageHandler
{
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Lock _gate = new();
    private readonly List<Received> _received = [];

    public Func<int, HttpStatusCode> Answer { get; set; } = static _ => HttpStatusCode.OK;

    public IReadOnlyList<Received> Received
    {
        get
        {
            lock (_gate)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Waits until so many deliveries have come in all.</summary>
    public async Task<IReadOnlyList<Received>> Await(int count)
    {
        while (Received.Count < count)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(20)), $"Only {Received.Count} of {count} deliveries came.");
        }
        return Received;
    }

    protected override void Dispose(bool disposing)
    {
        _arrived.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        int index;
        lock (_gate)
        {
            _received.Add(new Received(
                request.RequestUri!.ToString(), body, string.Join(',', request.Headers.GetValues("Stripe-Signature")),
                request.Content.Headers.ContentType!.ToString()));
            index = _received.Count - 1;
        }
        var response = new HttpResponseMessage(Answer(index)) { RequestMessage = request };
        _arrived.Release();
        return response;
    }
}

/// <summary>An answer of the API.</summary>
internal sealed record ApiAnswer(int Status, JsonElement Json, string Text, HttpResponseHeaders Headers)
{
    public string Id => Json.GetProperty("id").GetString()!;

    public JsonElement Error => Json.GetProperty("error");

    public JsonElement this[string name] => Json.GetProperty(name);

    public string Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : "";
}

/// <summary>A sandbox in a folder of its own, with a clock that the test moves and a mailbox for its webhooks.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    private readonly SocketsHttpHandler _network = new() { AllowAutoRedirect = false };
    private readonly HttpMessageInvoker _http;

    private TestSandbox(string folder)
    {
        Folder = folder;
        _http = new HttpMessageInvoker(_network, disposeHandler: false);
    }

    public string Folder { get; }

    public VirtualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public Mailbox Mailbox { get; } = new();

    public SandboxServer Server { get; private set; } = null!;

    public static async Task<TestSandbox> Start(string? folder = null)
    {
        var sandbox = new TestSandbox(folder ?? Directory.CreateTempSubdirectory("till-sandbox-").FullName);
        await sandbox.Open();
        return sandbox;
    }

    /// <summary>Stops the server and starts another one on the same store.</summary>
    public async Task Restart()
    {
        await Server.DisposeAsync();
        await Open();
    }

    public Task<ApiAnswer> Get(string path, params string[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<ApiAnswer> Delete(string path) => Send(HttpMethod.Delete, path, null, []);

    /// <summary>Posts a form: <c>a=b&amp;c[d]=e</c>.</summary>
    public Task<ApiAnswer> Post(string path, string form = "", params string[] headers) => Send(HttpMethod.Post, path, form, headers);

    /// <param name="method">The method.</param>
    /// <param name="path">With its query.</param>
    /// <param name="form">The body; null for none.</param>
    /// <param name="headers">Each as <c>Name: value</c>; an Authorization among them replaces the usual one.</param>
    public async Task<ApiAnswer> Send(HttpMethod method, string path, string? form, string[] headers)
    {
        using var response = await Raw(method, path, form, ["Authorization: Bearer sk_test_of_this_test", .. headers]);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        return new ApiAnswer((int)response.StatusCode, json.RootElement.Clone(), text, response.Headers);
    }

    /// <summary>The answer as it came, which need not be JSON: that of a page, say. Without a key of its own.</summary>
    public async Task<HttpResponseMessage> Raw(HttpMethod method, string path, string? form, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, Server.Address + path);
        foreach (var header in headers)
        {
            var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        if (form is not null)
        {
            var type = form.StartsWith('{') ? "application/json" : "application/x-www-form-urlencoded";
            request.Content = new StringContent(form, Encoding.UTF8, type);
        }
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A payment that succeeds, by a card of that name.</summary>
    public Task<ApiAnswer> Pay(long amount = 1999, string card = "pm_card_visa", string more = "") => Post(
        "/v1/payment_intents",
        string.Create(CultureInfo.InvariantCulture, $"amount={amount}&currency=usd&confirm=true&payment_method={card}&allowed_payment_method_types[]=card{more}"));

    /// <summary>A session that sells one album.</summary>
    public Task<ApiAnswer> Session(string more = "", long price = 1999) => Post(
        "/v1/checkout/sessions",
        string.Create(CultureInfo.InvariantCulture, $"mode=payment&success_url=http://shop.test/done?s={{CHECKOUT_SESSION_ID}}&cancel_url=http://shop.test/bag&line_items[0][quantity]=1"
        + $"&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]={price}&line_items[0][price_data][product_data][name]=Album{more}"));

    public Task<ApiAnswer> Endpoint(string events = "*", string more = "") =>
        Post("/v1/webhook_endpoints", $"url=http://shop.test/hook&enabled_events[]={events}{more}");

    /// <summary>The types of all events, in the order in which they happened.</summary>
    public async Task<IReadOnlyList<string>> Events() =>
        [.. (await Get("/v1/events?limit=100"))["data"].EnumerateArray().Select(happened => happened.GetProperty("type").GetString()!).Reverse()];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _http.Dispose();
        _network.Dispose();
        Mailbox.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task Open() => Server = await SandboxServer.StartAsync(
        new SandboxOptions { DataFolder = Folder, Urls = "http://127.0.0.1:0", Time = Clock, WebhookTransport = Mailbox },
        TestContext.Current.CancellationToken);
}

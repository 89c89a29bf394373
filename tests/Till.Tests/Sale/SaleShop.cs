using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Backups;
using Till.Mail;
using Till.Payments;
using Till.Sandbox;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>
/// A shop with a local Stripe beside it, both over real HTTP. The shop's workers do not run by themselves: a test says when
/// (<see cref="WorkAsync"/>), so that it decides what comes before what.
/// </summary>
internal sealed class SaleShop : IAsyncDisposable
{
    private readonly StorageOptions storage;
    private readonly HttpClient knobs;

    private readonly IReadOnlyDictionary<string, string?> settings;
    private readonly TimeProvider? clock;

    private SaleShop(StorageOptions storage, SandboxServer sandbox, IReadOnlyDictionary<string, string?> settings, WebApplication app, TimeProvider? clock)
    {
        (this.storage, Sandbox, this.settings, App, this.clock) = (storage, sandbox, settings, app, clock);
        knobs = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(sandbox.Address) };
        knobs.DefaultRequestHeaders.Authorization = new("Bearer", sandbox.SecretKey);
    }

    public SandboxServer Sandbox { get; }

    /// <summary>The first process of the shop.</summary>
    public WebApplication App { get; private set; }

    public Uri Address => new(App.Urls.First());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="settings">Beside the harness's own.</param>
    /// <param name="network">Between the shop and Stripe; null: sockets.</param>
    public static async Task<SaleShop> OpenAsync(
        string engine, TimeProvider? clock = null, bool webhooks = true, IReadOnlyDictionary<string, string?>? settings = null,
        HttpMessageHandler? network = null)
    {
        settings ??= new Dictionary<string, string?>();
        var options = await TestDatabase.OptionsAsync(engine);
        var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions
            {
                DataFolder = Path.Combine(options.DataFolder, "sandbox"),
                Urls = "http://127.0.0.1:0",
                Time = clock ?? TimeProvider.System,
            },
            Cancel);
        var shop = new SaleShop(options, sandbox, settings, await StartAsync(options, sandbox, settings, clock, network: network), clock);
        if (webhooks)
        {
            await shop.App.Services.GetRequiredService<WebhookEndpointSetup>().EnsureAsync(Cancel);
        }

        return shop;
    }

    /// <summary>A second process of the same shop, on the same database.</summary>
    public Task<WebApplication> StartSecondAsync() => StartAsync(storage, Sandbox, settings, clock);

    /// <summary>Ends the process and starts another on the same data, as after a crash between two requests.</summary>
    public async Task RestartAsync()
    {
        var address = App.Urls.First();
        await App.DisposeAsync();
        App = await StartAsync(storage, Sandbox, settings, clock, address);
    }

    /// <summary>Ends the process, puts this backup in the place of its data, and starts another.</summary>
    public async Task RestoreAsync(string backup)
    {
        var address = App.Urls.First();
        await App.DisposeAsync();
        await new RestoreBackup(storage, clock ?? TimeProvider.System).RunAsync(new RestoreBackup.Wish(backup, null, Force: true, OnlyCheck: false), _ => { }, Cancel);
        App = await StartAsync(storage, Sandbox, settings, clock, address);
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A browser with cookies of its own that does not follow redirects by itself.</summary>
    public Buyer NewBuyer() => new(Address);

    /// <summary>Puts an album on the shelf and gives its variant's id.</summary>
    public Task<Guid> AddAlbumAsync(string title = "Night Trains", long priceMinor = 1999, bool published = true) =>
        Shelf.AddAlbumAsync(Get<Database>(), Get<Media>(), title, priceMinor, published, Cancel);

    /// <summary>Puts a thing that goes by post on the shelf and gives its variant's id.</summary>
    /// <param name="stock">Null: unlimited.</param>
    public Task<Guid> AddGoodAsync(string title = "Tea Towel", long priceMinor = 1699, int? stock = null) =>
        Shelf.AddGoodAsync(Get<Database>(), title, priceMinor, stock, Get<ShopSettings>().Currency.Code, Cancel);

    /// <summary>Somebody who fills a bag and pays on the shop's own page.</summary>
    public BagBuyer NewBagBuyer(string email = "ada@example.com", WebApplication? process = null) => new(this, (process ?? App).Services, email);

    public Task SetPriceAsync(Guid variant, long minor) =>
        Shelf.SetPriceAsync(Get<Database>(), variant, minor, Get<ShopSettings>().Currency.Code, TimeProvider.System.Now(), Cancel);

    /// <summary>Lets the workers do all that is due: the inbox first, then the outbox.</summary>
    public async Task WorkAsync(WebApplication? process = null)
    {
        var services = (process ?? App).Services;
        while (await services.GetRequiredService<InboxWorker>().DrainAsync(Cancel) > 0)
        {
        }

        await services.GetRequiredService<OutboxWorker>().DrainAsync(Cancel);
    }

    /// <summary>
    /// As <see cref="WorkAsync"/>, where the events are fetched from Stripe: for shops without webhooks, whose deliveries a test would have
    /// to wait for.
    /// </summary>
    public async Task CatchUpAsync(WebApplication? process = null)
    {
        await (process ?? App).Services.GetRequiredService<PullEvents>().RunAsync(Cancel);
        await WorkAsync(process);
    }

    public Task<ReconcileReport> ReconcileAsync() => Get<Reconcile>().RunAsync(null, _ => { }, Cancel);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) => Get<Database>().ReadAsync(
        async db => (IReadOnlyList<T>)(await db.QueryAsync<T>(sql, parameters)).AsList(), Cancel);

    public async Task<T> SingleAsync<T>(string sql, object? parameters = null) => Assert.Single(await QueryAsync<T>(sql, parameters));

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        Get<Database>().WriteAsync(transaction => transaction.Db.ExecuteAsync(sql, parameters), Cancel);

    public string[] Mails() => Directory.Exists(MailFolder) ? Directory.GetFiles(MailFolder, "*.eml") : [];

    /// <summary>Sets the sandbox's fault knobs.</summary>
    public Task FaultAsync(object faults) => StripeJsonAsync("/_sandbox/faults", faults);

    /// <summary>Nothing is delivered by itself any more, so that a test decides which events come, and when.</summary>
    public Task LoseWebhooksAsync() => FaultAsync(new { webhooks = new { drop = 10_000 } });

    /// <summary>The event that tells of the newest paid session.</summary>
    public async Task<JsonElement> CompletedEventAsync() =>
        (await StripeAsync("/v1/events?type=checkout.session.completed")).GetProperty("data")[0];

    public async Task NoFaultsAsync()
    {
        using var response = await knobs.DeleteAsync("/_sandbox/faults", Cancel);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What Stripe itself holds.</summary>
    public async Task<JsonElement> StripeAsync(string path) => await knobs.GetFromJsonAsync<JsonElement>(path, Cancel);

    /// <summary>All that a list at Stripe holds, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> StripeListAsync(string path)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var after = all.Count > 0 ? $"&starting_after={all[^1].GetProperty("id").GetString()}" : "";
            var page = await StripeAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=100{after}");
            all.AddRange(page.GetProperty("data").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean())
            {
                return all;
            }
        }
    }

    public async Task<JsonElement> StripePostAsync(string path, params (string, string)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        using var response = await knobs.PostAsync(path, content, Cancel);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(response.IsSuccessStatusCode, json.ToString());
        return json;
    }

    public async Task StripeDeleteAsync(string path)
    {
        using var response = await knobs.DeleteAsync(path, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Turns one of the sandbox's own knobs.</summary>
    public async Task StripeJsonAsync(string path, object body)
    {
        using var response = await knobs.PostAsJsonAsync(path, body, Cancel);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Delivers an event as Stripe would, signed over its bytes with the endpoint's secret.</summary>
    public async Task<HttpStatusCode> DeliverAsync(string payload, long? signedAt = null, string? secret = null, Uri? to = null)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        var stamp = signedAt ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        secret ??= await Settings.FindAsync(Get<Database>(), Settings.WebhookSecret, Cancel);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{stamp}."), .. bytes];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret!), signed);
        using var client = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to ?? Address, Webhook.Path)) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Stripe-Signature", $"t={stamp},v1={Convert.ToHexStringLower(mac)}");
        using var response = await client.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    /// <summary>
    /// The promise, checked against both stores: each payment that Stripe took is booked once, a paid order has one payment of its
    /// own amount, the books add up to what Stripe holds, and each effect was noted once.
    /// </summary>
    public async Task AssertBooksAsync()
    {
        var intents = (await StripeListAsync("/v1/payment_intents"))
            .Where(intent => intent.GetProperty("status").GetString() == "succeeded")
            .Select(intent => intent.GetProperty("id").GetString()!).Order().ToList();
        Assert.Equal(intents, (await QueryAsync<string>("SELECT stripe_payment_intent_id FROM payments")).Order());
        Assert.Equal(
            await QueryAsync<Guid>("SELECT id FROM orders WHERE state = 'paid' ORDER BY id"),
            await QueryAsync<Guid>("SELECT order_id FROM payments WHERE role = 'order' ORDER BY order_id"));
        Assert.Empty(await QueryAsync<Guid>(
            """
            SELECT o.id FROM orders o JOIN payments p ON p.order_id = o.id AND p.role = 'order'
            WHERE p.amount_minor <> o.total_minor OR p.currency <> o.currency
            """));
        var taken = await SingleAsync<long>(
            """
            SELECT CAST(COALESCE(SUM(CASE WHEN debit = 'stripe_balance' THEN amount_minor ELSE -amount_minor END), 0) AS bigint)
            FROM ledger WHERE debit = 'stripe_balance' OR credit = 'stripe_balance'
            """);
        var balance = (await StripeListAsync("/v1/balance_transactions"))
            .Where(one => !one.GetProperty("type").GetString()!.StartsWith("payout", StringComparison.Ordinal)) // moves it to the bank, and is no sale
            .Sum(one => one.GetProperty("net").GetInt64());
        Assert.Equal(balance, taken);
    }

    public async ValueTask DisposeAsync()
    {
        knobs.Dispose();
        await App.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(storage.DataFolder, recursive: true);
    }

    private string MailFolder => Path.Combine(storage.DataFolder, "mail");

    private static async Task<WebApplication> StartAsync(
        StorageOptions storage, SandboxServer sandbox, IReadOnlyDictionary<string, string?> settings, TimeProvider? clock,
        string urls = "http://127.0.0.1:0", HttpMessageHandler? network = null)
    {
        var app = Shop.Build(new ShopOptions
        {
            DataFolder = storage.DataFolder,
            Urls = urls,
            Workers = false,
            Time = clock ?? TimeProvider.System,
            StripeTransport = network,
            Overrides = new Dictionary<string, string?>(settings)
            {
                ["ConnectionStrings:Till"] = storage.ConnectionString,
                ["Stripe:SecretKey"] = sandbox.SecretKey,
                ["Stripe:PublishableKey"] = sandbox.PublishableKey,
                ["Stripe:ApiBase"] = sandbox.Address,
                ["Logging:LogLevel:Default"] = "Error",
                ["Logging:LogLevel:Microsoft"] = "Error",
            },
        }, QuickPasswords.Use);
        await Migrations.RunAsync(app.Services.GetRequiredService<Database>(), TimeProvider.System, Cancel);
        await app.StartAsync(Cancel);
        return app;
    }
}

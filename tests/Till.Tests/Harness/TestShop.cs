using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Till.Storage;

namespace Till.Tests.Harness;

/// <summary>A shop of one test's own, listening on a free port, without workers, and a browser without a mind of its own.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly StorageOptions storage;

    private TestShop(WebApplication app, StorageOptions storage)
    {
        (this.app, this.storage) = (app, storage);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        // Neither redirects nor cookies are followed: a test says what a visitor's browser does.
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        Client.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public Media Media => Services.GetRequiredService<Media>();

    /// <param name="settings">Wins over the harness's own; a key with null is as if it were not set.</param>
    public static async Task<TestShop> StartAsync(string engine, IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? time = null)
    {
        var options = await TestDatabase.OptionsAsync(engine);
        var overrides = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Till"] = options.ConnectionString,
            ["Stripe:SecretKey"] = "sk_test_harness",
            ["Stripe:PublishableKey"] = "pk_test_harness",
            ["Logging:LogLevel:Default"] = "None",
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
        {
            overrides[name] = value;
        }

        var built = Shop.Build(new ShopOptions
        {
            DataFolder = options.DataFolder,
            Urls = "http://127.0.0.1:0",
            Overrides = overrides,
            Time = time ?? TimeProvider.System,
            Workers = false,
        }, QuickPasswords.Use);
        await Migrations.RunAsync(built.Services.GetRequiredService<Database>(), TimeProvider.System, TestContext.Current.CancellationToken);
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new TestShop(built, options);
    }

    /// <summary>The page at <paramref name="path"/>, with its status.</summary>
    public async Task<Page> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return await Page.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(storage.DataFolder, recursive: true);
    }
}

/// <summary>An answer, read and parsed.</summary>
internal sealed record Page(HttpStatusCode Status, string Body, AngleSharp.Html.Dom.IHtmlDocument Html)
{
    public static async Task<Page> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Page(response.StatusCode, body, await new HtmlParser().ParseDocumentAsync(body, TestContext.Current.CancellationToken));
    }

    /// <summary>The text of the first element that the selector finds, with its spaces as a reader sees them.</summary>
    public string Text(string selector) => string.Join(' ', (Html.QuerySelector(selector)?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public IReadOnlyList<string> Texts(string selector) =>
        [.. Html.QuerySelectorAll(selector).Select(one => string.Join(' ', one.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}

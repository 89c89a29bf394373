using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Till.Mail;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Accounts;

/// <summary>A shop that answers over HTTP, with a virtual clock, whose mails a test reads.</summary>
internal sealed class AccountsShop : IAsyncDisposable
{
    private readonly WebApplication app;

    private AccountsShop(WebApplication app, StorageOptions storage, VirtualClock clock) => (this.app, Storage, Clock) = (app, storage, clock);

    public StorageOptions Storage { get; }

    public VirtualClock Clock { get; }

    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Urls.First());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="beside">A shop whose database and clock this one shares, as a second process would.</param>
    /// <param name="settings">Beside the harness's own.</param>
    /// <param name="canPay">Whether it has keys of a payment provider, so that pages offer what they have; nobody is asked.</param>
    public static async Task<AccountsShop> OpenAsync(
        string engine, AccountsShop? beside = null, IReadOnlyDictionary<string, string?>? settings = null, bool canPay = false)
    {
        var storage = beside?.Storage ?? await TestDatabase.OptionsAsync(engine);
        var clock = beside?.Clock ?? new VirtualClock();
        var built = Shop.Build(new ShopOptions
        {
            DataFolder = storage.DataFolder,
            Urls = "http://127.0.0.1:0",
            Time = clock,
            Workers = false,
            Overrides = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["ConnectionStrings:Till"] = storage.ConnectionString,
                ["Stripe:SecretKey"] = canPay ? "sk_test_accounts" : settings?.GetValueOrDefault("Stripe:SecretKey"),
                ["Stripe:PublishableKey"] = canPay ? "pk_test_accounts" : settings?.GetValueOrDefault("Stripe:PublishableKey"),
                ["Logging:LogLevel:Default"] = "None",
                ["Logging:LogLevel:Microsoft"] = "None",
            },
        }, QuickPasswords.Use);
        await Migrations.RunAsync(built.Services.GetRequiredService<Database>(), clock, Cancel);
        await built.StartAsync(Cancel);
        return new AccountsShop(built, storage, clock);
    }

    public Browser NewBrowser() => new(Address);

    public Task<T> QueryAsync<T>(string sql, object? values = null)
        where T : notnull => Services.GetRequiredService<Database>().ReadAsync(db => db.QuerySingleAsync<T>(sql, values), Cancel);

    public Task ExecuteAsync(string sql, object? values = null) => Services.GetRequiredService<Database>().WriteAsync(
        transaction => transaction.Db.ExecuteAsync(sql, values), Cancel);

    /// <summary>Sends what waits and returns the mails that came of it, as Python's mail package reads them.</summary>
    public async Task<List<Mail>> MailsAsync()
    {
        var folder = Services.GetRequiredService<Mailer>().Folder;
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.GetFiles(folder))
        {
            File.Delete(old);
        }

        await Services.GetRequiredService<OutboxWorker>().DrainAsync(Cancel);
        var mails = new List<Mail>();
        foreach (var file in Directory.GetFiles(folder).Order())
        {
            var mail = await Till.Tests.Mail.LetterTests.ReadAsync(await File.ReadAllBytesAsync(file, Cancel));
            mails.Add(new Mail(mail.GetProperty("addressees")[0].GetString()!, mail.GetProperty("subject").GetString()!, mail.GetProperty("text").GetString()!));
        }

        return mails;
    }

    /// <summary>A registered and confirmed account, and the browser that is signed in with it.</summary>
    public async Task<Browser> SignUpAsync(string email, string password)
    {
        var browser = NewBrowser();
        await RegisterAsync(browser, email, password);
        var mail = Assert.Single(await MailsAsync());
        await browser.SubmitAsync(await browser.GetAsync(mail.Link), ("Password", password));
        return browser;
    }

    public static async Task<Answer> RegisterAsync(Browser browser, string email, string password) => await browser.SubmitAsync(
        await browser.GetAsync("/account/register"), ("EmailAddress", email), ("Password", password), ("PasswordAgain", password));

    public static async Task<Answer> SignInAsync(Browser browser, string email, string password, string from = "/account/sign-in") =>
        await browser.SubmitAsync(await browser.GetAsync(from), ("EmailAddress", email), ("Password", password));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (Directory.Exists(Storage.DataFolder))
        {
            Directory.Delete(Storage.DataFolder, recursive: true);
        }
    }
}

internal sealed record Mail(string To, string Subject, string Text)
{
    /// <summary>Path and query of the one link in it.</summary>
    public string Link => new Uri(Assert.Single(Text.ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith("http", StringComparison.Ordinal))).PathAndQuery;
}

/// <param name="Path">Where the redirects ended, with the query.</param>
internal sealed record Answer(int Status, string Path, string Html, IDocument Page)
{
    public string Text => string.Join(' ', (Page.QuerySelector("main")?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A browser without script: cookies, redirects, forms.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly IBrowsingContext parser = BrowsingContext.New();

    /// <param name="cookies">Another browser's, to visit another process with the same session.</param>
    public Browser(Uri address, CookieContainer? cookies = null)
    {
        Cookies = cookies ?? new CookieContainer();
        var handler = new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false, CheckCertificateRevocationList = true };
        client = new HttpClient(handler) { BaseAddress = address };
    }

    public CookieContainer Cookies { get; }

    /// <summary>Every Set-Cookie header so far.</summary>
    public List<string> SetCookies { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)));

    /// <summary>What is no page: a file, with its headers.</summary>
    public Task<HttpResponseMessage> FetchAsync(string path) => client.GetAsync(new Uri(path, UriKind.Relative), Cancel);

    public Task<Answer> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new FormUrlEncodedContent(fields) });

    /// <summary>Fills in the page's first form and sends it.</summary>
    public Task<Answer> SubmitAsync(Answer page, params (string Name, string Value)[] fields) => SubmitFormAsync(page, "main form[method=post]", fields);

    /// <summary>The same with the form that a selector finds.</summary>
    public Task<Answer> SubmitFormAsync(Answer page, string selector, params (string Name, string Value)[] fields)
    {
        var form = page.Page.QuerySelector<IHtmlFormElement>(selector) ?? throw new InvalidOperationException("No form: " + page.Text);
        var values = form.QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(input => input.Type is not ("checkbox" or "radio") || input.IsChecked)
            .ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in fields)
        {
            Assert.NotNull(form.QuerySelector($"[name='{name}']"));
            values[name] = value;
        }

        return PostAsync(form.GetAttribute("action") is { Length: > 0 } action ? action : page.Path, values);
    }

    /// <summary>The same with a file in one of its fields.</summary>
    public async Task<Answer> UploadAsync(Answer page, string selector, string field, byte[] content, string name, params (string Name, string Value)[] fields)
    {
        var form = page.Page.QuerySelector<IHtmlFormElement>(selector) ?? throw new InvalidOperationException("No form: " + page.Text);
        Assert.Equal("multipart/form-data", form.GetAttribute("enctype"));
        Assert.NotNull(form.QuerySelector($"input[type=file][name='{field}']"));
        using var body = new MultipartFormDataContent();
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(input => input.Type is not ("checkbox" or "file") && fields.All(one => one.Name != input.Name)))
        {
            body.Add(new StringContent(input.Value), input.Name!);
        }

        foreach (var (key, value) in fields)
        {
            Assert.NotNull(form.QuerySelector($"[name='{key}']"));
            body.Add(new StringContent(value), key);
        }

        body.Add(new ByteArrayContent(content), field, name);
        return await SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(form.GetAttribute("action")!, UriKind.Relative)) { Content = body });
    }

    public void Dispose()
    {
        client.Dispose();
        parser.Dispose();
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await client.SendAsync(request, Cancel);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                lock (SetCookies)
                {
                    SetCookies.AddRange(set);
                }
            }

            var at = new Uri(client.BaseAddress!, request.RequestUri!);
            if (response.Headers.Location is { } location)
            {
                var to = new Uri(at, location);
                return to.Authority == at.Authority
                    ? await GetAsync(to.PathAndQuery)
                    : throw new InvalidOperationException($"Led away to {to}.");
            }

            var html = await response.Content.ReadAsStringAsync(Cancel);
            var page = await parser.OpenAsync(content => content.Content(html), Cancel);
            return new Answer((int)response.StatusCode, at.PathAndQuery, html, page);
        }
    }
}

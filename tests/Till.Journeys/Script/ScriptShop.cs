using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Sandbox;

namespace Till.Journeys.Script;

/// <summary>
/// A sandbox, and on another origin and under a strict policy a shop's page that loads its script. What the page does is written in the
/// tests.
/// </summary>
public sealed class ScriptShop : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("till-script-").FullName;
    private readonly HttpMessageInvoker api = new(new SocketsHttpHandler());
    private SandboxServer sandbox = null!;
    private WebApplication shop = null!;

    internal string Sandbox => sandbox.Address;

    /// <summary>Another site than the sandbox's, not only another port.</summary>
    internal string Url => shop.Urls.First().Replace("127.0.0.1", "localhost");

    internal string Key => sandbox.PublishableKey;

    public async ValueTask InitializeAsync()
    {
        sandbox = await SandboxServer.StartAsync(new SandboxOptions { DataFolder = folder, Urls = "http://127.0.0.1:0" });
        shop = WebApplication.CreateSlimBuilder().Build();
        shop.Urls.Add("http://127.0.0.1:0");
        shop.MapGet("/", http => SendAsync(http, Page, "text/html"));
        shop.MapGet("/thanks", http => SendAsync(http, "<!DOCTYPE html><html lang=\"en\"><title>Thanks</title><h1>Thank you</h1></html>", "text/html"));
        shop.MapGet("/shop.js", http => SendAsync(http, Script, "text/javascript"));
        shop.MapGet("/shop.css", http => SendAsync(http, Style, "text/css"));
        await shop.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await shop.DisposeAsync();
        await sandbox.DisposeAsync();
        api.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The page, with <c>stripe</c> on it and places to mount Elements in; <paramref name="set"/> runs on it.</summary>
    internal async Task<IPage> OpenAsync(string? set = null, object? argument = null, int width = 800, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Chromium.NewContextAsync(Url, scheme, width);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        if (set is not null)
        {
            await page.EvaluateAsync(set, argument);
        }
        return page;
    }

    internal async Task<JsonElement> CallAsync(HttpMethod method, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, sandbox.Address + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sandbox.SecretKey);
        request.Content = method == HttpMethod.Get ? null : new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await api.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.Clone();
    }

    /// <summary>The secret of a new payment of $19.99.</summary>
    internal async Task<string> IntentAsync(params (string Name, string Value)[] other)
    {
        (string, string)[] usual = other.Any(field => field.Name.StartsWith("allowed_payment_method_types", StringComparison.Ordinal))
            ? [("amount", "1999")]
            : [("amount", "1999"), ("automatic_payment_methods[enabled]", "true")];
        var currency = other.Any(field => field.Name == "currency") ? Array.Empty<(string, string)>() : [("currency", "usd")];
        var intent = await CallAsync(HttpMethod.Post, "/v1/payment_intents", [.. usual, .. currency, .. other]);
        return intent.GetProperty("client_secret").GetString()!;
    }

    /// <summary>The intent as the server sees it.</summary>
    internal Task<JsonElement> IntentOfAsync(string secret) =>
        CallAsync(HttpMethod.Get, (secret.StartsWith("seti", StringComparison.Ordinal) ? "/v1/setup_intents/" : "/v1/payment_intents/") + secret.Split("_secret_")[0]);

    private async Task SendAsync(HttpContext http, string content, string type)
    {
        http.Response.ContentType = type + "; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' {Sandbox} https://js.stripe.com; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src {Sandbox}; base-uri 'none'";
        await http.Response.WriteAsync(content.Replace("{sandbox}", Sandbox).Replace("{key}", Key));
    }

    private const string Page =
        """
        <!DOCTYPE html>
        <html lang="en" data-key="{key}">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Checkout</title>
        <link rel="stylesheet" href="/shop.css"><link rel="icon" href="data:,">
        <script src="{sandbox}/endive/stripe.js"></script><script src="/shop.js" defer></script></head>
        <body><main><h1>Checkout</h1><form id="form">
        <div id="email"></div><div id="address"></div><div id="payment"></div>
        <label id="card-label" for="card">Card</label><div id="card"></div><div id="number"></div><div id="expiry"></div><div id="cvc"></div>
        <button id="pay" type="submit">Pay $19.99</button></form><p id="message" role="status"></p></main></body>
        </html>
        """;

    private const string Style =
        """
        body { margin: 0; font-family: sans-serif; background: #fff; color: #111; } main { max-width: 30rem; margin: auto; padding: 1rem; }
        form { display: grid; gap: 1rem; } .dark { background: #22232e; color: #fff; } #card:not(:empty) { border: 1px solid #888; padding: 12px; }
        """;

    /// <summary>Notes what is submitted, what Elements say, and every message that reaches the page.</summary>
    private const string Script =
        """
        globalThis.submits = 0;
        globalThis.said = [];
        globalThis.messages = [];
        addEventListener("message", (event) => messages.push(JSON.stringify(event.data)));
        document.querySelector("#form").addEventListener("submit", (event) => { event.preventDefault(); submits++; });
        globalThis.stripe = Stripe(document.documentElement.dataset.key);
        globalThis.ready = (element) => new Promise((resolve, reject) => { element.on("ready", resolve); element.on("loaderror", (told) => reject(new Error(told.error.message))); });
        globalThis.note = (element) => { for (const name of ["ready", "change", "focus", "blur", "escape", "loaderstart"]) element.on(name, (payload) => said.push([name, payload])); };
        globalThis.show = async (elements, type, at, options) => {
          const element = elements.create(type, options);
          note(element);
          const shown = ready(element);
          element.mount(at);
          await shown;
          return element;
        };
        """;
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Till.Api;
using Till.Storage;

namespace Till.Tests.Api;

/// <summary>A program of the owner's, with a key of the shop.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient client;

    private Caller(Uri address, string? key)
    {
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Caller Without(Uri address, string? key = null) => new(address, key);

    /// <param name="scopes">None: all.</param>
    public static async Task<Caller> OpenAsync(Uri address, IServiceProvider services, params string[] scopes)
    {
        var key = await services.GetRequiredService<ApiKeys>().MakeAsync(
            "Stock sync", scopes.Length > 0 ? scopes : [.. ApiScopes.All.Select(one => one.Value)], Actor.CommandLine, Cancel);
        return new Caller(address, key);
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <param name="key">The idempotency key; null: a new one.</param>
    public Task<Reply> PostAsync(string path, object? body, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonSerializer.Serialize(body), ("Idempotency-Key", key ?? Chance.Secure.NewKey()));

    public Task<Reply> PatchAsync(string path, object body, params (string, string)[] headers) =>
        SendAsync(HttpMethod.Patch, path, JsonSerializer.Serialize(body), headers);

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type")
            {
                request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request, Cancel);
        return new Reply(
            response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(one => one.Key, one => string.Join(", ", one.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => client.Dispose();
}

internal sealed record Reply(HttpStatusCode Status, string Body, string? Type, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public JsonElement this[string name] => Json.GetProperty(name);

    public string Detail => Json.GetProperty("detail").GetString()!;

    /// <summary>The names of the fields that something is wrong with.</summary>
    public IReadOnlyList<string> Fields => [.. Json.GetProperty("errors").EnumerateObject().Select(one => one.Name)];

    public JsonElement Must(HttpStatusCode expected)
    {
        Assert.True(Status == expected, $"{(int)Status}: {Body}");
        if ((int)expected >= 400)
        {
            Assert.Equal("application/problem+json", Type);
            Assert.Equal((int)expected, this["status"].GetInt32());
            Assert.NotEmpty(this["title"].GetString()!);
        }

        return Json;
    }
}

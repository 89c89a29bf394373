using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Till.Commands;
using Till.Journeys.Harness;

namespace Till.Journeys.Memberships;

/// <summary>A shop that the journeys of one class share, with a hand on the local Stripe beside it.</summary>
public sealed class ClubShop : IAsyncLifetime
{
    private readonly HttpClient stripe = new(new SocketsHttpHandler());

    internal ShopProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = await ShopProcess.StartAsync();
        var running = await RunningSandbox.FindAsync(Process.DataFolder, CancellationToken.None);
        stripe.BaseAddress = new Uri(Process.StripeUrl);
        stripe.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", running!.Settings["Stripe:SecretKey"]);
    }

    public async ValueTask DisposeAsync()
    {
        stripe.Dispose();
        await Process.DisposeAsync();
    }

    /// <summary>Somebody new, with a browser of their own.</summary>
    internal async Task<Person> NewPersonAsync(string email, bool script = true) => new(this, await Process.NewPageAsync(script: script), email);

    internal async Task<JsonElement> ReadAsync(string path) => await stripe.GetFromJsonAsync<JsonElement>(path, CancellationToken.None);

    internal async Task<JsonElement> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await stripe.PostAsync(new Uri(path, UriKind.Relative), content, CancellationToken.None);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    /// <summary>Stripe's customers with this address: one for each account, as soon as the shop has made it.</summary>
    internal async Task<IReadOnlyList<string>> CustomersAsync(string email) =>
    [
        .. (await ReadAsync($"/v1/customers?email={Uri.EscapeDataString(email)}")).GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()!),
    ];

    /// <summary>As many requests as come are refused until it is switched on again.</summary>
    internal async Task SwitchOffAsync()
    {
        using var response = await stripe.PostAsJsonAsync(
            "/_sandbox/faults", new { requests = new[] { new { @do = "refuse", status = 503, path = "/v1/", times = 1000 } } }, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }

    internal async Task SwitchOnAsync()
    {
        using var response = await stripe.DeleteAsync(new Uri("/_sandbox/faults", UriKind.Relative), CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }
}

using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Till.Sandbox;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Sale;

/// <summary>A shop as a real process that is killed and started again on the same data and port.</summary>
internal sealed class KilledShop(StorageOptions storage, SandboxServer sandbox, Calls calls) : IAsyncDisposable
{
    private readonly string address = $"http://127.0.0.1:{PostgresServer.FreePort()}";
    private TillProcess? process;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Settings
    {
        get
        {
            var settings = new Dictionary<string, string>
            {
                ["Stripe__SecretKey"] = sandbox.SecretKey,
                ["Stripe__PublishableKey"] = sandbox.PublishableKey,
                ["Stripe__ApiBase"] = sandbox.Address,
                ["Stripe__WebhookSecret"] = calls.Secret,
                ["Logging__LogLevel__Default"] = "Warning",
            };
            if (storage.ConnectionString is { } connection)
            {
                settings["ConnectionStrings__Till"] = connection;
            }

            return settings;
        }
    }

    public async Task StartAsync()
    {
        if (calls.Secret.Length == 0)
        {
            calls.Secret = await MakeEndpointAsync();
        }

        process = TillProcess.Start(["serve", "--no-seed", "--data", storage.DataFolder, "--urls", address], Settings);
        await process.LineAsync("Ctrl-C stops it.");
    }

    public async Task KillAsync()
    {
        await process!.SendAsync("KILL");
        await process.EndAsync();
        await process.DisposeAsync();
        process = null;
    }

    /// <summary>One sale that is disturbed. The process is running before it and after it.</summary>
    public async Task SellAsync(Guid variant, Func<Buyer, Task> disturbed)
    {
        using var buyer = new Buyer(new Uri(address));
        calls.Forget();
        await disturbed(buyer);
        if (process is null)
        {
            await StartAsync();
        }
    }

    /// <summary>What a browser does whose connection breaks: nothing.</summary>
    public async Task TryAsync<T>(Func<Task<T>> click)
    {
        try
        {
            await click();
        }
        catch (HttpRequestException)
        {
            // The process died under it.
        }
        catch (IOException)
        {
            // Likewise, while the answer was being read.
        }
    }

    public TillProcess Reconcile() => TillProcess.Start(["reconcile", "--data", storage.DataFolder], Settings);

    public async Task<Guid> AddAlbumAsync()
    {
        using var signals = new Signals();
        await using var database = Database.Open(storage, signals, TimeProvider.System);
        return await Shelf.AddAlbumAsync(database, new Media(storage, Chance.Secure), "Night Trains", 1999, published: true, Cancel);
    }

    /// <summary>After a last reconciliation: one order per payment, one receipt per order, nothing left over.</summary>
    public async Task AssertAllWellAsync()
    {
        var ended = await TillProcess.RunAsync(["reconcile", "--data", storage.DataFolder, "--json"], Settings);
        Assert.True(ended.Code == 0, ended.Output + ended.Error);
        await using (var again = Reconcile())
        {
            var second = await again.EndAsync();
            Assert.Contains("Orders found paid and settled         0", second.Output, StringComparison.Ordinal);
        }

        await UntilOutboxIsEmptyAsync();
        var intents = await PaidIntentsAsync();
        Assert.Equal(8, intents.Count); // Moments 1 and 10 end before the buyer sees a page to pay on.
        Assert.Equal(intents, await ReadAsync(async db => (await db.QueryAsync<string>(
            "SELECT stripe_payment_intent_id FROM payments WHERE role = 'order' ORDER BY 1")).Order(StringComparer.Ordinal).ToList()));
        Assert.Equal(intents.Count, await ReadAsync(db => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM orders WHERE state = 'paid'")));
        Assert.Equal(intents.Count, await ReadAsync(db => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM entitlements")));
        Assert.Equal(intents.Count, Directory.GetFiles(Path.Combine(storage.DataFolder, "mail"), "*.eml").Length);
        Assert.Equal(0, await ReadAsync(db => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM attention")));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        Directory.Delete(storage.DataFolder, recursive: true);
    }

    /// <summary>The running shop sends what is due; a stop finishes it and says so by ending.</summary>
    private async Task UntilOutboxIsEmptyAsync()
    {
        while (await ReadAsync(db => db.QuerySingleAsync<int>("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'")) > 0)
        {
            // A row that a killed process had taken comes back after its lease.
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
        }
    }

    private async Task<List<string>> PaidIntentsAsync()
    {
        using var stripe = Stripe();
        var list = await stripe.GetFromJsonAsync<JsonElement>("/v1/payment_intents?limit=100", Cancel);
        return
        [
            .. list.GetProperty("data").EnumerateArray().Where(one => one.GetProperty("status").GetString() == "succeeded")
                .Select(one => one.GetProperty("id").GetString()!).Order(StringComparer.Ordinal),
        ];
    }

    private async Task<string> MakeEndpointAsync()
    {
        using var stripe = Stripe();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["url"] = address + "/webhooks/stripe", ["enabled_events[0]"] = "checkout.session.completed",
        });
        using var response = await stripe.PostAsync("/v1/webhook_endpoints", form, Cancel);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("secret").GetString()!;
    }

    private HttpClient Stripe()
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(sandbox.Address) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", sandbox.SecretKey);
        return client;
    }

    private async Task<T> ReadAsync<T>(Func<System.Data.Common.DbConnection, Task<T>> read)
    {
        using var signals = new Signals();
        await using var database = Database.Open(storage, signals, TimeProvider.System);
        return await database.ReadAsync(read, Cancel);
    }
}

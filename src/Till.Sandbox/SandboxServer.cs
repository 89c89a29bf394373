using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Till.Sandbox.Api;
using Till.Sandbox.Pages;
using Till.Sandbox.Payments;
using Till.Sandbox.Storage;
using Till.Sandbox.Webhooks;

namespace Till.Sandbox;

/// <summary>
/// A local Stripe: its API, its hosted pages and its webhooks, in this process and over HTTP, on a store of its own that forgets
/// nothing over a restart.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Store _store;
    private readonly Dispatcher _dispatcher;
    private readonly HttpMessageHandler? _ownTransport;
    private bool _stopped;

    private SandboxServer(WebApplication application, Store store, Dispatcher dispatcher, HttpMessageHandler? ownTransport) =>
        (_application, _store, _dispatcher, _ownTransport) = (application, store, dispatcher, ownTransport);

    /// <summary>Where it listens, such as <c>http://localhost:4001</c>.</summary>
    public string Address { get; private set; } = "";

    /// <summary><c>sk_test_…</c>, drawn at the first start and kept in the store.</summary>
    public string SecretKey => _store.Account.SecretKey;

    /// <summary><c>pk_test_…</c>, likewise.</summary>
    public string PublishableKey => _store.Account.PublishableKey;

    /// <summary>What the hosted pages call.</summary>
    internal SandboxEngine Engine { get; private set; } = null!;

    /// <summary>Opens the store and listens.</summary>
    /// <exception cref="IOException">An address is in use, or the data folder cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The store was written by a newer sandbox.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(options.DataFolder);
#pragma warning disable CA2000 // the server owns them from here on, and disposes them also when it cannot start
        var store = new Store(Path.Combine(options.DataFolder, "sandbox.db"), options.Time, options.Seed, Scheduled.Rules, options.Alarm ?? Console.Error.WriteLine);
        var ownTransport = options.WebhookTransport is null ? Transport() : null;
        var webhookFaults = new WebhookFaults();
        var dispatcher = new Dispatcher(store, options.Time, options.WebhookTransport ?? ownTransport!, webhookFaults);
#pragma warning restore CA2000
        store.Committed = dispatcher.Enqueue;
        var engine = new SandboxEngine(store, dispatcher);
        var application = Build(options, engine);
        var faults = new RequestFaults();
        new Pipeline(store, Operations.All(), faults, options).MapTo(application);
        new Knobs(store, faults, webhookFaults).MapTo(application);
        application.MapPages(store, engine, options, faults, webhookFaults);
        var server = new SandboxServer(application, store, dispatcher, ownTransport) { Engine = engine };
        try
        {
            await application.StartAsync(cancellation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = addresses.First().TrimEnd('/');
        store.BaseAddress = server.Address;
        dispatcher.Start();
        return server;
    }

    /// <summary>Finishes the requests in flight, and stops.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        if (!_stopped)
        {
            _stopped = true;
            await _application.StopAsync(cancellation);
            await _dispatcher.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _store.Dispose();
        _ownTransport?.Dispose();
    }

    private static WebApplication Build(SandboxOptions options, SandboxEngine engine)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SandboxServer).Assembly.GetName().Name,
            // It reads no files of the folder that it was started in, and must not keep watch over all that lies below it.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Pipeline.LargestBody;
        });
        builder.Services.AddSingleton(engine);
        // Whoever embeds the sandbox decides what a signal means; the host's own lifetime would swallow it.
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        return builder.Build();
    }

    /// <summary>No redirects are followed: to Stripe they are failures.</summary>
    private static SocketsHttpHandler Transport() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

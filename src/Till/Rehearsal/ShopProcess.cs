using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Till.Mail;
using Till.Payments;
using Till.Storage;
using Till.Stripe;

namespace Till.Rehearsal;

/// <summary>One process of the shop: the real services on the real database, without a web server before them.</summary>
internal sealed class ShopProcess
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(20);

    private readonly World world;
    private readonly ServiceProvider services;
    private readonly TaskCompletionSource death = new();

    public ShopProcess(World world, string name, StorageOptions storage, int seed)
    {
        (this.world, Name) = (world, name);
        var chance = new Random(seed);
        var options = new ShopOptions
        {
            DataFolder = storage.DataFolder,
            Workers = false,
            Time = world.Stage.ClockOf(Life),
            Chance = new Chance(bytes => chance.NextBytes(bytes)),
            StripeTransport = new Network(world, Life, world.Stripe.CreateHandler()),
            DatabaseGate = new Gate(world, Life),
            MailTransport = world.Post.TakeAsync,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Till"] = storage.ConnectionString,
            ["Stripe:SecretKey"] = world.Stripe.SecretKey,
            ["Stripe:PublishableKey"] = world.Stripe.PublishableKey,
            ["Stripe:WebhookSecret"] = world.WebhookSecret,
            ["Till:PublicUrl"] = "https://shop.example",
            ["Stripe:ApiBase"] = Sandbox.InMemorySandbox.BaseAddress,
            ["Till:LatePayments"] = world.RefundsLatePayments ? "refund" : "back-order",
        }).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<IConfiguration>(configuration);
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        collection.AddSingleton<IServer, NoServer>();
        Shop.AddServices(collection, options, ShopSettings.Read(configuration));
        collection.AddSingleton<IWebHostEnvironment, NoServer>();
        services = collection.BuildServiceProvider();
    }

    public string Name { get; }

    public Life Life { get; } = new();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>What a person asks of it, which ends when the process does.</summary>
    /// <exception cref="ShopIsAwayException">It has ended before it answered.</exception>
    public async Task<T> ServeAsync<T>(Func<ShopProcess, Task<T>> request)
    {
        if (Life.HasEnded)
        {
            throw new ShopIsAwayException();
        }

        var answer = request(this);
        if (await Task.WhenAny(answer, death.Task) != answer)
        {
            throw new ShopIsAwayException();
        }

        world.Stir();
        return await answer;
    }

    /// <summary>Lets the workers run by themselves, each in its own time.</summary>
    public void StartWorkers()
    {
        world.Begin(RepeatAsync(TimeSpan.FromSeconds(6), async () => await Get<InboxWorker>().DrainAsync(CancellationToken.None)));
        world.Begin(RepeatAsync(TimeSpan.FromSeconds(12), async () => await Get<OutboxWorker>().DrainAsync(CancellationToken.None)));
        world.Begin(RepeatAsync(TimeSpan.FromMinutes(15) * world.Pace, async () => await Get<ExpireAttempts>().RunAsync(CancellationToken.None)));
        world.Begin(RepeatAsync(TimeSpan.FromHours(4) * world.Pace, async () =>
        {
            await Get<Reconcile>().RunAsync(null, static _ => { }, CancellationToken.None);
            return 0;
        }));
    }

    /// <summary>A webhook comes in, over HTTP as far as the shop can tell.</summary>
    /// <returns>The status of the answer.</returns>
    public async Task<HttpStatusCode> ReceiveAsync(ReadOnlyMemory<byte> body, string? signature)
    {
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Method = HttpMethods.Post;
        http.Request.Body = new MemoryStream(body.ToArray());
        http.Request.ContentLength = body.Length;
        if (signature is not null)
        {
            http.Request.Headers["Stripe-Signature"] = signature;
        }

        var answer = await Webhook.ReceiveAsync(http, Get<WebhookSecrets>(), Get<Inbox>(), Get<TimeProvider>(), NullLogger<Inbox>.Instance);
        return (HttpStatusCode)(((IStatusCodeHttpResult)answer).StatusCode ?? StatusCodes.Status200OK);
    }

    /// <summary>As by <c>kill -9</c>: what waits never goes on, and nothing is put in order.</summary>
    public async Task KillAsync()
    {
        Life.End();
        death.TrySetResult();
        await world.Stage.UseAsync(async () =>
        {
            await Get<Database>().DisposeAsync();
            return true;
        });
    }

    /// <summary>
    /// Works off what there is, and looks again soon where there was something or something has come in, and ever more rarely where not: a shop
    /// looks every few seconds, which in a history of days is a million looks at nothing.
    /// </summary>
    /// <param name="about">How long it may take to notice.</param>
    private async Task RepeatAsync(TimeSpan about, Func<Task<int>> work)
    {
        var idle = about;
        while (true)
        {
            await Task.WhenAny(SleepAsync(idle), world.Stirred);
            await world.Stage.Delay(Life, world.Choices.UpTo(about));
            try
            {
                idle = await work() > 0 ? about : TimeSpan.FromTicks(Math.Min(idle.Ticks * 2, LongestIdle.Ticks * world.Pace));
            }
            catch (Exception exception) when (exception is StripeException || Weather.IsOfTheDatabase(exception))
            {
                idle = about; // as in the shop's own workers: it is tried again
            }
        }
    }

    private async Task SleepAsync(TimeSpan time) => await world.Stage.Delay(Life, time);
}

/// <summary>Whoever asks for the shop's own address finds that it listens nowhere.</summary>
internal sealed class NoServer : IServer, IWebHostEnvironment
{
    public string WebRootPath { get; set; } = "";

    public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

    public string ApplicationName { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

    public string ContentRootPath { get; set; } = "";

    public string EnvironmentName { get; set; } = Environments.Production;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // It holds nothing.
    }
}

/// <summary>Nobody answers at the shop's address.</summary>
internal sealed class ShopIsAwayException : Exception;

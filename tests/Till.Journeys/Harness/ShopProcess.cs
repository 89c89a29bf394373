using Microsoft.Playwright;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Journeys.Harness;

/// <summary>
/// A shop of one journey's own: the real process, as <c>./till serve</c> starts it, on free ports and a data folder that is
/// gone afterwards, with pages of a real browser to visit it.
/// </summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    private const string AnyPort = "http://127.0.0.1:0";
    private readonly List<IBrowserContext> contexts = [];
    private readonly string[] arguments;
    private readonly Dictionary<string, string> settings;
    private TillProcess till = null!;
    private Opened opened = new("", null);

    private ShopProcess(string[] arguments, Dictionary<string, string> settings) => (this.arguments, this.settings) = (arguments, settings);

    public string DataFolder { get; } = Directory.CreateTempSubdirectory("till-journey-").FullName;

    /// <summary>Where the shop answers, without a closing slash.</summary>
    public string Url => opened.Shop;

    /// <summary>Where the local Stripe and its dashboard answer.</summary>
    public string StripeUrl => opened.Stripe ?? throw new InvalidOperationException("This shop has no local Stripe beside it.");

    public Mailbox Mails => new(Path.Combine(DataFolder, "mail"));

    /// <summary>Opens a shop with the sample shop on its shelves; it answers when this returns.</summary>
    /// <param name="engine">A name of <see cref="Engine"/>: the shop's database.</param>
    /// <param name="settings">Settings as in the environment, such as <c>Till__Name</c>.</param>
    /// <param name="arguments">Further arguments of <c>serve</c>.</param>
    public static async Task<ShopProcess> StartAsync(
        string engine = nameof(Engine.Sqlite), IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (engine == nameof(Engine.Postgres))
        {
            all["ConnectionStrings__Till"] = await PostgresServer.CreateDatabaseAsync();
        }

        var shop = new ShopProcess(arguments, all);
        if (engine == nameof(Engine.Sqlite) && !arguments.Contains("--no-seed"))
        {
            await SampleData.CopyToAsync(shop.DataFolder);
        }

        await shop.OpenAsync(AnyPort, AnyPort);
        return shop;
    }

    /// <summary>Ends the process without warning, as a power cut would, and opens the shop again at the same address.</summary>
    public async Task CrashAndRestartAsync()
    {
        await till.SendAsync("KILL");
        await till.DisposeAsync();
        await OpenAsync(Url, opened.Stripe ?? AnyPort);
    }

    /// <summary>Runs another command on this shop's data, such as <c>reconcile</c>.</summary>
    public Task<Ended> RunAsync(params string[] command) => TillProcess.RunAsync([.. command, "--data", DataFolder], settings);

    /// <summary>A page of a new visitor, with cookies of their own. <c>page.GotoAsync("/albums")</c> leads into this shop.</summary>
    /// <param name="script">False: a browser that runs no script.</param>
    public async Task<IPage> NewPageAsync(ColorScheme scheme = ColorScheme.Light, int width = 1440, bool script = true)
    {
        var context = await Chromium.NewContextAsync(Url, scheme, width, script);
        contexts.Add(context);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }

        await till.DisposeAsync();
        Directory.Delete(DataFolder, recursive: true);
    }

    private async Task OpenAsync(string url, string stripeUrl)
    {
        till = TillProcess.Start(["serve", "--data", DataFolder, "--urls", url, "--sandbox-urls", stripeUrl, .. arguments], settings);
        opened = await till.OpenedAsync();
    }
}

using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Till.Payments;
using Till.Sandbox;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>One history: a shop of one or two processes, its Stripe, its people, and what goes wrong.</summary>
internal sealed class World : IDisposable
{
    /// <summary>Between the rounds in which what is left is worked off: more than a day in all, after which nothing is put off any more.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), .. Enumerable.Repeat(TimeSpan.FromHours(3), 8)];

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private const int MostCrashes = 12;

    /// <summary>Between two crashes or two outages.</summary>
    private static readonly TimeSpan ShortestFine = TimeSpan.FromSeconds(10);

    private readonly StorageOptions storage;
    private readonly List<ShopProcess> shops = [];
    private readonly List<string> words = [];
    private readonly List<string> broken = [];
    private readonly Dictionary<string, long> counts = [];
    private readonly HttpClient dashboard;
    private TaskCompletionSource stirred = new();
    private int processes;

    public World(Choices choices, Grounds grounds, StorageOptions storage)
    {
        (Choices, this.storage, Things, Plan, IsPostgres) = (choices, storage, grounds.Things, grounds.Plan, grounds.IsPostgres);
        Stage = new Stage(Start);
        Seed = choices.Below(1_000_000);
        Stripe = new InMemorySandbox(Stage.ClockOf(Life), Seed, word => broken.Add(word));
        Weather = Weather.Choose(choices);
        Pace = choices.Sometimes(250) ? 100 : 1;
        RefundsLatePayments = choices.Sometimes(400);
        Post = new PostOffice(this);
        Courier = new Courier(this);
        dashboard = new HttpClient(Stripe.CreateHandler()) { BaseAddress = new Uri(InMemorySandbox.BaseAddress) };
        dashboard.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Stripe.SecretKey);
        Browser = new HttpClient(new Network(this, Life, Stripe.CreateHandler())) { BaseAddress = dashboard.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        Browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Stripe.PublishableKey);
    }

    public Choices Choices { get; }

    public Stage Stage { get; }

    public int Seed { get; }

    public bool IsPostgres { get; }

    public Weather Weather { get; }

    public bool RefundsLatePayments { get; }

    public InMemorySandbox Stripe { get; }

    public PostOffice Post { get; }

    public Courier Courier { get; }

    /// <summary>Stripe as people's browsers reach it, by the publishable key and the same bad network.</summary>
    public HttpClient Browser { get; }

    public IReadOnlyList<Thing> Things { get; }

    public IReadOnlyList<Buyer> Buyers { get; private set; } = [];

    /// <summary>Of everything that is not a process of the shop.</summary>
    public Life Life { get; } = new();

    public string WebhookSecret { get; private set; } = "";

    /// <summary>The plan that can be joined.</summary>
    public Guid Plan { get; }

    /// <summary>How many times slower it goes in a history of months.</summary>
    public int Pace { get; }

    /// <summary>Payments on the account that are not the shop's.</summary>
    public HashSet<string> ForeignPayments { get; } = [];

    /// <summary>How many refunds and parcels the owner has asked for, whether or not an answer came.</summary>
    public int RefundsAsked { get; set; }

    public int ParcelsAsked { get; set; }

    /// <summary>What happened, for a person to read.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>What must not be, and is.</summary>
    public IReadOnlyList<string> Broken => broken;

    /// <summary>Done when somebody has asked the shop for something, so that there may be something to do.</summary>
    public Task Stirred => stirred.Task;

    public void Stir()
    {
        var before = stirred;
        stirred = new TaskCompletionSource();
        before.SetResult();
    }

    /// <summary>How often what has happened.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    public void Count(string what, long times = 1) => counts[what] = counts.GetValueOrDefault(what) + times;

    /// <summary>Something that goes on by itself. It may end with its life, but never by a failure that nobody expects.</summary>
    public void Begin(Task going) => _ = WatchAsync(going);

    public void Tell(string what) => words.Add($"{Stage.Now:MM-dd HH:mm:ss} {what}");

    public void Must(bool holds, string otherwise)
    {
        if (!holds)
        {
            Tell($"BROKEN: {otherwise}");
            broken.Add(otherwise);
        }
    }

    /// <summary>Any of the processes that run: behind a load balancer nobody knows which.</summary>
    public ShopProcess AnyShop() => shops[Choices.Below(shops.Count)];

    /// <summary>What the owner or another program of theirs does at Stripe, past the shop.</summary>
    /// <returns>The answer, also where it is a refusal.</returns>
    public async Task<JsonElement> DashboardAsync(string path, params (string, string)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        using var answer = form.Length > 0 ? await dashboard.PostAsync(path, content) : await dashboard.GetAsync(path);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }

    public async Task DashboardDeleteAsync(string path)
    {
        using var answer = await dashboard.DeleteAsync(path);
    }

    /// <summary>Everything that a list at Stripe holds.</summary>
    public async Task<IReadOnlyList<JsonElement>> StripeListAsync(string path)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var after = all.Count > 0 ? $"&starting_after={all[^1].GetProperty("id").GetString()}" : "";
            var page = await DashboardAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=100{after}");
            all.AddRange(page.GetProperty("data").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean())
            {
                return all;
            }
        }
    }

    /// <summary>Plays the history, lets it come to rest, and judges it.</summary>
    public void Play()
    {
        try
        {
            Stage.Run(PlayAsync);
            Stage.Run(RestAsync);
            Stage.Run(() => new Judge(this).JudgeAsync());
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever is not caught by the shop itself is a finding.
            Must(false, $"{exception.GetType().Name}: {exception.Message}{Environment.NewLine}{exception.StackTrace}");
        }
    }

    private async Task PlayAsync()
    {
        var endpoint = await DashboardAsync(
            "/v1/webhook_endpoints",
            [("url", "https://shop.example/webhooks/stripe"), .. PullEvents.Types.Select((type, at) => ($"enabled_events[{at}]", type))]);
        WebhookSecret = endpoint.GetProperty("secret").GetString()!;
        for (var nodes = Choices.Of(1, 1, 2); nodes > 0; nodes--)
        {
            StartShop().StartWorkers();
        }

        Begin(KeepSettingOutAsync());
        Begin(CrashAsync());
        Begin(GoAwayAsync());
        Buyers = [.. Enumerable.Range(1, 1 + Choices.Below(5)).Select(number => new Buyer(this, number))];
        var members = Pace > 1 ? Enumerable.Range(1, 1 + Choices.Below(3)).Select(number => new ClubMember(this, number)) : [];
        await Task.WhenAll(
            [.. Buyers.Select(buyer => buyer.LiveAsync()), .. members.Select(member => member.LiveAsync()), new Owner(this).LiveAsync(), new Thief(this).LiveAsync()]);
    }

    private ShopProcess StartShop()
    {
        var shop = new ShopProcess(this, $"process {++processes}", storage, unchecked((Seed * 31) + processes));
        shops.Add(shop);
        return shop;
    }

    private async Task WatchAsync(Task going)
    {
        try
        {
            await going;
        }
        catch (Exception exception)
        {
            Must(false, $"{exception.GetType().Name}: {exception.Message}{Environment.NewLine}{exception.StackTrace}");
        }
    }

    /// <summary>Stripe's own clock: what is due happens, and webhooks set out.</summary>
    private async Task KeepSettingOutAsync()
    {
        while (true)
        {
            Stripe.Tick();
            Courier.SetOut();
            await Stage.Delay(Life, TimeSpan.FromSeconds(60) * Pace);
        }
    }

    private async Task CrashAsync()
    {
        for (var crashes = 0; Weather.Crashes is { } about && crashes < MostCrashes; crashes++)
        {
            await Stage.Delay(Life, ShortestFine + Choices.UpTo(about * 3 * Pace));
            if (Weather.IsCalm)
            {
                return;
            }

            var shop = AnyShop();
            Count(Thrown.Crashes);
            Tell($"{shop.Name} is killed");
            await shop.KillAsync();
            if (Choices.Sometimes(700))
            {
                await Stage.Delay(Life, Choices.UpTo(TimeSpan.FromMinutes(10)));
            }

            shops.Remove(shop);
            var next = StartShop();
            next.Life.Skew = Choices.Sometimes(100) ? TimeSpan.FromSeconds(Choices.Below(400) - 200) : TimeSpan.Zero;
            next.StartWorkers();
        }
    }

    private async Task GoAwayAsync()
    {
        while (Weather.Outages is { } about)
        {
            await Stage.Delay(Life, ShortestFine + Choices.UpTo(about * 3 * Pace));
            if (Weather.IsCalm)
            {
                return;
            }

            Action<bool> set = Choices.Below(3) switch
            {
                0 => away => Weather.StripeIsAway = away,
                1 => away => Weather.MailIsAway = away,
                _ => away => Weather.DatabaseIsAway = away,
            };
            Count(Thrown.Outages);
            Tell("something goes away");
            set(true);
            await Stage.Delay(Life, Choices.UpTo(TimeSpan.FromHours(2)));
            set(false);
            Tell("and comes back");
        }
    }

    /// <summary>The storm is over: a fresh process works off what is left, as it would by itself within two days.</summary>
    private async Task RestAsync()
    {
        Weather.Clear();
        Tell("at rest from here on");
        foreach (var shop in shops)
        {
            await shop.KillAsync();
        }

        shops.Clear();
        // What was lost at the last is fetched by the reconciler; what is on its way comes.
        Weather.LostWebhooks = Choices.Sometimes(500) ? 1000 : 0;
        var last = StartShop();
        for (var round = 0; round < Pauses.Length; round++)
        {
            await Stage.Delay(Life, Pauses[round]);
            await WorkOffAsync(last, reconciles: round is 1 or 3 || round == Pauses.Length - 1);
        }
    }

    private static async Task WorkOffAsync(ShopProcess shop, bool reconciles)
    {
        await shop.Get<ExpireAttempts>().RunAsync(CancellationToken.None);
        while (await shop.Get<InboxWorker>().DrainAsync(CancellationToken.None) > 0)
        {
            // Until nothing is due.
        }

        if (reconciles)
        {
            await shop.Get<Reconcile>().RunAsync(null, static _ => { }, CancellationToken.None);
        }

        await shop.Get<Mail.OutboxWorker>().DrainAsync(CancellationToken.None);
    }

    /// <summary>The judge looks with a connection of its own, past every gate.</summary>
    public Database OpenForJudging(Signals signals) => Database.Open(storage, signals, TimeProvider.System);

    public void Dispose()
    {
        Life.End();
        foreach (var shop in shops)
        {
            shop.KillAsync().GetAwaiter().GetResult();
        }

        dashboard.Dispose();
        Browser.Dispose();
        Stripe.Dispose();
    }
}

using System.Diagnostics;

namespace Till.Bench;

/// <summary>
/// Lists and searches in catalogues of several sizes, made anew each time. The shops are asked in turn, so that whatever else
/// the machine does slows them alike, and one is compared with the other.
/// </summary>
internal sealed class ListLoad(Plan plan, string folder, Report report)
{
    /// <summary>Words of the made-up shop: one that everything has, and one that five things have.</summary>
    private const string CommonWord = "everyday";
    private const string RareWord = "quillon";

    private static readonly (string What, string Path)[] Pages =
    [
        ("Goods, best rated first", "/goods"), ("Goods by price", "/goods?sort=price"), ("Goods by price, highest first", "/goods?sort=-price"),
        ("Goods by name", "/goods?sort=name"), ("Goods, newest first", "/goods?sort=newest"), ("Goods by category", "/goods?sort=category"),
        ("A category", "/goods?category=jeans"), ("In stock", "/goods?stock=in"),
        ("Two categories, a size, a price, in stock", "/goods?category=jeans&category=shirts&size=M&from=20&to=200&stock=in&sort=-price"),
        ("Search for a word that all have", $"/search?q={CommonWord}"), ("The same by price", $"/search?q={CommonWord}&sort=price"),
        ("Search for a word that five have", $"/search?q={RareWord}"), ("Search for two words", $"/search?q={CommonWord}+{RareWord}"),
        ("Search with a slip", "/search?q=evreyday"), ("Product page", "/goods/thing-11"), ("Front page", "/"),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly List<TimeSpan> filled = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        await MeasureAsync("SQLite", size => SqliteAsync(size, cancel), cancel);
        await using var server = await Postgres.StartAsync();
        await MeasureAsync("PostgreSQL", size => PostgresAsync(server, size, cancel), cancel);
    }

    private async Task MeasureAsync(string engine, Func<int, Task<ShopProcess>> start, CancellationToken cancel)
    {
        var shops = new List<ShopProcess>();
        try
        {
            foreach (var size in plan.Products)
            {
                shops.Add(await start(size));
                report.Add($"{size:N0} products on {engine} made and put into lists", $"{filled[^1].TotalSeconds:0.0} s", "by till seed --scale");
            }

            Console.WriteLine($"Asking for lists on {engine} ...");
            foreach (var (what, path) in Pages)
            {
                var medians = await MediansAsync(shops, path, cancel);
                report.Add(
                    $"{what}, {engine}", $"{medians[^1] / medians[0]:0.00} ×",
                    string.Join("; ", medians.Select((median, at) => $"{median:0.0} ms of {plan.Products[at]:N0}")));
            }
        }
        finally
        {
            foreach (var shop in shops)
            {
                await shop.DisposeAsync();
            }
        }
    }

    private async Task<List<double>> MediansAsync(List<ShopProcess> shops, string path, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Patience };
        var times = shops.ConvertAll(_ => new List<double>());
        for (var round = -plan.ListWarmUps; round < plan.ListRounds; round++)
        {
            for (var at = 0; at < shops.Count; at++)
            {
                var began = Stopwatch.GetTimestamp();
                using var answer = await client.GetAsync(new Uri(shops[at].Address, path), cancel);
                await answer.Content.CopyToAsync(Stream.Null, cancel);
                if (!answer.IsSuccessStatusCode)
                {
                    report.Fail($"{path}: {(int)answer.StatusCode}");
                }

                if (round >= 0)
                {
                    times[at].Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            }
        }

        return times.ConvertAll(one => one.Order().ElementAt(one.Count / 2));
    }

    private Task<ShopProcess> SqliteAsync(int size, CancellationToken cancel) =>
        OpenAsync(size, Path.Combine(folder, $"lists-{size}"), Settings(null), cancel);

    private async Task<ShopProcess> PostgresAsync(Postgres server, int size, CancellationToken cancel) =>
        await OpenAsync(size, Path.Combine(folder, $"lists-postgres-{size}"), Settings(await server.CreateAsync($"lists_{size}", cancel)), cancel);

    private async Task<ShopProcess> OpenAsync(int size, string data, Dictionary<string, string> settings, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        await ShopProcess.SeedAsync(plan.Application, data, size, settings, cancel);
        filled.Add(Stopwatch.GetElapsedTime(began));
        return await ShopProcess.StartAsync(plan.Application, data, settings, "/goods", cancel);
    }

    private static Dictionary<string, string> Settings(string? connection)
    {
        var settings = new Dictionary<string, string> { ["Till__PageCacheSeconds"] = "0" };
        if (connection is not null)
        {
            settings["ConnectionStrings__Till"] = connection;
        }

        return settings;
    }
}

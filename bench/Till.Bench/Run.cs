namespace Till.Bench;

/// <summary>The whole run: each part starts the shop on a data folder of its own.</summary>
internal sealed class Run(Plan plan, string folder, Report report)
{
    private const string Plain = "/healthz";
    private const string Home = "/";
    private const string List = "/goods";

    private static readonly Dictionary<string, string> Standard = [];

    private string Data => Path.Combine(folder, "data");

    public async Task RunAsync(CancellationToken cancel)
    {
        if (plan.Has("start") || plan.Has("pages") || plan.Has("sqlite"))
        {
            Console.WriteLine("Filling the shelves of a shop on SQLite ...");
            await using var first = await StartAsync(Data, Standard, Home, cancel);
        }

        if (plan.Has("start"))
        {
            await StartsAsync(cancel);
        }

        if (plan.Has("pages") || plan.Has("sqlite"))
        {
            await LoadAsync(cancel);
        }

        if (plan.Has("pages"))
        {
            await ComputedPagesAsync(cancel);
        }

        if (plan.Has("postgres"))
        {
            await PostgresAsync(cancel);
        }

        if (plan.Has("bags"))
        {
            await BagsAsync(cancel);
        }

        if (plan.Has("lists"))
        {
            Console.WriteLine("Filling the shelves of shops of several sizes ...");
            await new ListLoad(plan, folder, report).RunAsync(cancel);
        }
    }

    private Task<ShopProcess> StartAsync(string data, Dictionary<string, string> settings, string firstPage, CancellationToken cancel) =>
        ShopProcess.StartAsync(plan.Application, data, settings, firstPage, cancel);

    private async Task StartsAsync(CancellationToken cancel)
    {
        Console.WriteLine("Starting the shop, on a database that is there ...");
        foreach (var (page, words) in new[] { (Plain, "First 200 after process start"), (Home, "First home page after process start") })
        {
            var times = new List<double>();
            for (var i = 0; i < plan.Starts; i++)
            {
                await using var shop = await StartAsync(Data, Standard, page, cancel);
                times.Add(shop.UntilAnswer.TotalMilliseconds);
            }

            times.Sort();
            report.Add(words, $"{times[times.Count / 2]:0} ms", $"median of {times.Count}; {times[0]:0} to {times[^1]:0}");
        }
    }

    /// <summary>One process from its start through pages and sales, so that the memory at the end is that of a shop at work.</summary>
    private async Task LoadAsync(CancellationToken cancel)
    {
        await using var shop = await StartAsync(Data, Standard, Home, cancel);
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancel);
        ReportMemory("Memory after start", shop);
        if (plan.Has("pages"))
        {
            Console.WriteLine("Asking for pages ...");
            await PagesAsync(shop, "from the cache", cancel);
        }

        if (plan.Has("sqlite"))
        {
            Console.WriteLine($"Selling on SQLite to {plan.Buyers} buyers at once ...");
            var before = CommitRate.Sqlite(Data, plan.CommitTime);
            var figures = await new SalesLoad(shop, Books.Sqlite(Data), Path.Combine(Data, "mail"), plan.Buyers, SalesLoad.OneAlbumAsync)
                .RunAsync(plan.SaleWarmUp, plan.SaleTime, cancel);
            var after = CommitRate.Sqlite(Data, plan.CommitTime);
            ReportSales("SQLite", figures, $"{(before + after) / 2:0}/s", "one after the other, one small row each, synchronous=FULL");
        }

        ReportMemory("Memory after load", shop);
    }

    private async Task ComputedPagesAsync(CancellationToken cancel)
    {
        Console.WriteLine("Asking for pages that are made anew each time ...");
        await using var shop = await StartAsync(Data, new Dictionary<string, string> { ["Till__PageCacheSeconds"] = "0" }, Home, cancel);
        await PagesAsync(shop, "computed", cancel);
    }

    private async Task PagesAsync(ShopProcess shop, string how, CancellationToken cancel)
    {
        var album = await AlbumAsync(shop, cancel);
        var plain = await PageLoad.RunAsync(new Uri(shop.Address, Plain), plan.PageWarmUp, plan.PageTime, cancel);
        ReportPage("Plain text", plain, "the same server");
        foreach (var (words, path) in new[] { ("Product page", album), ("List of goods", List) })
        {
            var page = await PageLoad.RunAsync(new Uri(shop.Address, path), plan.PageWarmUp, plan.PageTime, cancel);
            ReportPage($"{words}, {how}", page, $"{page.PerSecond / plain.PerSecond:0.00} of plain text");
        }
    }

    private async Task PostgresAsync(CancellationToken cancel)
    {
        Console.WriteLine("Starting PostgreSQL, and filling the shelves of a shop on it ...");
        await using var server = await Postgres.StartAsync();
        var connection = server.ConnectionString("till");
        var data = Path.Combine(folder, "postgres");
        await using var shop = await StartAsync(data, new Dictionary<string, string> { ["ConnectionStrings__Till"] = connection }, Home, cancel);
        Console.WriteLine($"Selling on PostgreSQL to {plan.Buyers} buyers at once ...");
        var one = await CommitRate.PostgresAsync(connection, 1, plan.CommitTime, cancel);
        var many = await CommitRate.PostgresAsync(connection, plan.Buyers, plan.CommitTime, cancel);
        var figures = await new SalesLoad(shop, Books.Postgres(connection), Path.Combine(data, "mail"), plan.Buyers, SalesLoad.OneAlbumAsync)
            .RunAsync(plan.SaleWarmUp, plan.SaleTime, cancel);
        ReportSales("PostgreSQL", figures, $"{one:0}/s", $"by one connection; {many:0}/s by {plan.Buyers} at once; fsync=on");
        ReportMemory("Memory after load, on PostgreSQL", shop);
    }

    private async Task BagsAsync(CancellationToken cancel)
    {
        Console.WriteLine("Filling the shelves of two shops for whole bags ...");
        var data = Path.Combine(folder, "bags");
        await using (var shop = await StartAsync(data, Standard, Home, cancel))
        {
            await BagsAsync("SQLite", shop, Books.Sqlite(data), Path.Combine(data, "mail"), cancel);
        }

        await using var server = await Postgres.StartAsync();
        var connection = server.ConnectionString("till");
        data = Path.Combine(folder, "bags-postgres");
        await using (var shop = await StartAsync(data, new Dictionary<string, string> { ["ConnectionStrings__Till"] = connection }, Home, cancel))
        {
            await BagsAsync("PostgreSQL", shop, Books.Postgres(connection), Path.Combine(data, "mail"), cancel);
        }
    }

    private async Task BagsAsync(string engine, ShopProcess shop, Books books, string mails, CancellationToken cancel)
    {
        await books.RestockAsync(cancel);
        var warmUp = plan.SaleWarmUp;
        foreach (var buyers in Plan.BagBuyers)
        {
            Console.WriteLine($"Whole bags on {engine}, {buyers} at once ...");
            var figures = await new SalesLoad(shop, books, mails, buyers, SalesLoad.TwoGoodsAsync).RunAsync(warmUp, plan.SaleTime / 2, cancel);
            warmUp = TimeSpan.FromSeconds(2); // warm since the first of them
            report.Add(
                $"Whole bags on {engine}, {buyers} at once", $"{figures.PerSecond:0.0}/s",
                $"{figures.Sales:N0} bags, {figures.Errors.Count} errors; median {figures.Median:0} ms, 99th percentile {figures.Percentile99:0} ms; "
                + $"processor time {figures.ShopMs:0.0} ms for shop and local Stripe, {figures.BuyersMs:0.0} ms for the buyer");
            foreach (var error in figures.Errors.Take(3))
            {
                report.Fail($"{engine}, {buyers} at once: {error}");
            }
        }
    }

    private static async Task<string> AlbumAsync(ShopProcess shop, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler, disposeHandler: false);
        return SalesLoad.FirstAlbum(await client.GetStringAsync(new Uri(shop.Address, "/albums"), cancel));
    }

    private void ReportPage(string what, PageFigures page, string beside)
    {
        report.Add(what, $"{page.PerSecond:N0}/s", $"{beside}; median {page.Median}, 99th percentile {page.Percentile99}");
        if (page.Errors > 0)
        {
            report.Fail($"{what}: {page.Errors} answers were errors.");
        }
    }

    private void ReportSales(string engine, SaleFigures sales, string commits, string beside)
    {
        report.Add(
            $"Whole sales on {engine}", $"{sales.PerSecond:0.0}/s",
            $"{sales.Sales:N0} sales; median {sales.Median:0} ms, 99th percentile {sales.Percentile99:0} ms; last receipt {sales.Tail.TotalSeconds:0.0} s after the last thanks");
        report.Add($"Commits of {engine} itself", commits, beside);
        report.Add($"Processor time of a sale on {engine}", $"{sales.ShopMs:0.0} ms", $"shop and its local Stripe; the buyers {sales.BuyersMs:0.0} ms");
        foreach (var error in sales.Errors)
        {
            report.Fail($"{engine}: {error}");
        }
    }

    private void ReportMemory(string what, ShopProcess shop)
    {
        var (resident, proportional) = shop.Memory();
        report.Add(what, $"{resident / 1e6:0} MB", $"resident; {proportional / 1e6:0} MB without what other processes share; the local Stripe is in it");
    }
}

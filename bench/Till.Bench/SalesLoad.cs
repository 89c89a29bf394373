using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace Till.Bench;

/// <summary>What the buyers met with.</summary>
/// <param name="PerSecond">Sales in a second, each counted when its receipt lay in the mail folder and its events were handled.</param>
/// <param name="Median">From the buyer's first request to the page that says thanks, in milliseconds.</param>
/// <param name="Percentile99">Likewise.</param>
/// <param name="ShopMs">Processor time of the shop's process for one sale, in milliseconds; its local Stripe is in it.</param>
/// <param name="BuyersMs">Processor time of the buyers for one sale, in milliseconds.</param>
/// <param name="Tail">From the last thanks to the last receipt.</param>
internal sealed record SaleFigures(
    int Sales, double PerSecond, double Median, double Percentile99, double ShopMs, double BuyersMs, TimeSpan Tail, IReadOnlyList<string> Errors);

/// <summary>Several buyers at once, each a new visitor with every sale.</summary>
internal sealed partial class SalesLoad(ShopProcess shop, Books books, string mailFolder, int buyers, SalesLoad.Enter enter)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentBag<double> latencies = [];
    private readonly ConcurrentBag<string> errors = [];
    private int sold;
    private int mailsBefore;
    private (long Orders, long Payments, long Attention) booksBefore;

    /// <summary>Looks round in the shop for what to buy.</summary>
    public delegate Task<IBuyer> Enter(HttpClient client, Uri shop, CancellationToken cancel);

    /// <summary>Sales since this was made, the warm-up's as well.</summary>
    public int Sold => sold;

    /// <summary>The address of the first album of the list.</summary>
    public static string FirstAlbum(string list) => Album().Match(list) is { Success: true } album ? album.Value : throw new BenchException("There is no album.");

    public async Task<SaleFigures> RunAsync(TimeSpan warmUp, TimeSpan time, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler, disposeHandler: false);
        var buyer = await enter(client, shop.Address, cancel);
        (mailsBefore, booksBefore) = (Mails(), await books.CountAsync(cancel));
        await BuyAsync(buyer, warmUp, cancel);
        await UntilAllIsDoneAsync(cancel);
        latencies.Clear();

        var (before, shopBefore, ownBefore) = (sold, shop.ProcessorTime, Environment.CpuUsage.TotalTime);
        var began = Stopwatch.GetTimestamp();
        await BuyAsync(buyer, time, cancel);
        var bought = Stopwatch.GetElapsedTime(began);
        await UntilAllIsDoneAsync(cancel);
        var whole = Stopwatch.GetElapsedTime(began);
        var sales = sold - before;
        var ordered = latencies.Order().ToArray();
        return new SaleFigures(
            sales,
            sales / whole.TotalSeconds,
            At(ordered, 0.5),
            At(ordered, 0.99),
            (shop.ProcessorTime - shopBefore).TotalMilliseconds / Math.Max(1, sales),
            (Environment.CpuUsage.TotalTime - ownBefore).TotalMilliseconds / Math.Max(1, sales),
            whole - bought,
            [.. errors]);
    }

    private static double At(double[] ordered, double part) => ordered.Length == 0 ? 0 : ordered[(int)((ordered.Length - 1) * part)];

    private Task BuyAsync(IBuyer buyer, TimeSpan time, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(1, buyers).Select(number => Task.Run(
            async () =>
            {
                for (var sale = 1; Stopwatch.GetElapsedTime(began) < time && errors.Count < 100; sale++)
                {
                    await BuyOnceAsync(buyer, $"buyer-{number}-{sale}@example.com", cancel);
                }
            },
            cancel)));
    }

    private async Task BuyOnceAsync(IBuyer buyer, string email, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await buyer.BuyAsync(email, cancel);
            latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Interlocked.Increment(ref sold);
        }
        catch (Exception exception) when (exception is SaleException or HttpRequestException or KeyNotFoundException or InvalidOperationException)
        {
            errors.Add(exception.Message);
        }
    }

    /// <summary>Every event handled, every receipt sent, and each sale an order, a payment and a receipt.</summary>
    private async Task UntilAllIsDoneAsync(CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Mails() - mailsBefore >= sold && await books.WaitingAsync(cancel) == 0)
            {
                break;
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                errors.Add($"After {Patience.TotalMinutes:0} minutes {Mails() - mailsBefore} receipts of {sold} were sent.");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
        }

        var now = await books.CountAsync(cancel);
        var (orders, payments) = (now.Orders - booksBefore.Orders, now.Payments - booksBefore.Payments);
        var (attention, mails) = (now.Attention - booksBefore.Attention, Mails() - mailsBefore);
        if ((orders, payments, attention, mails) != (sold, sold, 0, sold) && errors.IsEmpty)
        {
            errors.Add($"{sold} sales made {orders} paid orders, {payments} payments, {mails} receipts and {attention} cases for attention.");
        }
    }

    private int Mails() => Directory.Exists(mailFolder) ? Directory.EnumerateFiles(mailFolder, "*.eml").Count() : 0;

    /// <summary>Buys the first album of the list on Stripe's page.</summary>
    public static async Task<IBuyer> OneAlbumAsync(HttpClient client, Uri shop, CancellationToken cancel)
    {
        var path = FirstAlbum(await client.GetStringAsync(new Uri(shop, "/albums"), cancel));
        return new Buyer(client, shop, (await VariantAsync(client, shop, path, cancel)) ?? throw new BenchException("No album can be bought."));
    }

    /// <summary>Fills a bag with two of the first page's goods, and pays on the shop's own page.</summary>
    public static async Task<IBuyer> TwoGoodsAsync(HttpClient client, Uri shop, CancellationToken cancel)
    {
        var list = await client.GetStringAsync(new Uri(shop, "/goods"), cancel);
        var goods = new List<(string Path, string Variant)>();
        foreach (var path in Good().Matches(list).Select(good => good.Value).Distinct(StringComparer.Ordinal).Take(12))
        {
            if (await VariantAsync(client, shop, path, cancel) is { } variant)
            {
                goods.Add((path, variant));
            }
        }

        return goods.Count > 1 ? new BagBuyer(client, shop, goods) : throw new BenchException("There are no two goods to be bought.");
    }

    /// <returns>Null where this buyer, who is no member, cannot have it.</returns>
    private static async Task<string?> VariantAsync(HttpClient client, Uri shop, string path, CancellationToken cancel)
    {
        var page = await client.GetStringAsync(new Uri(shop, path), cancel);
        return !page.Contains("<strong>For members.</strong>", StringComparison.Ordinal) && Variant().Match(page) is { Success: true } variant
            ? variant.Groups["id"].Value
            : null;
    }

    [GeneratedRegex("/albums/[a-z0-9][a-z0-9-]*", RegexOptions.None, 1000)]
    private static partial Regex Album();

    [GeneratedRegex("/goods/[a-z0-9][a-z0-9-]*", RegexOptions.None, 1000)]
    private static partial Regex Good();

    [GeneratedRegex("name=\"variant\"[^>]* value=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variant();
}

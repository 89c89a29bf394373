using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Storage;

namespace Till.Journeys.Bag;

/// <summary>A shop that the journeys of one class share: each of them brings its own shopper.</summary>
public sealed partial class BagShop : IAsyncLifetime
{
    /// <summary>A variant that can be bought of each good and book, by the path of its page.</summary>
    private readonly Dictionary<string, Guid> variants = [];

    internal ShopProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = await ShopProcess.StartAsync();
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        var rows = await inside.Services.GetRequiredService<Database>().ReadAsync(
            db => db.QueryAsync<(string Path, Guid Variant)>(
                """
                SELECT '/' || p.kind || 's/' || p.slug, v.id FROM variants v JOIN products p ON p.id = v.product_id
                WHERE p.kind IN ('good', 'book') AND (v.stock IS NULL OR v.stock > 10) ORDER BY p.title, v.position
                """),
            CancellationToken.None);
        foreach (var (path, variant) in rows)
        {
            variants.TryAdd(path, variant);
        }
    }

    /// <summary>The page of something on the shelf of which there is plenty.</summary>
    internal string PathOn(string shelf) => variants.Keys.First(path => path.StartsWith(shelf, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    internal async Task<Shopper> NewShopperAsync(bool script = true, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await Process.NewPageAsync(scheme, width, script);
        await page.RouteAsync(Good, AddButtonAsync);
        return new Shopper(page, this);
    }

    /// <summary>Changes the shop behind its back, as its owner would.</summary>
    internal async Task ExecuteAsync(string sql, object? values = null)
    {
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        await inside.Services.GetRequiredService<Database>().WriteAsync(
            transaction => transaction.Db.ExecuteAsync(sql, values), TestContext.Current.CancellationToken);
    }

    /// <summary>A product's page that has no button yet to put the thing into the bag gets one, as the page itself would have it.</summary>
    private async Task AddButtonAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        var html = await answer.TextAsync();
        if (!html.Contains("action=\"/bag/add\"") && variants.TryGetValue(new Uri(route.Request.Url).AbsolutePath, out var variant))
        {
            html = Offer.Replace(
                html,
                match => match.Value
                    + $"""<form method="post" action="/bag/add" data-token><input type="hidden" name="variant" value="{variant}"><button class="button" type="submit">Add to bag</button></form>""",
                1);
        }

        await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = html });
    }

    [GeneratedRegex("/(goods|books)/[^/?]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Good { get; }

    [GeneratedRegex("<div class=\"offer\">", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Offer { get; }
}

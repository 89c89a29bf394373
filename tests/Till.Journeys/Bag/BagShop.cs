using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using Till.Storage;

namespace Till.Journeys.Bag;

/// <summary>A shop that the journeys of one class share: each of them brings its own shopper.</summary>
public sealed class BagShop : IAsyncLifetime
{
    /// <summary>Pages of goods and books of which there is plenty.</summary>
    private readonly List<string> paths = [];

    internal ShopProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Process = await ShopProcess.StartAsync();
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        paths.AddRange(await inside.Services.GetRequiredService<Database>().ReadAsync(
            db => db.QueryAsync<string>(
                """
                SELECT '/' || p.kind || 's/' || p.slug FROM variants v JOIN products p ON p.id = v.product_id
                WHERE p.kind IN ('good', 'book') GROUP BY p.kind, p.slug, p.title HAVING MIN(COALESCE(v.stock, 99)) > 10 ORDER BY p.title
                """),
            CancellationToken.None));
    }

    /// <summary>The page of something on the shelf of which there is plenty.</summary>
    internal string PathOn(string shelf) => paths.First(path => path.StartsWith(shelf, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    internal async Task<Shopper> NewShopperAsync(bool script = true, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        return new Shopper(await Process.NewPageAsync(scheme, width, script), this);
    }

    /// <summary>Changes the shop behind its back, as its owner would.</summary>
    internal async Task ExecuteAsync(string sql, object? values = null)
    {
        await using var inside = Shop.Build(new ShopOptions { DataFolder = Process.DataFolder, Workers = false });
        await inside.Services.GetRequiredService<Database>().WriteAsync(
            transaction => transaction.Db.ExecuteAsync(sql, values), TestContext.Current.CancellationToken);
    }
}

using Dapper;
using Till.Samples;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Samples;

public sealed class SeedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_filled_shop_has_every_product_with_what_belongs_to_it(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);

        var report = await SeedOf(test).RunAsync(_ => { }, Cancel);

        Assert.Equal(SampleShop.Albums.Count + 3 + 172 + 2, report.Added);
        Assert.Equal("14 3 172 2", await KindsAsync(test));
        Assert.Equal(14 + 3 + 62 + (110 * 5) + 2, await CountAsync(test, "variants"));
        // Two albums have no price, and a membership has two.
        Assert.Equal(await CountAsync(test, "variants"), await CountAsync(test, "prices"));
        Assert.Equal(2, await CountAsync(test, "plans"));
        Assert.Equal(8 + 5, await CountAsync(test, "member_prices"));
        Assert.Equal(report.Added, await CountAsync(test, "pictures"));
        Assert.Equal(172, await CountAsync(test, "product_categories"));
        Assert.Equal(9, await CountAsync(test, "categories"));
        Assert.Equal(SampleShop.Albums.Sum(album => album.Tracks.Count), await CountAsync(test, "tracks"));
        Assert.Equal(14, await CountAsync(test, "product_files"));
        Assert.Equal(1, await CountAsync(test, "products WHERE NOT CAST(published AS boolean)"));
        Assert.Equal(2 + 2, await CountAsync(test, "products WHERE CAST(member_only AS boolean)"));
        Assert.Equal([300L, 600L, 3000L, 6000L], await test.Database.ReadAsync(db => db.QueryAsync<long>("SELECT amount_minor FROM prices WHERE interval <> 'once' ORDER BY amount_minor"), Cancel));
    }

    [Theory, BothEngines]
    public async Task Every_file_named_in_the_catalogue_lies_in_the_media_folder_in_full(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var media = new Media(test.Options, Chance.Secure);
        await new Seed(test.Database, media, TimeProvider.System, Chance.Secure) { Press = (album, _) => Pressing.Of(album) }.RunAsync(_ => { }, Cancel);

        var files = (await test.Database.ReadAsync(db => db.QueryAsync<StoredFile>("SELECT sha256, content_type, size_bytes FROM files"), Cancel)).AsList();

        Assert.Equal(["application/zip", "audio/wav", "image/svg+xml"], files.Select(file => file.ContentType).Distinct().Order());
        Assert.All(files, file => Assert.Equal(file.SizeBytes, new FileInfo(media.PathOf(file.Sha256)).Length));
    }

    [Theory, BothEngines]
    public async Task A_second_run_changes_nothing_and_says_so(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await SeedOf(test).RunAsync(_ => { }, Cancel);
        await test.Database.WriteAsync(transaction => transaction.Db.ExecuteAsync("UPDATE products SET title = 'Renamed by the owner' WHERE slug = 'small-repairs'"), Cancel);
        var before = await EverythingAsync(test);
        var said = new List<string>();

        var report = await SeedOf(test).RunAsync(said.Add, Cancel);

        Assert.Equal(0, report.Added);
        Assert.Equal("The sample shop is there already; nothing was changed.", report.ToString());
        Assert.Empty(said);
        Assert.Equal(before, await EverythingAsync(test));
    }

    [Theory, BothEngines]
    public async Task The_owners_own_products_are_left_alone(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await AddOwnProductAsync(test, "small-repairs", "MY-1");
        await AddOwnProductAsync(test, "my-own-mug", "BOK-THE-LIGHTHOUSE-KEEPERS-LEDGER");

        Assert.False(await SeedOf(test).IsWantedAsync(Cancel));
        var report = await SeedOf(test).RunAsync(_ => { }, Cancel);

        Assert.Equal(["small-repairs", "the-lighthouse-keepers-ledger"], report.Kept.Order());
        Assert.Contains("Left out, because the shop has its own", report.ToString());
        Assert.Equal(2, await CountAsync(test, "products WHERE NOT CAST(sample AS boolean) AND title = 'Mine'"));
        Assert.Equal(0, await CountAsync(test, "pictures JOIN products ON products.id = product_id WHERE title = 'Mine'"));
    }

    [Theory, BothEngines]
    public async Task A_filling_that_was_cut_short_is_finished_by_the_next(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        using var plug = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var lines = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SeedOf(test).RunAsync(
            _ =>
            {
                if (++lines == 3)
                {
                    plug.Cancel();
                }
            },
            plug.Token));
        Assert.Equal(2, await CountAsync(test, "products"));
        Assert.True(await SeedOf(test).IsWantedAsync(Cancel));

        var report = await SeedOf(test).RunAsync(_ => { }, Cancel);

        Assert.Equal(2, report.Present);
        Assert.Equal("14 3 172 2", await KindsAsync(test));
        Assert.False(await SeedOf(test).IsWantedAsync(Cancel));
    }

    [Theory, BothEngines]
    public async Task Two_machines_that_fill_one_shop_at_once_make_one_of_everything(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var second = Database.Open(test.Options, test.Signals, TimeProvider.System);
        var elsewhere = test.Options with { DataFolder = Path.Combine(test.Options.DataFolder, "second-machine") };

        var reports = await Task.WhenAll(
            Task.Run(() => SeedOf(test).RunAsync(_ => { }, Cancel), Cancel),
            Task.Run(() => SeedOf(second, elsewhere).RunAsync(_ => { }, Cancel), Cancel));

        Assert.Equal(191, reports.Sum(report => report.Added));
        Assert.Equal("14 3 172 2", await KindsAsync(test));
    }

    [Theory, BothEngines]
    public async Task A_shop_that_was_emptied_by_its_owner_is_not_filled_unasked(string engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        Assert.True(await SeedOf(test).IsWantedAsync(Cancel));
        await SeedOf(test).RunAsync(_ => { }, Cancel);
        await test.Database.WriteAsync(transaction => transaction.Db.ExecuteAsync("DELETE FROM products"), Cancel);

        Assert.False(await SeedOf(test).IsWantedAsync(Cancel));
    }

    private static Seed SeedOf(TestDatabase test) => SeedOf(test.Database, test.Options);

    private static Seed SeedOf(Database database, StorageOptions options) =>
        new(database, new Media(options, Chance.Secure), TimeProvider.System, Chance.Secure) { Press = (album, _) => Pressing.LightOf(album) };

    private static Task<long> CountAsync(TestDatabase test, string from) =>
        test.Database.ReadAsync(db => db.QuerySingleAsync<long>($"SELECT count(*) FROM {from}"), Cancel);

    private static async Task<string> KindsAsync(TestDatabase test) =>
        string.Join(' ', await test.Database.ReadAsync(db => db.QueryAsync<long>("SELECT count(*) FROM products GROUP BY kind ORDER BY kind"), Cancel));

    private static async Task<string[]> EverythingAsync(TestDatabase test)
    {
        string[] tables = ["products", "variants", "prices", "pictures", "tracks", "product_files", "categories", "product_categories", "files", "plans", "member_prices", "settings"];
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.AddRange((await test.Database.ReadAsync(db => db.QueryAsync($"SELECT * FROM {table}"), Cancel)).Select(row => table + string.Join('|', (IDictionary<string, object?>)row)).Order());
        }

        return [.. rows];
    }

    private static Task AddOwnProductAsync(TestDatabase test, string slug, string sku) => test.Database.WriteAsync(
        async transaction =>
        {
            var now = TimeProvider.System.Now();
            var (id, variant) = (Chance.Secure.NewId(now), Chance.Secure.NewId(now));
            await transaction.Db.ExecuteAsync(
                "INSERT INTO products (id, kind, slug, title, maker, published, sample, created_at, updated_at) VALUES (@id, 'good', @slug, 'Mine', 'Me', @yes, @no, @now, @now)",
                new { id, slug, yes = true, no = false, now });
            await transaction.Db.ExecuteAsync("INSERT INTO variants (id, product_id, sku, position) VALUES (@variant, @id, @sku, 0)", new { variant, id, sku });
        },
        Cancel);
}

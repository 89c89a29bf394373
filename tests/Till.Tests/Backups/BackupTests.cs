using Dapper;
using Microsoft.Data.Sqlite;
using Till.Backups;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Backups;

/// <summary>A backup is whole, is made while the shop sells, and is called one only when it could be read back.</summary>
public sealed class BackupTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite", "Sqlite")]
    [InlineData("Postgres", "Postgres")]
    [InlineData("Sqlite", "Postgres")]
    [InlineData("Postgres", "Sqlite")]
    public async Task What_is_restored_is_what_was_backed_up_row_by_row_and_file_by_file_on_either_engine(string from, string to)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync(from);
        await shop.FillAsync();
        var before = await Shops.EverythingAsync(shop.Database);
        var made = await shop.MakeBackup().RunAsync(new MakeBackup.Wish(backups.Path, null, null), _ => { }, Cancel);
        var there = await Shops.NowhereAsync(to, elsewhere);

        var restored = await there.RestoreAsync(made.Path);

        Assert.Equal((made.Rows, made.Files, null), (restored.Rows, restored.Files, restored.Aside));
        Assert.Empty(restored.Missing);
        var after = await there.ReadAsync(Shops.EverythingAsync);
        Assert.Equal(before, after.Where(row => !row.Contains("name=lost_time", StringComparison.Ordinal) && !row.Contains("name=last_backup", StringComparison.Ordinal) && !row.Contains("kind=restored", StringComparison.Ordinal)));
        Assert.Equal(made.Path, (await there.ReadAsync(database => new BackupRecord(database).FindAsync(Cancel)))!.Path);
        Assert.Equal(FilesOf(shop.Options), FilesOf(there));
        Assert.NotEmpty(FilesOf(there));
        // The books go on where they were: numbers that the database gives, and rules that it keeps.
        await there.ReadAsync(async database =>
        {
            Assert.Equal(1003, (await new Bought().KeepAsync(database)).Number);
            await database.WriteAsync(transaction => transaction.Db.ExecuteAsync("UPDATE products SET title = title || '!'"), Cancel);
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.WriteAsync(transaction => transaction.Db.ExecuteAsync("DELETE FROM order_lines"), Cancel));
            return true;
        });
    }

    [Theory, BothEngines]
    public async Task What_is_sold_while_it_is_made_is_in_it_whole_or_not_at_all(string engine)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync(engine);
        await shop.FillAsync();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var begun = new TaskCompletionSource();
        var selling = Task.Run(
            async () =>
            {
                var sold = 0;
                for (; !enough.IsCancellationRequested; sold++)
                {
                    await new Bought().KeepAsync(shop.Database);
                    begun.TrySetResult();
                }

                return sold;
            },
            Cancel);
        await begun.Task;

        var path = await shop.BackUpAsync(backups);
        await enough.CancelAsync();
        Assert.True(await selling > 0);

        var there = await Shops.NowhereAsync(engine, elsewhere);
        await there.RestoreAsync(path);
        var (orders, payments, counter) = await there.ReadAsync(database => database.ReadAsync(
            db => db.QuerySingleAsync<(long, long, long)>(
                "SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM payments), (SELECT CAST(value AS bigint) FROM counters WHERE name = 'order')"),
            Cancel));
        Assert.Equal((payments, counter), (orders, 1000 + orders));
        Assert.True(orders > 2);
    }

    [Fact]
    public async Task A_second_one_at_the_same_time_is_refused()
    {
        using var backups = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        using (BackupLock.Take(shop.Options.DataFolder))
        {
            Assert.Contains("under way", await RefusedAsync(shop.BackUpAsync(backups)));
        }

        Assert.True(File.Exists(await shop.BackUpAsync(backups)));
        Assert.Empty(Directory.GetDirectories(shop.Options.DataFolder, ".backup"));
    }

    [Fact]
    public async Task Only_the_newest_stay_and_what_is_no_backup_is_left_alone()
    {
        using var backups = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        var clock = new VirtualClock(new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));
        foreach (var name in new[] { "till-notes.txt", "till-old.tar.gz", "other.tar.gz" })
        {
            await File.WriteAllTextAsync(Path.Combine(backups.Path, name), "mine", Cancel);
        }

        for (var day = 0; day < 4; day++)
        {
            await shop.MakeBackup(clock).RunAsync(new MakeBackup.Wish(backups.Path, 2, day == 3 ? "correct horse battery" : null), _ => { }, Cancel);
            clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(
            ["other.tar.gz", "till-20261122T030000Z.tar.gz", "till-20261123T030000Z.tar.gz.sealed", "till-notes.txt", "till-old.tar.gz"],
            Directory.GetFiles(backups.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(clock.Now().AddDays(-1), (await new BackupRecord(shop.Database).FindAsync(Cancel))!.At);
    }

    [Fact]
    public async Task One_that_cannot_be_written_leaves_nothing_half_and_is_not_counted()
    {
        using var backups = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        var file = Path.Combine(backups.Path, "a-file");
        await File.WriteAllTextAsync(file, "", Cancel);

        var told = await RefusedAsync(shop.MakeBackup().RunAsync(new MakeBackup.Wish(Path.Combine(file, "below"), null, null), _ => { }, Cancel));

        Assert.Contains("No backup was made", told);
        Assert.Null(await new BackupRecord(shop.Database).FindAsync(Cancel));
        Assert.Empty(Directory.GetDirectories(shop.Options.DataFolder, ".backup"));
    }

    [Fact]
    public async Task A_damaged_database_is_said_and_no_backup_is_made_of_it()
    {
        using var backups = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        await using (var db = await shop.Database.OpenAsync(Cancel))
        {
            // A row that names an order which is not there, as only a broken tool or disk leaves it.
            await db.ExecuteAsync("PRAGMA foreign_keys = OFF; INSERT INTO order_notes (id, order_id, actor, text, at) VALUES ('a', 'nowhere', 'x', 'y', 'z')");
        }

        Assert.Contains("order_notes names rows that are not there", await RefusedAsync(shop.BackUpAsync(backups)));
        Assert.Empty(Directory.GetFiles(backups.Path));
    }

    [Theory, BothEngines]
    public async Task Files_that_are_missing_or_damaged_are_named_and_the_rest_is_backed_up(string engine)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync(engine);
        await shop.FillAsync();
        var files = Directory.GetFiles(Path.Combine(shop.Options.DataFolder, "media"), "*", SearchOption.AllDirectories);
        File.Delete(files[0]);
        await File.AppendAllTextAsync(files[1], "!", Cancel);

        var made = await shop.MakeBackup().RunAsync(new MakeBackup.Wish(backups.Path, null, null), _ => { }, Cancel);
        var there = await Shops.NowhereAsync(engine, elsewhere);
        var restored = await there.RestoreAsync(made.Path);

        Assert.Equal((Path.GetFileName(files[0]), Path.GetFileName(files[1])), (Assert.Single(made.Missing), Assert.Single(made.Damaged)));
        Assert.Equal([.. made.Missing, .. made.Damaged], restored.Missing);
        Assert.Equal(files.Length - 2, FilesOf(there).Count);
    }

    private static IReadOnlyList<string> FilesOf(StorageOptions shop) =>
    [
        .. Directory.GetFiles(Path.Combine(shop.DataFolder, "media"), "*", SearchOption.AllDirectories)
            .Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).Length}").Order(StringComparer.Ordinal),
    ];

    private static async Task<string> RefusedAsync(Task work) => (await Assert.ThrowsAsync<BackupException>(() => work)).Message;
}

using System.IO.Compression;
using Dapper;
using Till.Backups;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Orders;

namespace Till.Tests.Backups;

/// <summary>Nothing is put in place that is not whole, and nothing that was there is lost.</summary>
public sealed class RestoreTests
{
    private const string Passphrase = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_place_that_holds_a_shop_is_refused_unless_told_and_then_the_shop_is_kept_aside(string engine)
    {
        using var backups = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync(engine);
        await new Bought().KeepAsync(shop.Database);
        var path = await shop.BackUpAsync(backups);
        var options = await TestDatabase.OptionsAsync(engine);
        using var signals = new Signals();
        await using (var open = Database.Open(options, signals, TimeProvider.System))
        {
            await new Bought { Name = "Eve" }.KeepAsync(open);
            Assert.Contains("There is a shop already", await RefusedAsync(options.RestoreAsync(path)));
            Assert.Contains("in use", await RefusedAsync(options.RestoreAsync(path, force: true)));
            Assert.Equal("Eve", await open.ReadAsync(db => db.QuerySingleAsync<string>("SELECT name FROM orders"), Cancel));
        }

        var restored = await options.RestoreAsync(path, force: true);

        Assert.Equal("Ada Lovelace", await options.ReadAsync(database => database.ReadAsync(db => db.QuerySingleAsync<string>("SELECT name FROM orders"), Cancel)));
        if (options.ConnectionString is null)
        {
            await using var aside = SqliteSnapshot.OpenRead(restored.Aside!);
            Assert.Equal("Eve", await aside.QuerySingleAsync<string>("SELECT name FROM orders"));
        }
        else
        {
            Assert.Equal("Eve", await options.ReadAsync(database => database.ReadAsync(db => db.QuerySingleAsync<string>($"SELECT name FROM {restored.Aside}.orders"), Cancel)));
        }

        Directory.Delete(options.DataFolder, recursive: true);
    }

    [Fact]
    public async Task Tables_that_others_keep_in_the_same_database_are_left_alone()
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Postgres");
        await new Bought().KeepAsync(shop.Database);
        Task NoteAsync(Database database, string text) => database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync("CREATE TABLE notes_of_mine (note text); INSERT INTO notes_of_mine VALUES (@text)", new { text }), Cancel);
        await NoteAsync(shop.Database, "from there");
        var path = await shop.BackUpAsync(backups);
        var there = await Shops.NowhereAsync("Postgres", elsewhere);
        await there.ReadAsync(async database =>
        {
            await NoteAsync(database, "from here");
            return await Migrations.RunAsync(database, TimeProvider.System, Cancel);
        });

        await there.RestoreAsync(path, force: true);

        Assert.Equal(("from here", "Ada Lovelace"), await there.ReadAsync(database => database.ReadAsync(
            db => db.QuerySingleAsync<(string, string)>("SELECT note, name FROM notes_of_mine, orders"), Cancel)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Passphrase)]
    public async Task A_backup_that_was_cut_short_or_changed_in_any_place_is_refused_and_changes_nothing(string? passphrase)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        await new Bought().KeepAsync(shop.Database);
        var good = await File.ReadAllBytesAsync(await shop.BackUpAsync(backups, passphrase), Cancel);
        var bad = Path.Combine(backups.Path, "bad");
        var there = new StorageOptions(elsewhere.Path, null);
        for (var place = 1; place < 20; place++)
        {
            var at = good.Length * place / 20;
            await File.WriteAllBytesAsync(bad, good.AsMemory(0, at), Cancel);
            await RefusedAsync(there.RestoreAsync(bad, passphrase));
            byte[] changed = [.. good];
            changed[at] ^= 0x10;
            await File.WriteAllBytesAsync(bad, changed, Cancel);
            if (passphrase is not null || !Unpack(changed).AsSpan().SequenceEqual(Unpack(good)))
            {
                await RefusedAsync(there.RestoreAsync(bad, passphrase, onlyCheck: true));
            }
        }

        await RefusedAsync(there.RestoreAsync(Path.Combine(backups.Path, "nowhere")));
        await File.WriteAllTextAsync(bad, "no backup at all, but some text", Cancel);
        await RefusedAsync(there.RestoreAsync(bad));
        Assert.Empty(Directory.GetFiles(elsewhere.Path, "till*"));
        Assert.Empty(Directory.GetDirectories(elsewhere.Path));
    }

    [Fact]
    public async Task An_encrypted_backup_opens_with_its_passphrase_and_says_so_where_it_is_another_or_none()
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync("Sqlite");
        await shop.FillAsync();
        var path = await shop.BackUpAsync(backups, Passphrase);
        var there = new StorageOptions(elsewhere.Path, null);

        Assert.Contains("is encrypted", await RefusedAsync(there.RestoreAsync(path)));
        Assert.Contains("not the passphrase", await RefusedAsync(there.RestoreAsync(path, "Correct horse battery")));
        Assert.True((await there.RestoreAsync(path, Passphrase, onlyCheck: true)).OnlyChecked);
        Assert.False(File.Exists(Path.Combine(elsewhere.Path, "till.db")));
        await there.RestoreAsync(path, Passphrase);

        Assert.Equal(2, await there.ReadAsync(database => database.ReadAsync(db => db.QuerySingleAsync<long>("SELECT COUNT(*) FROM orders"), Cancel)));
    }

    [Theory, BothEngines]
    public async Task One_of_an_older_version_is_brought_up_to_date_and_one_of_a_newer_version_is_refused(string engine)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var old = await TestDatabase.CreateAsync(engine, migrate: false);
        await old.Database.WriteAsync(transaction => Migrations.RunAsync(transaction, TimeProvider.System, 12), Cancel);
        var path = await old.BackUpAsync(backups);
        var there = await Shops.NowhereAsync(engine, elsewhere);

        Assert.Equal(12, (await there.RestoreAsync(path)).Migration);
        Assert.Equal(0, await there.ReadAsync(database => Migrations.PendingAsync(database, Cancel)));

        await using var future = await TestDatabase.CreateAsync(engine);
        await future.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync("INSERT INTO schema_migrations (number, name, run_at) VALUES (9999, 'later', 'later')"), Cancel);
        using var others = new TemporaryFolder();
        var newer = await future.BackUpAsync(others);
        await Assert.ThrowsAsync<NewerDatabaseException>(() => there.RestoreAsync(newer, force: true));
    }

    [Theory, BothEngines]
    public async Task Everybody_signs_in_anew_so_that_no_session_that_was_ended_since_comes_to_life_again(string engine)
    {
        using var backups = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        await using var shop = await TestDatabase.CreateAsync(engine);
        await shop.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                INSERT INTO accounts (id, email, email_key, security_stamp, created_at) VALUES (@id, 'ada@till.example', 'ada@till.example', 's', @now);
                INSERT INTO sessions (id, account_id, stamp, device, began_at, seen_at) VALUES (@id, @id, 's', 'Firefox on Linux', @now, @now)
                """,
                new { id = Chance.Secure.NewId(TimeProvider.System.Now()), now = TimeProvider.System.Now() }),
            Cancel);
        var there = await Shops.NowhereAsync(engine, elsewhere);

        await there.RestoreAsync(await shop.BackUpAsync(backups));

        Assert.Equal((1, 0), await there.ReadAsync(database => database.ReadAsync(
            db => db.QuerySingleAsync<(long, long)>("SELECT (SELECT COUNT(*) FROM accounts), (SELECT COUNT(*) FROM sessions)"), Cancel)));
    }

    /// <summary>A long row of zeros is packed as “the same as before”, and it does not matter how far before.</summary>
    private static byte[] Unpack(byte[] archive)
    {
        try
        {
            using var zip = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress);
            using var all = new MemoryStream();
            zip.CopyTo(all);
            return all.ToArray();
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static async Task<string> RefusedAsync(Task work) => (await Assert.ThrowsAsync<BackupException>(() => work)).Message;
}

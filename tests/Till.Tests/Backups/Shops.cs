using System.Data.Common;
using System.Globalization;
using Dapper;
using Till.Backups;
using Till.Samples;
using Till.Storage;
using Till.Tests.Harness;
using Till.Tests.Orders;
using Till.Tests.Samples;

namespace Till.Tests.Backups;

/// <summary>Shops to back up, and what lies in them.</summary>
internal static class Shops
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>With the sample catalogue, orders, and what is awkward to copy.</summary>
    public static async Task FillAsync(this TestDatabase shop)
    {
        var media = new Media(shop.Options, Chance.Secure);
        await new Seed(shop.Database, media, Time, Chance.Secure) { Press = (album, _) => Pressing.Of(album) }.RunAsync(_ => { }, Cancel);
        await new Bought { Name = "Ada \t\\N \"Lovelace\"\r\n ’ŵ🎵" }.KeepAsync(shop.Database);
        await new Bought { Items = [Bought.Item.Book], Email = "eve@till.example" }.KeepAsync(shop.Database);
        var now = Time.Now();
        await shop.Database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                INSERT INTO inbox (event_id, type, object_id, api_version, livemode, came_by, payload, state, due_at, created_at, received_at)
                VALUES ('evt_1', 'charge.updated', 'ch_1', NULL, @no, 'pull', @payload, 'handled', @now, @now, @now)
                """,
                new { no = false, payload = new byte[] { 0, 1, 9, 10, 13, 92, 255 }, now }),
            Cancel);
    }

    public static MakeBackup MakeBackup(this TestDatabase shop, TimeProvider? time = null) => new(
        shop.Database, new Media(shop.Options, Chance.Secure), shop.Options, new BackupRecord(shop.Database), time ?? Time);

    /// <returns>Where the backup is.</returns>
    public static async Task<string> BackUpAsync(this TestDatabase shop, TemporaryFolder to, string? passphrase = null) =>
        (await shop.MakeBackup().RunAsync(new MakeBackup.Wish(to.Path, null, passphrase), _ => { }, Cancel)).Path;

    public static Task<RestoreBackup.Restored> RestoreAsync(this StorageOptions to, string file, string? passphrase = null, bool force = false, bool onlyCheck = false) =>
        new RestoreBackup(to, Time).RunAsync(new RestoreBackup.Wish(file, passphrase, force, onlyCheck), _ => { }, Cancel);

    /// <summary>Where nothing is yet.</summary>
    public static async Task<StorageOptions> NowhereAsync(string engine, TemporaryFolder folder) =>
        new(folder.Path, engine == nameof(Engine.Postgres) ? await PostgresServer.CreateDatabaseAsync() : null);

    public static async Task<T> ReadAsync<T>(this StorageOptions shop, Func<Database, Task<T>> read)
    {
        using var signals = new Signals();
        await using var database = Database.Open(shop, signals, Time);
        return await read(database);
    }

    /// <summary>Every row of every table, in words that are the same for both engines.</summary>
    public static async Task<IReadOnlyList<string>> EverythingAsync(Database database) => await database.ReadAsync(
        async db =>
        {
            var all = new List<string>();
            var tables = database.Engine == Engine.Postgres
                ? (await PostgresSnapshot.TablesAsync(db)).Select(one => (one.Name, Columns: one.Columns.Select(column => column.Name)))
                : (await SqliteSnapshot.TablesAsync(db)).Select(one => (one.Name, Columns: one.Columns.Select(column => column.Name)));
            foreach (var (name, columns) in tables.ToList())
            {
                all.AddRange(await RowsAsync(db, name, [.. columns.Order(StringComparer.Ordinal)]));
            }

            return (IReadOnlyList<string>)[.. all.Order(StringComparer.Ordinal)];
        },
        Cancel);

    private static async Task<List<string>> RowsAsync(DbConnection db, string table, IReadOnlyList<string> columns)
    {
        var all = new List<string>();
        await using var rows = await db.ExecuteReaderAsync($"SELECT {Quoted.Names(columns)} FROM {Quoted.Name(table)}");
        while (await rows.ReadAsync(Cancel))
        {
            all.Add($"{table}: {string.Join(" | ", Enumerable.Range(0, columns.Count).Select(i => $"{columns[i]}={Word(rows.GetValue(i))}"))}");
        }

        return all;
    }

    private static string Word(object value) => value switch
    {
        DBNull => "null",
        bool flag => flag ? "1" : "0",
        DateTime time => TypeHandlers.Stamp(new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))),
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };
}

using System.Security.Cryptography;
using Till.Storage;

namespace Till.Backups;

/// <summary>
/// Restores a shop from a backup: unpacks it beside, checks all of it, and only then puts it where the shop is. What was there is kept aside.
/// Works without a shop, and from one engine to the other.
/// </summary>
internal sealed class RestoreBackup(StorageOptions storage, TimeProvider time)
{
    /// <summary>What is written into the database before anybody sees it.</summary>
    internal delegate Task After(Database database);

    /// <param name="Force">There may be a shop already.</param>
    /// <param name="OnlyCheck">Nothing is put anywhere.</param>
    internal sealed record Wish(string File, string? Passphrase, bool Force, bool OnlyCheck);

    /// <param name="To">SQLite or PostgreSQL.</param>
    /// <param name="Missing">Media files that the database names and the backup has not.</param>
    /// <param name="Aside">Where the shop is that was there before: a file, or a schema; null: there was none.</param>
    internal sealed record Restored(
        DateTimeOffset MadeAt, string Engine, string To, int Migration, long Rows, int Files, IReadOnlyList<string> Missing, string? Aside, bool OnlyChecked);

    /// <exception cref="BackupException">It cannot be restored; the shop is as it was.</exception>
    /// <exception cref="NewerDatabaseException">It was made by a newer version of Till.</exception>
    public async Task<Restored> RunAsync(Wish wish, Action<string> progress, CancellationToken cancel)
    {
        try
        {
            await using var reader = await ArchiveReader.OpenAsync(wish.File, wish.Passphrase);
            var about = await reader.AboutAsync(cancel);
            if (about.Migration > Migrations.Newest(about.Of))
            {
                throw new NewerDatabaseException(about.Migration);
            }

            progress($"A backup of {about.MadeAt:d MMMM yyyy, HH:mm} UTC: {about.Rows:N0} rows, {about.Files:N0} files.");
            if (wish.OnlyCheck)
            {
                var read = await reader.ReadAsync(static (_, _) => Task.CompletedTask, cancel);
                return Tell(about, read, null, onlyChecked: true);
            }

            using var held = BackupLock.Take(storage.DataFolder);
            using var signals = new Signals();
            // Of SQLite none is opened, since that would make one.
            await using var postgres = storage.ConnectionString is null ? null : Database.Open(storage, signals, time);
            if (!wish.Force && (postgres is null ? File.Exists(Path.Combine(storage.DataFolder, BackupMember.SqliteFile)) : await RestorePostgres.HasShopAsync(postgres, cancel)))
            {
                throw new BackupException(
                    $"There is a shop already, in {(postgres is null ? storage.DataFolder : "PostgreSQL")}. Choose another place, or say --force: then it is kept aside, and this backup comes into its place.");
            }

            progress("Unpacking and checking …");
            var members = await reader.ReadAsync((name, content) => UnpackAsync(held.Folder, name, content, cancel), cancel);
            var aside = await PutAsync(held.Folder, wish.File, about, members, postgres, progress, cancel);
            return Tell(about, members, aside, onlyChecked: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"Nothing was restored: {exception.Message}", exception);
        }
    }

    /// <exception cref="BackupException">There are other rows than the backup says.</exception>
    public static void Compare(About.Table table, long rows)
    {
        if (rows != table.Rows)
        {
            throw new BackupException($"The backup is damaged: its table {table.Name} has {rows:N0} rows in place of {table.Rows:N0}.");
        }
    }

    /// <inheritdoc cref="Compare(About.Table, long)"/>
    public static void Compare(About about, IReadOnlyList<About.Table> tables)
    {
        foreach (var table in about.Tables)
        {
            Compare(table, tables.FirstOrDefault(one => one.Name == table.Name)?.Rows ?? -1);
        }
    }

    private Restored Tell(About about, IReadOnlyList<BackupMember> members, string? aside, bool onlyChecked) => new(
        about.MadeAt, about.Engine, Words.Of(storage.ConnectionString is null ? Engine.Sqlite : Engine.Postgres), about.Migration, about.Rows, about.Files,
        [.. about.Missing.Concat(members.Where(one => one.IsDamaged).Select(one => one.Media!))], aside, onlyChecked);

    /// <summary>In one folder: the database's files by their own names, media by their hash.</summary>
    private static async Task UnpackAsync(string folder, string name, Stream content, CancellationToken cancel)
    {
        await using var to = File.Create(Path.Combine(folder, Path.GetFileName(name)));
        await content.CopyToAsync(to, cancel);
    }

    private async Task<string?> PutAsync(
        string folder, string file, About about, IReadOnlyList<BackupMember> members, Database? postgres, Action<string> progress, CancellationToken cancel)
    {
        var at = time.Now();
        var last = new LastBackup(about.MadeAt, Path.GetFullPath(file), new FileInfo(file).Length);
        async Task After(Database database)
        {
            // The backup does not know of itself, and could just be read.
            await new BackupRecord(database).NoteAsync(last, cancel);
            await NoteAsync(database, about, at, cancel);
        }

        if (postgres is not null)
        {
            // Files first: what is there twice does no harm, and a shop without its pictures would.
            await PutMediaAsync(folder, members, cancel);
            return await RestorePostgres.RunAsync(postgres, folder, about, After, at, time, progress, cancel);
        }

        await RestoreSqlite.MakeAsync(folder, about, After, time, progress, cancel);
        await PutMediaAsync(folder, members, cancel);
        return await RestoreSqlite.SwapAsync(folder, storage.DataFolder, at);
    }

    /// <summary>What is there under the same name stays, if it is what its name says.</summary>
    private async Task PutMediaAsync(string folder, IReadOnlyList<BackupMember> members, CancellationToken cancel)
    {
        var media = new Media(storage, Chance.Secure);
        foreach (var hash in members.Where(one => !one.IsDamaged).Select(one => one.Media).OfType<string>())
        {
            var (from, to) = (Path.Combine(folder, hash), media.PathOf(hash));
            if (!File.Exists(to) || await HashAsync(to, cancel) != hash)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Move(from, to, overwrite: true);
            }
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    /// <summary>
    /// The next reconciliation goes back to when the backup was made. And a session that was ended since then, perhaps because it was stolen, must not
    /// come to life again: everybody signs in anew.
    /// </summary>
    private Task NoteAsync(Database database, About about, DateTimeOffset at, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            await new LostTime(about.MadeAt, at, Searched: false).PutAsync(transaction);
            await Dapper.SqlMapper.ExecuteAsync(transaction.Db, "DELETE FROM sessions");
            await new Attention(time, Chance.Secure).FileAsync(
                transaction,
                "restored",
                TypeHandlers.Stamp(at),
                $"The shop was restored from a backup of {about.MadeAt:d MMMM yyyy, HH:mm} UTC.",
                "What was sold, given back, disputed and joined since then is brought back from Stripe by the next reconciliation. Everybody signs in anew.",
                "Do again what only the shop knew: products, prices and stock, parcels, notes and settings, orders that cost nothing. Erase again whom you had erased since, and end again the keys and rights that you had ended.");
        },
        cancel);
}

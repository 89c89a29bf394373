using System.Globalization;
using Microsoft.Data.Sqlite;
using Till.Storage;

namespace Till.Backups;

/// <summary>
/// Backs the shop up while it sells: the database as it is at one moment and the media files that it names, in one archive that is written beside,
/// read back, and only then called a backup.
/// </summary>
internal sealed class MakeBackup(Database database, Media media, StorageOptions storage, BackupRecord record, TimeProvider time)
{
    /// <summary>Of a large shop's media something is said now and then.</summary>
    private const long TellEveryBytes = 1_000_000_000;

    /// <param name="To">A folder, or a file by its ending; null: the folder <c>backups</c> in the data folder.</param>
    /// <param name="Keep">How many stay in the folder; null: all.</param>
    /// <param name="Passphrase">Null: not encrypted.</param>
    internal sealed record Wish(string? To, int? Keep, string? Passphrase);

    /// <param name="Missing">Media files that the database names, and that are not there.</param>
    /// <param name="Damaged">Media files that do not hold what their name says.</param>
    /// <param name="Removed">Older backups that went.</param>
    internal sealed record Made(
        string Path, long Bytes, DateTimeOffset At, string Engine, int Migration, long Rows, int Files, bool Encrypted, IReadOnlyList<string> Missing,
        IReadOnlyList<string> Damaged, IReadOnlyList<string> Removed);

    /// <exception cref="BackupException">It could not be made; nothing half is left.</exception>
    public async Task<Made> RunAsync(Wish wish, Action<string> progress, CancellationToken cancel)
    {
        var at = time.Now();
        try
        {
            using var held = BackupLock.Take(storage.DataFolder);
            var path = Target(wish, at);
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
            BackupFolder.Sweep(folder, at);
            var (about, members) = await WriteAsync(held.Folder, path, wish.Passphrase, at, progress, cancel);
            await record.NoteAsync(new LastBackup(at, path, new FileInfo(path).Length), cancel);
            return new Made(
                path, new FileInfo(path).Length, at, about.Engine, about.Migration, about.Rows, about.Files, wish.Passphrase is not null, about.Missing,
                [.. members.Where(one => one.IsDamaged).Select(one => one.Media!)], wish.Keep is { } most ? BackupFolder.Keep(folder, most) : []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SqliteException { SqliteErrorCode: 13 })
        {
            throw new BackupException($"No backup was made, and nothing half is left: {exception.Message}", exception);
        }
    }

    private string Target(Wish wish, DateTimeOffset at)
    {
        var to = Path.GetFullPath(wish.To ?? Path.Combine(storage.DataFolder, BackupFolder.Default));
        var path = BackupFolder.IsFile(to) ? to : Path.Combine(to, BackupFolder.NameOf(at, wish.Passphrase is not null));
        return File.Exists(path) ? throw new BackupException($"“{path}” is there already. Choose another name.") : path;
    }

    private async Task<(About About, IReadOnlyList<BackupMember> Members)> WriteAsync(
        string work, string path, string? passphrase, DateTimeOffset at, Action<string> progress, CancellationToken cancel)
    {
        var part = path + BackupFolder.PartEnding;
        File.Delete(part);
        try
        {
            var snapshot = await Snapshot.TakeAsync(database, work, progress, cancel);
            var about = new About(
                About.ThisFormat, at, Words.Of(snapshot.Engine), snapshot.Migration, snapshot.Tables, snapshot.Media.Count,
                [.. snapshot.Media.Where(hash => !File.Exists(media.PathOf(hash)))]);
            var members = await ArchiveAsync(snapshot, about, part, passphrase, progress, cancel);
            progress("Reading it back …");
            await VerifyAsync(part, passphrase, members, cancel);
            File.Move(part, path);
            return (about, members);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<IReadOnlyList<BackupMember>> ArchiveAsync(
        Snapshot snapshot, About about, string part, string? passphrase, Action<string> progress, CancellationToken cancel)
    {
        await using var archive = new ArchiveWriter(part, passphrase, about.MadeAt);
        using (var first = new MemoryStream(about.ToJson()))
        {
            await archive.AddAsync(About.Member, first, cancel);
        }

        progress("Packing the database …");
        foreach (var (name, path) in snapshot.Members)
        {
            await using var content = File.OpenRead(path);
            await archive.AddAsync(name, content, cancel);
        }

        var (done, told) = (0L, 0L);
        var there = snapshot.Media.Except(about.Missing, StringComparer.Ordinal).ToList();
        foreach (var (index, hash) in there.Index())
        {
            await using var content = File.OpenRead(media.PathOf(hash));
            done += (await archive.AddAsync(BackupMember.OfMedia(hash), content, cancel)).Bytes;
            if (done - told >= TellEveryBytes)
            {
                told = done;
                progress(string.Create(CultureInfo.InvariantCulture, $"Packing files: {index + 1:N0} of {there.Count:N0}, {done / 1e9:0.0} GB …"));
            }
        }

        await archive.FinishAsync(cancel);
        return archive.Members;
    }

    /// <summary>What lies on the disk is what went in: the database's own copy was checked before, and here each hash is the same.</summary>
    private static async Task VerifyAsync(string part, string? passphrase, IReadOnlyList<BackupMember> members, CancellationToken cancel)
    {
        await using var reader = await ArchiveReader.OpenAsync(part, passphrase);
        await reader.AboutAsync(cancel);
        var read = await reader.ReadAsync(static (_, _) => Task.CompletedTask, cancel);
        if (!read.SequenceEqual(members))
        {
            throw new BackupException("What was written could not be read back. No backup was made; look after the disk.");
        }
    }
}

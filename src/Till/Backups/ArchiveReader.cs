using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Till.Backups;

/// <summary>Reads a backup from its beginning to its end, and checks each member against the list that the archive ends with.</summary>
internal sealed class ArchiveReader : IAsyncDisposable
{
    /// <summary>Of what is held in memory: what the backup is of, and the list of its members.</summary>
    private const long MostJsonBytes = 256_000_000;

    private readonly List<BackupMember> read = [];
    private readonly FileStream file;
    private readonly Stream? unsealing;
    private readonly GZipStream zip;
    private readonly TarReader tar;
    private IReadOnlyList<BackupMember>? listed;

    private ArchiveReader(FileStream file, Stream? unsealing)
    {
        (this.file, this.unsealing) = (file, unsealing);
        zip = new GZipStream(unsealing ?? file, CompressionMode.Decompress, leaveOpen: true);
        tar = new TarReader(zip, leaveOpen: true);
    }

    /// <exception cref="BackupException">There is no such file, it is encrypted and no passphrase is given, or that is not the one.</exception>
    public static async Task<ArchiveReader> OpenAsync(string path, string? passphrase)
    {
        var source = Open(path);
        try
        {
            var beginning = new byte[8];
            var length = source.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            source.Position = 0;
            return !Sealing.IsSealed(beginning.AsSpan(0, length)) ? new ArchiveReader(source, null)
                : passphrase is null ? throw new BackupException("This backup is encrypted. Give its passphrase by --passphrase-file, or in TILL_BACKUP_PASSPHRASE.")
                : new ArchiveReader(source, new UnsealingStream(source, passphrase));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the backup is of: its first member.</summary>
    /// <exception cref="BackupException">It is no backup, or damaged.</exception>
    public Task<About> AboutAsync(CancellationToken cancel) => GuardAsync(async () =>
    {
        if (await tar.GetNextEntryAsync(copyData: false, cancel) is not { Name: About.Member, DataStream: { } content } entry)
        {
            throw new BackupException("This is no backup of a shop.");
        }

        var bytes = await BytesAsync(entry, content, cancel);
        read.Add(new BackupMember(About.Member, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        return About.Read(bytes);
    });

    /// <summary>Goes through all that follows, and hands each member over as it comes.</summary>
    /// <param name="take">Reads the content or leaves it; what it takes is only right once this has returned.</param>
    /// <param name="cancel">Not wanted any more.</param>
    /// <returns>All members, each of which is what was written.</returns>
    /// <exception cref="BackupException">Something is damaged, missing or too much.</exception>
    public Task<IReadOnlyList<BackupMember>> ReadAsync(Func<string, Stream, Task> take, CancellationToken cancel) => GuardAsync(async () =>
    {
        while (await tar.GetNextEntryAsync(copyData: false, cancel) is { } entry)
        {
            if (listed is not null || entry.EntryType is not TarEntryType.RegularFile || !BackupMember.IsName(entry.Name))
            {
                throw new BackupException($"The backup is damaged: it holds “{entry.Name}”, which no backup does.");
            }

            var content = entry.DataStream ?? Stream.Null;
            if (entry.Name == BackupMember.List)
            {
                listed = BackupMember.ReadList(await BytesAsync(entry, content, cancel));
                continue;
            }

            await HandOverAsync(entry, content, take, cancel);
        }

        // To the very end, where the checksum of the whole stands.
        await zip.CopyToAsync(Stream.Null, cancel);
        return Check(listed ?? throw new BackupException("The backup is cut short: its end is missing."));
    });

    public async ValueTask DisposeAsync()
    {
        await tar.DisposeAsync();
        await zip.DisposeAsync();
        if (unsealing is not null)
        {
            await unsealing.DisposeAsync();
        }

        await file.DisposeAsync();
    }

    private async Task HandOverAsync(TarEntry entry, Stream content, Func<string, Stream, Task> take, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var hashed = new TakenStream(content, hash);
        await take(entry.Name, hashed);
        await hashed.CopyToAsync(Stream.Null, cancel); // what was not taken counts as well
        read.Add(new BackupMember(entry.Name, hashed.Taken, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private IReadOnlyList<BackupMember> Check(IReadOnlyList<BackupMember> list)
    {
        var found = read.ToDictionary(one => one.Name, StringComparer.Ordinal);
        foreach (var one in list)
        {
            if (!found.Remove(one.Name, out var here))
            {
                throw new BackupException($"The backup is damaged: “{one.Name}” is missing.");
            }

            if (here != one)
            {
                throw new BackupException($"The backup is damaged: “{one.Name}” is not what was written.");
            }
        }

        return found.Count == 0 ? list : throw new BackupException($"The backup is damaged: it holds “{found.Keys.First()}”, which is not in its list.");
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BackupException($"The backup “{path}” cannot be read: {exception.Message}", exception);
        }
    }

    private static async Task<byte[]> BytesAsync(TarEntry entry, Stream content, CancellationToken cancel)
    {
        if (entry.Length > MostJsonBytes)
        {
            throw new BackupException("The backup is damaged.");
        }

        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancel);
        return bytes.ToArray();
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new BackupException($"The backup is damaged or cut short, or this is no backup: {exception.Message}", exception);
        }
    }

    /// <summary>Hashes what is taken from it.</summary>
    private sealed class TakenStream(Stream from, IncrementalHash hash) : OneWayStream
    {
        public long Taken { get; private set; }

        public override bool CanRead => true;

        public override int Read(Span<byte> buffer)
        {
            var read = from.Read(buffer);
            hash.AppendData(buffer[..read]);
            Taken += read;
            return read;
        }
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Till.Backups;

/// <summary>
/// Writes a backup: a gzipped tar that any system can unpack, encrypted as a whole where a passphrase is given. Each member is hashed as it goes in,
/// and the hashes are the last member.
/// </summary>
internal sealed class ArchiveWriter : IAsyncDisposable
{
    /// <summary>Whoever has the file has the shop: its customers, its orders and its keys.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<BackupMember> members = [];
    private readonly DateTimeOffset madeAt;
    private readonly FileStream file;
    private readonly SealingStream? sealing;
    private readonly GZipStream zip;
    private readonly TarWriter tar;

    public ArchiveWriter(string path, string? passphrase, DateTimeOffset madeAt)
    {
        this.madeAt = madeAt;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        file = new FileStream(path, options);
        sealing = passphrase is null ? null : new SealingStream(file, passphrase);
        // Most of it is pictures and sound, which no effort makes smaller.
        zip = new GZipStream(sealing ?? (Stream)file, CompressionLevel.Fastest, leaveOpen: true);
        tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
    }

    public IReadOnlyList<BackupMember> Members => members;

    /// <returns>The member as it was written.</returns>
    public async Task<BackupMember> AddAsync(string name, Stream content, CancellationToken cancel)
    {
        await using var hashing = new HashingStream(content);
        await PutAsync(name, hashing, cancel);
        var member = new BackupMember(name, hashing.Position, hashing.Finish());
        members.Add(member);
        return member;
    }

    /// <summary>Writes the list of members and all that waits, and sees to it that the disk has it.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        using var list = new MemoryStream(BackupMember.ToJson(members));
        await PutAsync(BackupMember.List, list, cancel);
        await CloseAsync();
        await file.FlushAsync(cancel);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    /// <summary>Where it was not finished, the file is of no use.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await file.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        await tar.DisposeAsync();
        await zip.DisposeAsync();
        if (sealing is not null)
        {
            await sealing.DisposeAsync();
        }
    }

    private Task PutAsync(string name, Stream content, CancellationToken cancel) => tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = madeAt, Mode = OwnerOnly }, cancel);

    /// <summary>Hashes what is read through it, once and from its beginning.</summary>
    private sealed class HashingStream(Stream from) : Stream
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override bool CanRead => true;

        // Asked for its length, which stands before the content.
        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => from.Length;

        public override long Position
        {
            get => from.Position;
            set => throw new NotSupportedException();
        }

        public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = from.Read(buffer);
            hash.AppendData(buffer[..read]);
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await from.ReadAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                hash.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

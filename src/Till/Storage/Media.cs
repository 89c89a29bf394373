using System.Security.Cryptography;
using Dapper;

namespace Till.Storage;

/// <summary>Files by the hash of their content, below the data folder. They are written once and never change.</summary>
internal sealed class Media(StorageOptions options, Chance chance)
{
    private readonly string folder = Path.Combine(options.DataFolder, "media");

    /// <summary>Where the content lies.</summary>
    /// <exception cref="ArgumentException">The hash is not 64 hexadecimal digits.</exception>
    public string PathOf(string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException("A file's name here is a SHA-256 in lower-case hexadecimal digits.", nameof(sha256));
        }

        return Path.Combine(folder, sha256[..2], sha256);
    }

    /// <summary>Keeps the content; the row in <c>files</c> is the caller's to write with <see cref="AddRowAsync"/>.</summary>
    public async Task<StoredFile> PutAsync(ReadOnlyMemory<byte> content, string contentType, CancellationToken cancel)
    {
        var file = new StoredFile(Convert.ToHexStringLower(SHA256.HashData(content.Span)), contentType, content.Length);
        var path = PathOf(file.Sha256);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Written beside and moved into place, so that a crash never leaves half a file under a whole one's name.
            // Two processes that store the same content at once each have a draft of their own.
            var draft = $"{path}.{chance.NewKey()}.part";
            await File.WriteAllBytesAsync(draft, content, cancel);
            File.Move(draft, path, overwrite: true);
        }

        return file;
    }

    /// <summary>The same for what is too large to be held in memory.</summary>
    public async Task<StoredFile> PutAsync(Stream content, string contentType, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $"{chance.NewKey()}.part");
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var to = File.Create(draft))
            {
                var buffer = new byte[81920];
                while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
                {
                    hash.AppendData(buffer, 0, read);
                    await to.WriteAsync(buffer.AsMemory(0, read), cancel);
                }
            }

            var file = new StoredFile(Convert.ToHexStringLower(hash.GetHashAndReset()), contentType, new FileInfo(draft).Length);
            var path = PathOf(file.Sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Move(draft, path, overwrite: true);
            return file;
        }
        finally
        {
            File.Delete(draft); // an upload that broke off leaves nothing
        }
    }

    public static Task AddRowAsync(Transaction transaction, StoredFile file) => transaction.Db.ExecuteAsync(
        "INSERT INTO files (sha256, content_type, size_bytes) VALUES (@Sha256, @ContentType, @SizeBytes) ON CONFLICT (sha256) DO NOTHING",
        file);
}

/// <param name="Sha256">Lower-case hexadecimal.</param>
internal sealed record StoredFile(string Sha256, string ContentType, long SizeBytes);

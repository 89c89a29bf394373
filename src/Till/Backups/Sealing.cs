using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Till.Backups;

/// <summary>
/// How a backup is encrypted: AES-256-GCM in chunks, each under a nonce that counts, the last one marked, so that none can be changed, moved,
/// left out or cut off unseen. The key is made from a passphrase and a salt of the file's own, by PBKDF2 with HMAC-SHA-512.
/// </summary>
internal sealed class Sealing : IDisposable
{
    public const int ChunkBytes = 64 * 1024;
    public const int TagBytes = 16;

    private const int SaltBytes = 16;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;

    /// <summary>OWASP's figure for this function; a fraction of a second here, and as much for each guess of somebody else's.</summary>
    private const int Rounds = 210_000;

    /// <summary>A file that asks for more wants to keep a processor busy.</summary>
    private const int MostRounds = 10_000_000;

    private static readonly byte[] Magic = "TillSeal"u8.ToArray();

    private readonly AesGcm cipher;
    private ulong chunk;

    private Sealing(byte[] key, byte[] header) => (cipher, Header) = (new AesGcm(key, TagBytes), header);

    /// <summary>What stands before the chunks, and is authenticated with each: mark, salt, rounds, and a check of the key.</summary>
    public byte[] Header { get; }

    public static Sealing New(string passphrase)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var (key, check) = Derive(passphrase, salt, Rounds);
        var rounds = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(rounds, Rounds);
        return new Sealing(key, [.. Magic, .. salt, .. rounds, .. check]);
    }

    /// <summary>Whether the file begins as sealed ones do.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> beginning) => beginning.StartsWith(Magic);

    /// <exception cref="BackupException">The passphrase is not the one, or the file is no sealed backup.</exception>
    public static Sealing Open(Stream file, string passphrase)
    {
        var header = new byte[Magic.Length + SaltBytes + 4 + KeyBytes];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !IsSealed(header))
        {
            throw new BackupException("The backup is cut short.");
        }

        var rounds = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(Magic.Length + SaltBytes));
        if (rounds is < 1 or > MostRounds)
        {
            throw new BackupException("The backup is damaged.");
        }

        var (key, check) = Derive(passphrase, header.AsSpan(Magic.Length, SaltBytes), rounds);
        return CryptographicOperations.FixedTimeEquals(check, header.AsSpan(header.Length - KeyBytes))
            ? new Sealing(key, header)
            : throw new BackupException("That is not the passphrase with which this backup was encrypted.");
    }

    /// <param name="from">At most a chunk; less only of the last one.</param>
    /// <param name="to">As long, and a tag longer.</param>
    /// <param name="isLast">Nothing follows.</param>
    public void Seal(ReadOnlySpan<byte> from, Span<byte> to, bool isLast) =>
        cipher.Encrypt(NextNonce(isLast), from, to[..from.Length], to.Slice(from.Length, TagBytes), Header);

    /// <exception cref="BackupException">It is not what was written.</exception>
    public void Unseal(ReadOnlySpan<byte> from, Span<byte> to, bool isLast)
    {
        try
        {
            cipher.Decrypt(NextNonce(isLast), from[..^TagBytes], from[^TagBytes..], to, Header);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new BackupException("The backup is damaged or cut short: what it holds is not what was written.", exception);
        }
    }

    public void Dispose() => cipher.Dispose();

    private byte[] NextNonce(bool isLast)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, chunk++);
        nonce[8] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    /// <summary>The second half only tells whether the passphrase is right; the first cannot be had from it.</summary>
    private static (byte[] Key, byte[] Check) Derive(string passphrase, ReadOnlySpan<byte> salt, int rounds)
    {
        var both = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, rounds, HashAlgorithmName.SHA512, 2 * KeyBytes);
        return (both[..KeyBytes], both[KeyBytes..]);
    }
}

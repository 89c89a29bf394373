using System.Buffers.Text;
using System.Security.Cryptography;

namespace Till.Storage;

/// <summary>The one source of ids, keys and jitter: the operating system's in a shop, a seeded one in a simulation.</summary>
internal sealed class Chance(Action<Span<byte>> fill)
{
    public static Chance Secure { get; } = new(RandomNumberGenerator.Fill);

    /// <summary>A version-7 UUID (RFC 9562): 48 bits of <paramref name="at"/> in milliseconds, then chance; it sorts by time.</summary>
    public Guid NewId(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        fill(bytes);
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)((milliseconds >> (40 - (8 * i))) & 0xFF);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A source for jitter, seeded by this one.</summary>
    public Random NewRandom()
    {
        Span<byte> seed = stackalloc byte[4];
        fill(seed);
        return new Random(BitConverter.ToInt32(seed));
    }

    /// <summary>An unguessable key of 128 bits, safe in a URL.</summary>
    public string NewKey()
    {
        Span<byte> bytes = stackalloc byte[16];
        fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}

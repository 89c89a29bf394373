using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Till.Accounts;

/// <summary>Codes that change with time, as authenticator apps make them: RFC 6238 over RFC 4226, in the one form that all apps know.</summary>
internal static class Totp
{
    /// <summary>What RFC 4226, 4 asks for: 160 bits.</summary>
    public const int SecretBytes = 20;

    public const int Digits = 6;

    private const int StepSeconds = 30;

    /// <summary>Steps that a clock may be off, either way (RFC 6238, 5.2 recommends one).</summary>
    private const int Drift = 1;

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What apps know; the weakness of SHA-1 is in collisions, which help nobody here.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & 0x7FFFFFFF;
        var modulus = 1;
        for (var i = 0; i < digits; i++)
        {
            modulus *= 10;
        }

        return (number % modulus).ToString($"D{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, if it is one of now and newer than <paramref name="after"/>; null: it is wrong, old or used.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long after)
    {
        long? found = null;
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            // All of them are looked at, so that the time it takes tells nothing.
            if (CryptographicOperations.FixedTimeEquals(
                    System.Text.Encoding.ASCII.GetBytes(Code(secret, step)), System.Text.Encoding.UTF8.GetBytes(code))
                && step > after)
            {
                found ??= step;
            }
        }

        return found;
    }
}

/// <summary>RFC 4648, 6, without padding: how secrets are shown to people and apps.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = ((buffer << 8) | one) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }
        }

        return bits > 0 ? text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString() : text.ToString();
    }
}

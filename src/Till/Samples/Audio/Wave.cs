using System.Buffers.Binary;

namespace Till.Samples.Audio;

/// <summary>Writes 16-bit PCM WAV files: readable by everything that plays sound, and the same bytes every time.</summary>
internal static class Wave
{
    public const int HeaderLength = 44;

    public static byte[] Write(ReadOnlySpan<float> samples, int rate = Tape.Rate)
    {
        var file = new byte[HeaderLength + (samples.Length * 2)];
        var to = file.AsSpan();
        "RIFF"u8.CopyTo(to);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(to[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(to[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(to[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(to[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(to[34..], 16);
        "data"u8.CopyTo(to[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[40..], samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            // The last three bits are below the noise of the music and above the patience of a zip file.
            var value = (int)MathF.Round(samples[i] * 4095f) * 8;
            BinaryPrimitives.WriteInt16LittleEndian(to[(HeaderLength + (i * 2))..], (short)Math.Clamp(value, -32_767, 32_767));
        }

        return file;
    }

    /// <summary>The first seconds, faded out, as a file of their own at half the rate: enough to choose by, and half the size.</summary>
    public static byte[] Preview(ReadOnlySpan<float> samples, double seconds)
    {
        var length = Math.Min(samples.Length, (int)(seconds * Tape.Rate));
        var part = new float[length / 2];
        var fade = 1.5f * Tape.Rate / 2;
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = (samples[2 * i] + samples[(2 * i) + 1]) * 0.5f * Math.Min(1f, (part.Length - 1 - i) / fade);
        }

        return Write(part, Tape.Rate / 2);
    }
}

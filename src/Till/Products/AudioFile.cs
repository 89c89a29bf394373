using System.Buffers.Binary;

namespace Till.Products;

/// <summary>A recording: what it is, how long it plays, and where its beginning ends, which everybody may hear.</summary>
/// <param name="Preview">The beginning as a recording of its own.</param>
internal sealed record AudioFile(string ContentType, int LengthMs, byte[] Preview)
{
    public const long MaxBytes = 250_000_000;

    private const int PreviewMs = 30_000;

    private const string NotOne = "This is no recording that can be played here. Choose an MP3 or a WAV.";

    /// <returns>The recording, or why it is none that can be kept. The stream is left where it was read to.</returns>
    public static (AudioFile? Audio, string Why) Read(Stream stream)
    {
        var head = new byte[12];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return (null, NotOne);
        }

        stream.Position = 0;
        try
        {
            return head switch
            {
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E'] => Answer(ReadWave(stream)),
                [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => (null, "A FLAC is for downloading. For the track choose its WAV or MP3; the FLAC can go into the files below."),
                [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, >= 0xE0, ..] => Answer(ReadMp3(stream)),
                _ => (null, NotOne),
            };
        }
        catch (Exception exception) when (exception is EndOfStreamException or ArgumentException or OverflowException)
        {
            return Answer(null); // a length in it leads beyond its end
        }
    }

    private static (AudioFile? Audio, string Why) Answer(AudioFile? audio) => audio is { LengthMs: > 0 }
        ? (audio, "")
        : (null, "This recording is broken, or coded in a way that browsers do not play. Export it anew as an MP3 or as a WAV of 16 bits.");

    private static AudioFile? ReadWave(Stream stream)
    {
        var header = new byte[8];
        byte[]? format = null;
        stream.Position = 12;
        while (stream.ReadAtLeast(header, 8, throwOnEndOfStream: false) == 8)
        {
            long length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (header.AsSpan().StartsWith("fmt "u8) && length is >= 16 and <= 64)
            {
                format = new byte[length];
                stream.ReadExactly(format);
                stream.Position += length % 2;
                continue;
            }

            if (header.AsSpan().StartsWith("data"u8))
            {
                return format is null ? null : WaveOf(stream, format, Math.Min(length, stream.Length - stream.Position));
            }

            stream.Position += length + (length % 2);
        }

        return null;
    }

    private static AudioFile? WaveOf(Stream stream, byte[] format, long length)
    {
        long perSecond = BinaryPrimitives.ReadUInt32LittleEndian(format.AsSpan(8));
        int frame = BinaryPrimitives.ReadUInt16LittleEndian(format.AsSpan(12));
        // Stream coded as plain samples, or as plain samples with an extended header, of a rate that exists.
        if (BinaryPrimitives.ReadUInt16LittleEndian(format) is not (1 or 3 or 0xFFFE) || frame is < 1 or > 64 || perSecond < 4000 || perSecond > 192_000L * frame)
        {
            return null;
        }

        var beginning = (int)Math.Min(length, perSecond * PreviewMs / 1000);
        beginning -= beginning % frame;
        var preview = new byte[28 + format.Length + (format.Length % 2) + beginning];
        "RIFF"u8.CopyTo(preview);
        BinaryPrimitives.WriteUInt32LittleEndian(preview.AsSpan(4), (uint)(preview.Length - 8));
        "WAVEfmt "u8.CopyTo(preview.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(preview.AsSpan(16), (uint)format.Length);
        format.CopyTo(preview, 20);
        var data = preview.AsSpan(20 + format.Length + (format.Length % 2));
        "data"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], (uint)beginning);
        stream.ReadExactly(data[8..]);
        return new AudioFile("audio/wav", checked((int)(length * 1000 / perSecond)), preview);
    }

    /// <summary>Frame by frame (ISO 11172-3): a rate that varies leaves no other way to know how long it plays.</summary>
    private static AudioFile? ReadMp3(Stream stream)
    {
        var head = new byte[10];
        stream.ReadExactly(head);
        stream.Position = head.AsSpan().StartsWith("ID3"u8) ? 10 + ((head[6] & 0x7F) << 21 | (head[7] & 0x7F) << 14 | (head[8] & 0x7F) << 7 | head[9] & 0x7F) : 0;
        var (start, cut, ms) = (stream.Position, 0L, 0m);
        using var buffered = new BufferedStream(new Borrowed(stream), 64 * 1024);
        while (buffered.ReadAtLeast(head.AsSpan(0, 4), 4, throwOnEndOfStream: false) == 4 && FrameOf(head) is var (length, milliseconds) && length > 4)
        {
            ms += milliseconds;
            buffered.Seek(length - 4, SeekOrigin.Current);
            cut = ms <= PreviewMs ? Math.Min(buffered.Position, stream.Length) : cut;
        }

        if (ms < 100 || cut <= start)
        {
            return null; // a few bytes that look like frames
        }

        var preview = new byte[cut - start];
        stream.Position = start;
        stream.ReadExactly(preview);
        return new AudioFile("audio/mpeg", (int)ms, preview);
    }

    /// <summary>How long a layer III frame is, in bytes and in time; zero where there is none.</summary>
    private static (int Length, decimal Ms) FrameOf(byte[] head)
    {
        ReadOnlySpan<int> rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
        ReadOnlySpan<int> rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
        ReadOnlySpan<int> samplings = [44_100, 48_000, 32_000, 0];
        var version = (head[1] >> 3) & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        var sampling = samplings[(head[2] >> 2) & 3] / (version == 3 ? 1 : version == 2 ? 2 : 4);
        var rate = (version == 3 ? rates1 : rates2)[head[2] >> 4];
        if (head[0] != 0xFF || (head[1] & 0xE6) != 0xE2 || version == 1 || sampling == 0 || rate == 0)
        {
            return (0, 0);
        }

        var samples = version == 3 ? 1152 : 576;
        return ((samples / 8 * rate * 1000 / sampling) + ((head[2] >> 1) & 1), samples * 1000m / sampling);
    }

    /// <summary>Leaves the stream open when what reads it is done.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

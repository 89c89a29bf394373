using System.Buffers.Binary;
using System.Text;

namespace Till.Products;

/// <summary>Reads a WebP chunk by chunk (RFC 9649) and writes it again without Exif and XMP.</summary>
internal static class Webp
{
    /// <summary>In the flags of an extended file: it has Exif, it has XMP.</summary>
    private const byte Described = 0x08 | 0x04;

    /// <returns>Null where it is not whole.</returns>
    public static PictureFile? Read(byte[] bytes)
    {
        var end = checked((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) + 8L, int.MaxValue));
        if (end > bytes.Length)
        {
            return null;
        }

        (int Width, int Height)? size = null;
        var (at, hasPixels) = (12, false);
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes.AsSpan(0, at));
        while (at + 8 <= end)
        {
            var length = checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4)));
            var chunk = bytes.AsSpan(at, Math.Min(checked(8 + length + (length % 2)), bytes.Length - at));
            var kind = Encoding.Latin1.GetString(chunk[..4]);
            var content = chunk[8..];
            if (content.Length < length)
            {
                return null;
            }

            hasPixels |= kind is "VP8 " or "VP8L" or "ANMF";
            size ??= SizeOf(kind, content); // what comes first is the whole picture's
            if (kind is not ("EXIF" or "XMP "))
            {
                var start = (int)kept.Length;
                kept.Write(chunk);
                if (kind == "VP8X")
                {
                    kept.GetBuffer()[start + 8] = (byte)(content[0] & ~Described);
                }
            }

            at += chunk.Length;
        }

        var whole = kept.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(4), (uint)(whole.Length - 8));
        return hasPixels && size is var (width, height) ? new PictureFile(whole, "image/webp", width, height) : null;
    }

    private static (int Width, int Height)? SizeOf(string kind, ReadOnlySpan<byte> content) => kind switch
    {
        "VP8X" => (1 + Three(content[4..]), 1 + Three(content[7..])),
        "VP8 " when content[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) =>
            (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF),
        "VP8L" when content[0] == 0x2F => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(content[1..])),
        _ => null,
    };

    private static (int Width, int Height) Lossless(uint sizes) => (1 + (int)(sizes & 0x3FFF), 1 + (int)((sizes >> 14) & 0x3FFF));

    private static int Three(ReadOnlySpan<byte> at) => at[0] | (at[1] << 8) | (at[2] << 16);
}

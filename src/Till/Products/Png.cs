using System.Buffers.Binary;
using System.Text;

namespace Till.Products;

/// <summary>Reads a PNG chunk by chunk (https://www.w3.org/TR/png/) and writes it again without texts, times and Exif.</summary>
internal static class Png
{
    private static readonly string[] Left = ["tEXt", "zTXt", "iTXt", "eXIf", "tIME"];

    /// <returns>Null where it is not whole.</returns>
    public static PictureFile? Read(byte[] bytes)
    {
        var (width, height, at, hasPixels) = (0, 0, 8, false);
        using var kept = new MemoryStream(bytes.Length);
        kept.Write(bytes.AsSpan(0, at));
        while (at + 12 <= bytes.Length)
        {
            var length = checked((int)BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)));
            var chunk = bytes.AsSpan(at, checked(12 + length)); // length, kind, content, checksum
            var kind = Encoding.Latin1.GetString(chunk.Slice(4, 4));
            if (at == 8)
            {
                if (kind != "IHDR" || length != 13)
                {
                    return null;
                }

                width = checked((int)BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]));
                height = checked((int)BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]));
            }

            hasPixels |= kind == "IDAT";
            if (!Left.Contains(kind))
            {
                kept.Write(chunk);
            }

            if (kind == "IEND")
            {
                return hasPixels ? new PictureFile(kept.ToArray(), "image/png", width, height) : null;
            }

            at += chunk.Length;
        }

        return null;
    }
}

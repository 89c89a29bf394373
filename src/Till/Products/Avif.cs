using System.Buffers.Binary;
using System.Text;

namespace Till.Products;

/// <summary>Reads the boxes of an AVIF (ISO 14496-12, 23008-12) as far as its size stands there. It is kept as it came.</summary>
internal static class Avif
{
    /// <returns>Null where it is not whole.</returns>
    public static PictureFile? Read(byte[] bytes)
    {
        var found = new Found();
        Look(bytes, found, depth: 0);
        return found is { HasPixels: true, Width: > 0 }
            ? new PictureFile(bytes, "image/avif", found.IsTurned ? found.Height : found.Width, found.IsTurned ? found.Width : found.Height)
            : null;
    }

    private static void Look(ReadOnlySpan<byte> bytes, Found found, int depth)
    {
        while (bytes.Length >= 8)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            var kind = Encoding.Latin1.GetString(bytes.Slice(4, 4));
            var head = size == 1 ? 16 : 8;
            var length = size switch
            {
                0 => bytes.Length, // to the end
                1 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])),
                _ => checked((int)size),
            };
            var content = bytes[head..length];
            switch (kind)
            {
                case "meta" when depth == 0:
                    Look(content[4..], found, depth + 1); // version and flags come first
                    break;
                case "iprp" or "ipco" when depth is > 0 and < 4:
                    Look(content, found, depth + 1);
                    break;
                case "ispe" when depth > 0:
                    found.Take(checked((int)BinaryPrimitives.ReadUInt32BigEndian(content[4..])), checked((int)BinaryPrimitives.ReadUInt32BigEndian(content[8..])));
                    break;
                case "irot" when depth > 0:
                    found.IsTurned = content[0] % 2 == 1; // in quarters
                    break;
                case "mdat":
                    found.HasPixels = true;
                    break;
            }

            bytes = bytes[length..];
        }
    }

    private sealed class Found
    {
        public int Width { get; private set; }

        public int Height { get; private set; }

        public bool IsTurned { get; set; }

        public bool HasPixels { get; set; }

        /// <summary>Of several sizes the largest is the picture's: the others are its tiles and thumbnails.</summary>
        public void Take(int width, int height)
        {
            if ((long)width * height > (long)Width * Height)
            {
                (Width, Height) = (width, height);
            }
        }
    }
}

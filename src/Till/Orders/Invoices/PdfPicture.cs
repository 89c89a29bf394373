using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Till.Orders.Invoices;

/// <summary>
/// A picture as a PDF carries it (ISO 32000-1, 8.9.5): a JPEG as it is, a PNG of eight bits by its pixels, with what is see-through as a mask. Other
/// pictures have no place in a PDF.
/// </summary>
internal sealed class PdfPicture
{
    /// <summary>In pixels; a logo has fewer, and an invoice must not take long to write.</summary>
    private const long MostPixels = 4_000_000;

    private readonly byte[] colours;
    private readonly byte[]? mask;
    private readonly string space;
    private readonly bool isJpeg;

    private PdfPicture(int width, int height, string space, byte[] colours, byte[]? mask, bool isJpeg) =>
        (Width, Height, this.space, this.colours, this.mask, this.isJpeg) = (width, height, space, colours, mask, isJpeg);

    public int Width { get; }

    public int Height { get; }

    /// <returns>Null where a PDF cannot carry it.</returns>
    public static PdfPicture? Read(byte[] content, string contentType) => contentType switch
    {
        "image/jpeg" => ReadJpeg(content),
        "image/png" => ReadPng(content),
        _ => null,
    };

    /// <returns>The number of its object.</returns>
    public int AddTo(PdfFile file)
    {
        var head = $"/Type/XObject/Subtype/Image/Width {Width}/Height {Height}/BitsPerComponent 8";
        var see = mask is null ? "" : $"/SMask {file.AddStream(mask, $"{head}/ColorSpace/DeviceGray")} 0 R";
        return isJpeg
            ? file.AddRaw(colours, $"{head}/ColorSpace/{space}/Filter/DCTDecode")
            : file.AddStream(colours, $"{head}/ColorSpace/{space}{see}");
    }

    /// <summary>Its frame says how large it is and of how many colours; those of four are for printing houses, and meant the other way round.</summary>
    private static PdfPicture? ReadJpeg(byte[] content)
    {
        for (var at = 2; at + 9 < content.Length && content[at] == 0xFF;)
        {
            var (marker, length) = (content[at + 1], BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 2)));
            if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                var (height, width, samples) = (BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 5)), BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 7)), content[at + 9]);
                return width == 0 || height == 0 || content[at + 4] != 8 ? null
                    : samples switch
                    {
                        1 => new PdfPicture(width, height, "DeviceGray", content, null, isJpeg: true),
                        3 => new PdfPicture(width, height, "DeviceRGB", content, null, isJpeg: true),
                        _ => null,
                    };
            }

            at += 2 + length;
        }

        return null;
    }

    private static PdfPicture? ReadPng(byte[] content)
    {
        var (head, palette, alphas) = (default(byte[]), Array.Empty<byte>(), Array.Empty<byte>());
        using var packed = new MemoryStream();
        for (var at = 8; at + 12 <= content.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(at));
            if (length < 0 || at + 12 + (long)length > content.Length)
            {
                return null;
            }

            var data = content.AsSpan(at + 8, length);
            switch (Encoding.Latin1.GetString(content, at + 4, 4))
            {
                case "IHDR":
                    head = data.ToArray();
                    break;
                case "PLTE":
                    palette = data.ToArray();
                    break;
                case "tRNS":
                    alphas = data.ToArray();
                    break;
                case "IDAT":
                    packed.Write(data);
                    break;
                default:
                    break;
            }

            at += 12 + length;
        }

        // Eight bits to a colour, not interlaced: as programs write logos.
        if (head is not { Length: 13 } || head[8] != 8 || head[12] != 0)
        {
            return null;
        }

        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
        var samples = head[9] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        if (samples == 0 || width <= 0 || height <= 0 || (long)width * height > MostPixels)
        {
            return null;
        }

        packed.Position = 0;
        return Pixels(packed, width, height, samples) is { } pixels ? OfPixels(pixels, width, height, head[9], palette, alphas) : null;
    }

    /// <summary>Takes back what a PNG does to each row so that it packs well (https://www.w3.org/TR/png/, 9).</summary>
    private static byte[]? Pixels(Stream packed, int width, int height, int samples)
    {
        var row = width * samples;
        var pixels = new byte[row * height];
        var filter = new byte[1];
        try
        {
            using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
            for (var y = 0; y < height; y++)
            {
                unpacked.ReadExactly(filter);
                var here = pixels.AsSpan(y * row, row);
                var above = y == 0 ? new byte[row] : pixels.AsSpan((y - 1) * row, row);
                unpacked.ReadExactly(here);
                for (var x = 0; x < row; x++)
                {
                    var (left, up, corner) = (x < samples ? 0 : here[x - samples], above[x], x < samples ? 0 : above[x - samples]);
                    here[x] = unchecked((byte)(here[x] + (filter[0] switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, corner), _ => 0 })));
                }
            }

            return pixels;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    private static PdfPicture? OfPixels(byte[] pixels, int width, int height, byte kind, byte[] palette, byte[] alphas)
    {
        var (isGray, count) = (kind is 0 or 4, width * height);
        var paints = new byte[count * (isGray ? 1 : 3)];
        var veil = kind is 4 or 6 || (kind == 3 && alphas.Length > 0) ? new byte[count] : null;
        for (var i = 0; i < count; i++)
        {
            switch (kind)
            {
                case 0:
                    paints[i] = pixels[i];
                    break;
                case 4:
                    (paints[i], veil![i]) = (pixels[i * 2], pixels[(i * 2) + 1]);
                    break;
                case 3 when (pixels[i] * 3) + 3 > palette.Length:
                    return null;
                case 3:
                    palette.AsSpan(pixels[i] * 3, 3).CopyTo(paints.AsSpan(i * 3));
                    if (veil is not null)
                    {
                        veil[i] = pixels[i] < alphas.Length ? alphas[pixels[i]] : (byte)255;
                    }

                    break;
                case 2:
                    pixels.AsSpan(i * 3, 3).CopyTo(paints.AsSpan(i * 3));
                    break;
                default:
                    pixels.AsSpan(i * 4, 3).CopyTo(paints.AsSpan(i * 3));
                    veil![i] = pixels[(i * 4) + 3];
                    break;
            }
        }

        return new PdfPicture(width, height, isGray ? "DeviceGray" : "DeviceRGB", paints, veil, isJpeg: false);
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (toLeft, toUp, toCorner) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}

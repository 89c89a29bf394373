using System.Buffers.Binary;

namespace Till.Products;

/// <summary>
/// Reads a JPEG segment by segment (ITU T.81, annex B) and writes it again without what cameras and programs put into it: only how it
/// is turned stays, since phones store pictures as their sensor lies.
/// </summary>
internal static class Jpeg
{
    private const int Turned = 5; // from here on, width and height change places

    /// <returns>Null where it is not whole.</returns>
    public static PictureFile? Read(byte[] bytes)
    {
        var (width, height, orientation, at) = (0, 0, 1, 2);
        var body = new MemoryStream(bytes.Length);
        while (at + 4 <= bytes.Length && bytes[at] == 0xFF)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill bytes
                continue;
            }

            var segment = bytes.AsSpan(at, 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2)));
            if (marker == 0xDA)
            {
                var end = EndOfScan(bytes, at + segment.Length);
                body.Write(bytes.AsSpan(at, end - at));
                at = end;
                if (at + 1 < bytes.Length && bytes[at + 1] == 0xD9)
                {
                    // Whatever follows the end is no part of the picture: phones put little films there.
                    body.Write([0xFF, 0xD9]);
                    return width == 0 ? null : Written(body, orientation, width, height);
                }

                continue;
            }

            if (IsFrame(marker))
            {
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[7..]));
            }

            if (marker == 0xE1 && segment[4..].StartsWith("Exif\0\0"u8))
            {
                orientation = OrientationOf(segment[10..]);
            }

            if (IsKept(marker, segment))
            {
                body.Write(segment);
            }

            at += segment.Length;
        }

        return null;
    }

    private static PictureFile Written(MemoryStream body, int orientation, int width, int height)
    {
        using var whole = new MemoryStream((int)body.Length + 40);
        whole.Write([0xFF, 0xD8]);
        if (orientation > 1)
        {
            // Exif with one entry: tag 0x0112, a short, and how the picture is turned.
            whole.Write([0xFF, 0xE1, 0, 34]);
            whole.Write("Exif\0\0MM\0*"u8);
            whole.Write([0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0]);
        }

        body.WriteTo(whole);
        return orientation < Turned
            ? new PictureFile(whole.ToArray(), "image/jpeg", width, height)
            : new PictureFile(whole.ToArray(), "image/jpeg", height, width);
    }

    /// <summary>Where the next marker stands that is none of the scan's own.</summary>
    private static int EndOfScan(byte[] bytes, int at)
    {
        while (at + 1 < bytes.Length && !(bytes[at] == 0xFF && bytes[at + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7))))
        {
            at++;
        }

        return at;
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Tables and frames, the colour profile, and Adobe's word on how colours are coded.</summary>
    private static bool IsKept(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE2 => segment[4..].StartsWith("ICC_PROFILE\0"u8),
        0xEE => true,
        >= 0xE0 and <= 0xEF or 0xFE => false,
        _ => true,
    };

    /// <summary>From the first directory of a TIFF, as Exif has it: https://www.cipa.jp/std/documents/e/DC-008-Translation-2019-E.pdf.</summary>
    private static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II"u8);
        if (tiff.Length < 14)
        {
            return 1;
        }

        var directory = (int)Math.Min(Wide(tiff[4..]), (uint)tiff.Length - 2);
        var count = Short(tiff[directory..]);
        for (var entry = directory + 2; count > 0 && entry + 12 <= tiff.Length; entry += 12, count--)
        {
            if (Short(tiff[entry..]) == 0x0112)
            {
                return Short(tiff[(entry + 8)..]) is >= 1 and <= 8 and var orientation ? orientation : 1;
            }
        }

        return 1;

        ushort Short(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
        uint Wide(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
    }
}

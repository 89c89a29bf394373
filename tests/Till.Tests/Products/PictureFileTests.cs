using System.Buffers.Binary;
using System.Text;
using Till.Products;
using Till.Tests.Admin;

namespace Till.Tests.Products;

/// <summary>What a picture is, is told by its bytes; where and when it was taken is nobody's business.</summary>
public sealed class PictureFileTests
{
    [Fact]
    public void A_png_is_kept_without_the_texts_in_it()
    {
        var (picture, _) = PictureFile.Read(Uploads.Png(30, 20, more: Uploads.Chunk("tEXt", "Location\0my kitchen"u8.ToArray())));

        Assert.Equal(("image/png", 30, 20), (picture!.ContentType, picture.Width, picture.Height));
        Assert.Equal(Uploads.Png(30, 20), picture.Content);
    }

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(3, 40, 30)]
    [InlineData(6, 30, 40)] // a phone held upright
    [InlineData(8, 30, 40)]
    public void A_jpeg_keeps_how_it_is_turned_and_forgets_where_it_was_taken(byte orientation, int width, int height)
    {
        var (picture, _) = PictureFile.Read([.. Jpeg(40, 30, orientation), .. "a little film"u8]);

        Assert.Equal(("image/jpeg", width, height), (picture!.ContentType, picture.Width, picture.Height));
        var text = Encoding.Latin1.GetString(picture.Content);
        Assert.DoesNotContain("52.5200", text);
        Assert.DoesNotContain("film", text);
        Assert.Equal(orientation > 1, text.Contains("Exif"));
        Assert.Equal((picture.Width, picture.Height), Size(PictureFile.Read(picture.Content).Picture!));
    }

    [Fact]
    public void A_webp_is_kept_without_exif_and_says_so()
    {
        byte[] extended = [0x08, 0, 0, 0, 39, 0, 0, 29, 0, 0];
        byte[] lossless = [0x2F, 39, 0x40, 7, 0, 0];
        var (picture, _) = PictureFile.Read(Riff([("VP8X", extended), ("VP8L", lossless), ("EXIF", "52.5200 N!"u8.ToArray())]));

        Assert.Equal(("image/webp", 40, 30), (picture!.ContentType, picture.Width, picture.Height));
        Assert.Equal(Riff([("VP8X", [0, .. extended[1..]]), ("VP8L", lossless)]), picture.Content);
        Assert.Equal((40, 30), Size(PictureFile.Read(Riff([("VP8L", lossless)])).Picture!));
    }

    [Fact]
    public void An_avif_has_the_size_of_its_largest_part_as_it_is_turned()
    {
        var properties = Box("iprp", Box("ipco", [.. Box("ispe", [0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 8]), .. Box("ispe", [0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 30]), .. Box("irot", [1])]));
        byte[] file = [.. Box("ftyp", "avif\0\0\0\0avifmif1"u8.ToArray()), .. Box("meta", [0, 0, 0, 0, .. properties]), .. Box("mdat", [1, 2, 3])];

        var (picture, _) = PictureFile.Read(file);

        Assert.Equal(("image/avif", 30, 40), (picture!.ContentType, picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("GIF89a and so on", "GIF")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG")]
    [InlineData("<?xml version='1.0'?><svg/>", "SVG")]
    [InlineData("\0\0\0\u0018ftypheic and so on", "HEIC")]
    [InlineData("<script>alert(1)</script>", "no picture")]
    [InlineData("%PDF-1.7", "no picture")]
    [InlineData("MZ", "no picture")]
    [InlineData("", "no picture")]
    public void What_is_no_picture_is_refused_in_plain_words(string content, string why)
    {
        var (picture, said) = PictureFile.Read(Encoding.Latin1.GetBytes(content));

        Assert.Null(picture);
        Assert.Contains(why, said);
    }

    [Fact]
    public void A_picture_that_is_cut_short_anywhere_is_refused_and_breaks_nothing()
    {
        foreach (var whole in (byte[][])[Uploads.Png(8, 8), Jpeg(8, 8, 6), Riff([("VP8L", [0x2F, 39, 0x40, 7, 0, 0])])])
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.Null(PictureFile.Read(whole[..length]).Picture);
            }
        }
    }

    [Fact]
    public void Lengths_that_lie_are_refused_and_break_nothing()
    {
        foreach (var whole in (byte[][])[Uploads.Png(8, 8), Jpeg(8, 8, 6), Riff([("VP8X", new byte[10]), ("VP8L", [0x2F, 39, 0x40, 7, 0, 0])]), [.. Box("ftyp", "avif"u8.ToArray()), .. Box("meta", new byte[12])]])
        {
            for (var at = 0; at < Math.Min(whole.Length, 80); at++)
            {
                foreach (var value in (byte[])[0, 1, 0x7F, 0xFF])
                {
                    var bent = whole.ToArray();
                    bent[at] = value;
                    PictureFile.Read(bent); // whatever it says, it says it
                }
            }
        }
    }

    [Fact]
    public void So_many_pixels_and_bytes_are_enough()
    {
        Assert.Contains("12000", PictureFile.Read(Uploads.Png(12_001, 1)).Why.Replace(",", ""));
        Assert.NotNull(PictureFile.Read(Uploads.Png(12_000, 1)).Picture);
        Assert.Contains("40 million", PictureFile.Read(Jpeg(8_000, 8_000, 1)).Why);
        Assert.Contains("10 MB", PictureFile.Read(new byte[PictureFile.MaxBytes + 1]).Why);
    }

    private static (int, int) Size(PictureFile picture) => (picture.Width, picture.Height);

    /// <summary>As a camera writes it, as far as its segments go.</summary>
    private static byte[] Jpeg(ushort width, ushort height, byte orientation) =>
    [
        0xFF, 0xD8,
        .. Segment(0xE0, "JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0"u8.ToArray()),
        .. Segment(0xE1, [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. "52.5200"u8]),
        .. Segment(0xFE, "taken at 52.5200"u8.ToArray()),
        .. Segment(0xC0, [8, (byte)(height >> 8), (byte)(height & 0xFF), (byte)(width >> 8), (byte)(width & 0xFF), 1, 1, 0x11, 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
        1, 2, 3, 0xFF, 0x00, 4, 0xFF, 0xD0, 5, 6,
        0xFF, 0xD9,
    ];

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Riff(IEnumerable<(string Kind, byte[] Content)> chunks)
    {
        byte[] all = [.. "RIFF\0\0\0\0WEBP"u8];
        foreach (var (kind, content) in chunks)
        {
            all = [.. all, .. Encoding.ASCII.GetBytes(kind), (byte)content.Length, 0, 0, 0, .. content, .. new byte[content.Length % 2]];
        }

        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(4), all.Length - 8);
        return all;
    }

    private static byte[] Box(string kind, byte[] content) => [0, 0, 0, (byte)(8 + content.Length), .. Encoding.ASCII.GetBytes(kind), .. content];
}

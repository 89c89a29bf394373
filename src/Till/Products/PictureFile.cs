namespace Till.Products;

/// <summary>
/// A picture as it may be kept: of a kind that every browser shows, told by its bytes and not by its name, without what a camera
/// wrote about where and when it was taken.
/// </summary>
/// <param name="Width">In pixels, as is <paramref name="Height"/>; as it is shown, which is not always as it is stored.</param>
internal sealed record PictureFile(byte[] Content, string ContentType, int Width, int Height)
{
    public const int MaxBytes = 10_000_000;

    /// <summary>More take a phone's memory: each is four bytes there.</summary>
    public const int MaxPixels = 40_000_000;

    public const int MaxSide = 12_000;

    /// <summary>What the browser offers to choose from.</summary>
    public const string Accepted = "image/jpeg,image/png,image/webp,image/avif";

    private const string NotOne = "This is no picture that browsers show. Choose a JPEG, PNG, WebP or AVIF.";

    private const string Broken = "This picture is broken or cut short. Open it in a program that shows pictures, and save it anew.";

    /// <returns>The picture, or why it is none that can be kept.</returns>
    public static (PictureFile? Picture, string Why) Read(byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return (null, TooLarge(bytes.Length));
        }

        PictureFile? picture;
        try
        {
            picture = KindOf(bytes) switch
            {
                "jpeg" => Jpeg.Read(bytes),
                "png" => Png.Read(bytes),
                "webp" => Webp.Read(bytes),
                "avif" => Avif.Read(bytes),
                "" => null,
                var why => throw new NotSupportedException(why),
            };
        }
        catch (NotSupportedException unfit)
        {
            return (null, unfit.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            return (null, Broken); // a length in it leads beyond its end
        }

        return picture switch
        {
            null => (null, KindOf(bytes).Length == 0 ? NotOne : Broken),
            { Width: < 1 } or { Height: < 1 } => (null, Broken),
            { Width: > MaxSide } or { Height: > MaxSide } => (null, TooMany(picture)),
            _ when (long)picture.Width * picture.Height > MaxPixels => (null, TooMany(picture)),
            _ => (picture, ""),
        };
    }

    public static string TooLarge(long bytes) =>
        $"This picture has {bytes / 1_000_000m:0.0} MB, and at most {MaxBytes / 1_000_000} MB can be kept. Make it smaller: 2000 pixels across are plenty.";

    private static string TooMany(PictureFile picture) =>
        $"This picture has {picture.Width} × {picture.Height} pixels; at most {MaxPixels / 1_000_000} million can be kept, and {MaxSide:N0} to a side. Make it smaller: 2000 across are plenty.";

    /// <summary>By the first bytes; a sentence where it is known and not wanted, empty where it is not known.</summary>
    private static string KindOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', (byte)'f' or (byte)'s', ..] => "avif",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] => "Many browsers do not show HEIC, a phone's own format. Save the picture as a JPEG, and choose that.",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIFs are large and coarse for a shop. Save the picture as a PNG or a JPEG, and choose that.",
        _ when IsSvg(bytes) => "An SVG can carry programs, so none is taken in. Save the picture as a PNG, and choose that.",
        _ => "",
    };

    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, 1024)];
        return head.IndexOf("<svg"u8) >= 0 || head.IndexOf("<?xml"u8) is >= 0 and < 4;
    }
}

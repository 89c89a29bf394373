using System.Globalization;
using System.Text;
using QRCoder;

namespace Till.Accounts;

/// <summary>A text as a QR code, for an SVG: its squares as one path, in modules, with the quiet zone around them.</summary>
internal sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Empty { get; } = new(0, "");

    public static QrPicture Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                var from = x;
                while (x < rows[y].Count && rows[y][x])
                {
                    x++;
                }

                if (x > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return new QrPicture(rows.Count, path.ToString());
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Till.Orders.Invoices;

/// <summary>
/// The outer form of a PDF: numbered objects, their places, the trailer (ISO 32000-1, 7.5). The same objects make the same bytes.
/// </summary>
internal sealed class PdfFile
{
    private readonly List<byte[]?> objects = [];

    /// <summary>A number for an object that others refer to before it is written.</summary>
    public int Reserve()
    {
        objects.Add(null);
        return objects.Count;
    }

    public int Add(string content)
    {
        var number = Reserve();
        Set(number, content);
        return number;
    }

    public void Set(int number, string content) => objects[number - 1] = Encoding.Latin1.GetBytes(content);

    /// <param name="entries">Of the stream's dictionary, beside its length and filter.</param>
    public int AddStream(byte[] content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packer.Write(content);
        }

        return AddRaw(packed.ToArray(), $"/Filter/FlateDecode{entries}");
    }

    /// <param name="content">As it is written, packed or not.</param>
    /// <param name="entries">Of the stream's dictionary, beside its length; its filter among them.</param>
    public int AddRaw(byte[] content, string entries)
    {
        var number = Reserve();
        objects[number - 1] = [.. Encoding.Latin1.GetBytes($"<</Length {content.Length}{entries}>>\nstream\n"), .. content, .. "\nendstream"u8];
        return number;
    }

    /// <param name="id">Of the document; 32 hexadecimal digits.</param>
    public byte[] Write(int root, int info, string id)
    {
        using var file = new MemoryStream();
        file.Write("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"u8);
        var places = new List<long>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Write(Encoding.Latin1.GetBytes($"{i + 1} 0 obj\n"));
            file.Write(objects[i] ?? throw new InvalidOperationException($"Object {i + 1} was reserved and never written."));
            file.Write("\nendobj\n"u8);
        }

        var table = file.Length;
        var end = new StringBuilder($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
        {
            end.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        }

        end.Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Count + 1}/Root {root} 0 R/Info {info} 0 R/ID[<{id}><{id}>]>>\nstartxref\n{table}\n%%EOF\n");
        file.Write(Encoding.Latin1.GetBytes(end.ToString()));
        return file.ToArray();
    }

    /// <summary>A text of any characters (7.9.2.2).</summary>
    public static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Till.Mail;
using Till.Orders;
using Till.Orders.Invoices;
using Till.Tests.Accounts;
using Till.Tests.Admin;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>The shop's logo where its buyers look.</summary>
public sealed class LogoTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Invoice_and_mails_show_it_and_say_what_it_is(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        var order = await new Bought().KeepAsync(OrderPageTests.Store(shop));
        using var owner = await Office.SignInAsync(shop);
        var invoice = shop.Services.GetRequiredService<Invoice>();
        var view = (await OrderView.FindAsync(OrderPageTests.Store(shop), order.Id, Cancel))!;
        Assert.DoesNotContain("/Subtype/Image", Encoding.Latin1.GetString(invoice.Write(view)));

        await owner.UploadAsync(await owner.GetAsync("/admin/settings"), Office.Form("Logo"), "Picture", Uploads.Png(128, 64), "logo.png");

        var pdf = invoice.Write(view);
        Assert.Equal(pdf, invoice.Write(view));
        var raw = Encoding.Latin1.GetString(pdf);
        Assert.Contains("/Subtype/Image/Width 128/Height 64/BitsPerComponent 8/ColorSpace/DeviceRGB", raw);
        Assert.Contains($"/S/Figure/P ", raw);
        Assert.Contains($"/Alt {PdfFile.Text("Logo of Till")}", raw);
        Assert.Contains(PdfText.StreamsOf(pdf), stream => stream.Contains("q 80 0 0 40 ", StringComparison.Ordinal));
        Assert.Contains($"Invoice {order.Number}", PdfText.Of(pdf));
        var letter = await shop.Services.GetRequiredService<Letters>().NoticeAsync("ada@till.example", shop.Services.GetRequiredService<OrderMails>().Preparing(view));
        Assert.Contains($"<img src=\"{shop.Address.GetLeftPart(UriPartial.Authority)}/media/", letter.Html);
        Assert.Contains("alt=\"Logo of Till\" width=\"64\" height=\"32\"", letter.Html);

        await owner.SubmitFormAsync(await owner.GetAsync("/admin/settings"), Office.Form("NoLogo"));
        Assert.DoesNotContain("/Subtype/Image", Encoding.Latin1.GetString(invoice.Write(view)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_is_see_through_stays_so_however_the_picture_was_packed(byte filter)
    {
        var (width, height) = (7, 5);
        var pixels = Enumerable.Range(0, width * height * 4).Select(at => (byte)(at * 37 % 256)).ToArray();

        var picture = PdfPicture.Read(Png(pixels, width, height, filter), "image/png")!;
        var file = new PdfFile();
        picture.AddTo(file);
        var streams = PdfText.StreamsOf(file.Write(1, 1, new string('0', 32)));

        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.Equal(pixels.Where((_, at) => at % 4 == 3), Encoding.Latin1.GetBytes(streams[0]));
        Assert.Equal(pixels.Where((_, at) => at % 4 != 3), Encoding.Latin1.GetBytes(streams[1]));
    }

    [Fact]
    public void What_a_PDF_cannot_carry_is_left_out()
    {
        var whole = Uploads.Png(8, 8);
        Assert.NotNull(PdfPicture.Read(whole, "image/png"));
        Assert.Null(PdfPicture.Read(whole, "image/webp"));
        Assert.Null(PdfPicture.Read(whole[..60], "image/png"));
        Assert.Null(PdfPicture.Read(whole, "image/jpeg"));
        Assert.Null(PdfPicture.Read([], "image/png"));
        Assert.Null(PdfPicture.Read([0xFF, 0xD8, 0xFF], "image/jpeg"));
        for (var cut = 0; cut < whole.Length; cut += 3)
        {
            var broken = whole.ToArray();
            broken[cut] ^= 0x55;
            PdfPicture.Read(broken, "image/png"); // whatever it is, it ends
        }
    }

    /// <summary>With colours and transparency, each row packed the same way.</summary>
    private static byte[] Png(byte[] pixels, int width, int height, byte filter)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(filter);
                for (var x = 0; x < width * 4; x++)
                {
                    zlib.WriteByte(unchecked((byte)(At(x, y) - Guess(At(x - 4, y), At(x, y - 1), At(x - 4, y - 1)))));
                }
            }
        }

        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (8, 6);
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Uploads.Chunk("IHDR", head), .. Uploads.Chunk("IDAT", packed.ToArray()), .. Uploads.Chunk("IEND", [])];

        int At(int x, int y) => x < 0 || y < 0 ? 0 : pixels[(y * width * 4) + x];
        int Guess(int left, int up, int corner) => filter switch
        {
            1 => left,
            2 => up,
            3 => (left + up) / 2,
            4 => new[] { left, up, corner }.MinBy(one => Math.Abs(left + up - corner - one)),
            _ => 0,
        };
    }
}

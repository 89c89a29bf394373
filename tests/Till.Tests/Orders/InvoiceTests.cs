using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Till.Tests.Harness;

namespace Till.Tests.Orders;

/// <summary>The invoice that comes with every paid order.</summary>
public sealed class InvoiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Till:Name"] = "Café Søster", ["Till:Address"] = "1 Æble Vej\\n2100 København", ["Till:TaxId"] = "DK12345678",
    };

    [Theory, BothEngines]
    public async Task An_invoice_is_the_same_to_the_byte_and_opens_with_its_order_s_key_alone(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, Settings);
        var order = await new Bought
        {
            Items = [Bought.Item.Shirt with { Discount = 2_00 }, Bought.Item.Book], Discount = 2_00, Code = "HALLO10", Delivery = 3_87,
            Taxes = [new("VAT", 2000, Included: true, 15_00, 3_00)],
        }.KeepAsync(shop.Database);

        using var answer = await shop.Client.GetAsync($"{order.Path}/invoice.pdf", Cancel);
        var pdf = await answer.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        Assert.True(answer.Headers.CacheControl!.Private);
        Assert.Equal(pdf, await shop.Client.GetByteArrayAsync($"{order.Path}/invoice.pdf", Cancel));
        var text = PdfText.Of(pdf);
        Assert.All(
            [
                "Café Søster", "1 Æble Vej", "2100 København", "Tax number DK12345678", $"Invoice {order.Number}", "Date 20 November 2026", "Ada Lovelace",
                "12 Analytical Way", "Linen shirt", "size M", "$10.00", "Discount HALLO10", "-$2.00", "$3.87", "$44.87 USD",
                "VAT 20% of $15.00: $3.00, contained in the prices", "Paid with Visa ending in 4242", "page 1 of 1",
            ],
            fact => Assert.Contains(fact, text));
        foreach (var wrong in new[] { $"/orders/{order.Id}/wrong/invoice.pdf", $"/orders/{Guid.Empty}/{order.Key}/invoice.pdf" })
        {
            using var refused = await shop.Client.GetAsync(wrong, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        }
    }

    [Theory, BothEngines]
    public async Task A_hundred_lines_go_over_several_pages_and_any_name_can_be_read(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, Settings);
        var order = await new Bought
        {
            Name = "長谷川 Ωμέγα 🎵",
            Items = [.. Enumerable.Range(1, 100).Select(i => new Bought.Item($"Item {i} {new string('w', i)}", i % 2 == 0 ? "XL" : "", 1, 1_00))],
        }.KeepAsync(shop.Database);

        var pdf = await shop.Client.GetByteArrayAsync($"{order.Path}/invoice.pdf", Cancel);

        var text = PdfText.Of(pdf);
        var raw = Encoding.Latin1.GetString(pdf);
        var pages = Regex.Count(raw, "/Type/Page/");
        Assert.InRange(pages, 4, 10);
        Assert.Contains($"page {pages} of {pages}", text);
        Assert.All(Enumerable.Range(1, 100), i => Assert.Contains($"Item {i}", text));
        Assert.Contains("$100.00 USD", text);
        Assert.Contains("ActualText <FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes("長谷川 Ωμέγα 🎵")), string.Concat(PdfText.StreamsOf(pdf)));
        Assert.True(pdf.Length < 150_000, $"{pdf.Length} bytes");
    }
}

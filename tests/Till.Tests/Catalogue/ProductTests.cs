using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>What a product's page offers, and what is told of products to machines.</summary>
public sealed class ProductTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_good_is_put_into_the_bag_or_bought_at_once_in_a_size_that_can_be_had(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var shirt = await shop.AddAsync(new("good", "shirt") { Sizes = ["S", "M", "L"], Stock = 20, Category = "shirts" });
        await shop.StockAsync(shirt.Variants[0], 0);
        await shop.StockAsync(shirt.Variants[2], 3);

        var page = await shop.GetAsync("/goods/shirt");

        var form = page.Html.QuerySelector(".offer form")!;
        Assert.Equal(("post", "/bag/add", true), (form.GetAttribute("method"), form.GetAttribute("action"), form.HasAttribute("data-token")));
        Assert.Equal(["S Sold out", "M", "L Only 3 left"], page.Texts(".sizes label").Select(text => text.Replace("SSold", "S Sold").Replace("LOnly", "L Only")));
        var sizes = form.QuerySelectorAll("[type=radio][name=variant]");
        Assert.Equal(shirt.Variants.Select(id => id.ToString()), sizes.Select(size => size.GetAttribute("value")!));
        Assert.Equal([true, false, false], sizes.Select(size => size.HasAttribute("disabled")));
        Assert.Equal([false, true, false], sizes.Select(size => size.HasAttribute("checked")));
        Assert.Equal(("1", "1", "99"), form.QuerySelector("[name=quantity]") is { } quantity ? (quantity.GetAttribute("value"), quantity.GetAttribute("min"), quantity.GetAttribute("max")) : default);
        Assert.Equal([null, "/checkout/now"], form.QuerySelectorAll("button").Select(button => button.GetAttribute("formaction")));
        Assert.Equal(["Home", "Goods", "shirts", "shirt"], page.Texts(".crumbs li"));
    }

    [Theory, BothEngines]
    public async Task A_book_and_an_album_have_their_forms_too(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var book = await shop.AddAsync(new("book", "ledger") { Stock = 2 });
        await shop.AddAsync(new("album", "low-tide"));
        await shop.AddAsync(new("good", "members") { MemberOnly = true });

        var page = await shop.GetAsync("/books/ledger");
        Assert.Equal("Only 2 left", page.Text(".stock"));
        Assert.Equal(book.Variants[0].ToString(), page.Html.QuerySelector(".offer [type=hidden][name=variant]")!.GetAttribute("value"));
        Assert.Equal(["/buy", "/bag/add"], (await shop.GetAsync("/albums/low-tide")).Html.QuerySelectorAll(".offer form").Select(form => form.GetAttribute("action")));
        // A member can press it, and the page is the same for everybody: who is none hears so then.
        var members = await shop.GetAsync("/goods/members");
        Assert.Single(members.Html.QuerySelectorAll(".offer form"));
        Assert.Contains("For members.", members.Text(".offer"));
    }

    [Theory, BothEngines]
    public async Task All_pictures_are_shown_the_first_one_large(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var mug = await shop.AddAsync(new("good", "mug"));
        var first = await shop.PictureAsync(mug.Product, "<svg id='1'/>", "The mug");
        var second = await shop.PictureAsync(mug.Product, "<svg id='2'/>", "Its handle", position: 2);

        var page = await shop.GetAsync("/goods/mug");

        Assert.Equal([first, second], page.Html.QuerySelectorAll(".show img").Select(image => image.GetAttribute("src")));
        Assert.Equal(second, page.Html.QuerySelector(".more-pictures a")!.GetAttribute("href"));
    }

    [Theory, BothEngines]
    public async Task What_is_new_is_told_in_a_feed(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Till:PublicUrl"] = "https://records.example" });
        await shop.AddAsync(new("album", "old"));
        await shop.AddAsync(new("good", "new") { Title = "Tea & <cake>\u0001", At = Shelves.Opening.AddDays(1), Description = "A **fine** thing." });

        using var response = await shop.Client.GetAsync("/feed.xml", Cancel);
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var feed = XDocument.Parse(await response.Content.ReadAsStringAsync(Cancel)).Root!;

        Assert.Equal("application/atom+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("2026-01-02T00:00:00Z", feed.Element(atom + "updated")!.Value);
        Assert.Equal(["Tea & <cake> by The Harbour Lamps", "old by The Harbour Lamps"], feed.Elements(atom + "entry").Select(entry => entry.Element(atom + "title")!.Value));
        var entry = feed.Element(atom + "entry")!;
        Assert.Equal("https://records.example/goods/new", entry.Element(atom + "link")!.Attribute("href")!.Value);
        Assert.Equal("$9.99. A fine thing.", entry.Element(atom + "summary")!.Value);
        Assert.Equal("/feed.xml", (await shop.GetAsync("/")).Html.QuerySelector("link[rel=alternate]")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_large_shop_has_its_sitemap_in_parts()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        await Many.AddAsync(shop.Database, 5_100, Cancel);

        var index = XDocument.Parse((await shop.GetAsync("/sitemap.xml")).Body).Root!;
        Assert.Equal("sitemapindex", index.Name.LocalName);
        var parts = index.Descendants().Where(one => one.Name.LocalName == "loc").Select(one => new Uri(one.Value).AbsolutePath).ToList();
        Assert.Equal(["/sitemap-goods-1.xml", "/sitemap-goods-2.xml"], parts);
        var listed = new List<string>();
        foreach (var part in parts)
        {
            listed.AddRange(XDocument.Parse((await shop.GetAsync(part)).Body).Descendants().Where(one => one.Name.LocalName == "loc").Select(one => one.Value));
        }

        Assert.Equal(5_101, listed.Distinct().Count()); // and the list of goods itself
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/sitemap-goods-3.xml")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/sitemap-cars-1.xml")).Status);
    }

    [Fact]
    public async Task Pages_travel_packed_and_are_kept_so()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        await shop.AddAsync(new("good", "mug"));
        for (var round = 0; round < 2; round++)
        {
            foreach (var (accepted, packed) in new[] { ("gzip", "gzip"), ("identity", null), ("br, gzip", "br") })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/goods");
                request.Headers.Add("Accept-Encoding", accepted);
                using var response = await shop.Client.SendAsync(request, Cancel);
                Assert.Equal(packed, response.Content.Headers.ContentEncoding.SingleOrDefault());
                await using var body = await response.Content.ReadAsStreamAsync(Cancel);
                await using Stream plain = packed switch { "gzip" => new GZipStream(body, CompressionMode.Decompress), "br" => new BrotliStream(body, CompressionMode.Decompress), _ => body };
                using var reader = new StreamReader(plain);
                Assert.Contains("mug", await reader.ReadToEndAsync(Cancel));
            }
        }
    }
}

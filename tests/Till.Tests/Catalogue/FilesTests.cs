using System.Net;
using System.Net.Http.Headers;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>What is served beside pages: style, script, pictures and previews, and never what is sold.</summary>
public sealed class FilesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Pictures_and_previews_are_for_everybody_and_can_be_kept_for_ever(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide"));
        var picture = await shop.PictureAsync(album.Product, "<svg xmlns='http://www.w3.org/2000/svg'/>", "A lamp");
        var (_, preview) = await shop.TrackAsync(album.Product, 1, "One", 1000);

        using var image = await shop.Client.GetAsync(picture, Cancel);
        Assert.Equal((HttpStatusCode.OK, "image/svg+xml"), (image.StatusCode, image.Content.Headers.ContentType!.MediaType));
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(image.Headers.GetValues("Cache-Control")));
        Assert.Contains("sandbox", Assert.Single(image.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(image.Headers.GetValues("X-Content-Type-Options")));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/media/{preview.Sha256}.wav");
        request.Headers.Range = new RangeHeaderValue(2, 9);
        using var part = await shop.Client.SendAsync(request, Cancel);
        Assert.Equal((HttpStatusCode.PartialContent, "audio/wav"), (part.StatusCode, part.Content.Headers.ContentType!.MediaType));
        Assert.Equal("little o", await part.Content.ReadAsStringAsync(Cancel));
    }

    [Theory, BothEngines]
    public async Task What_is_sold_is_never_served_to_who_knows_its_name(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide"));
        var (full, _) = await shop.TrackAsync(album.Product, 1, "One", 1000);
        var zip = await shop.DownloadAsync(album.Product, "low-tide.zip");

        foreach (var path in new[]
        {
            $"/media/{full.Sha256}.wav", $"/media/{full.Sha256}.mp3", $"/media/{zip.Sha256}.zip", $"/media/{zip.Sha256}.bin", $"/media/{zip.Sha256}",
            $"/media/{zip.Sha256[..2]}/{zip.Sha256}", $"/media/..%2f..%2ftill.db", "/till.db", "/appsettings.json",
        })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync(path)).Status);
        }
    }

    [Theory, BothEngines]
    public async Task A_picture_under_another_type_or_a_made_up_name_is_not_there(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide"));
        var picture = await shop.PictureAsync(album.Product, "<svg/>", "A lamp");

        foreach (var path in new[] { picture.Replace(".svg", ".html"), picture.ToUpperInvariant(), $"/media/{new string('0', 64)}.svg", $"/media/{new string('z', 64)}.svg", "/media/x.svg" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task Style_and_script_have_addresses_that_change_with_them()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        var page = await shop.GetAsync("/");

        foreach (var url in new[] { page.Html.QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!, page.Html.QuerySelector("script[src]")!.GetAttribute("src")! })
        {
            using var plain = await shop.Client.GetAsync(url, Cancel);
            Assert.Equal("public, max-age=31536000, immutable", Assert.Single(plain.Headers.GetValues("Cache-Control")));
            var content = await plain.Content.ReadAsByteArrayAsync(Cancel);
            Assert.InRange(content.Length, 1, 20_000);

            using var packed = new HttpRequestMessage(HttpMethod.Get, url);
            packed.Headers.AcceptEncoding.ParseAdd("gzip, br");
            using var answer = await shop.Client.SendAsync(packed, Cancel);
            Assert.Equal("br", Assert.Single(answer.Content.Headers.ContentEncoding));
            await using var unpacked = new System.IO.Compression.BrotliStream(await answer.Content.ReadAsStreamAsync(Cancel), System.IO.Compression.CompressionMode.Decompress);
            using var memory = new MemoryStream();
            await unpacked.CopyToAsync(memory, Cancel);
            Assert.Equal(content, memory.ToArray());

            using var old = await shop.Client.GetAsync(url.Replace(url.Split('/')[2], "0123456789ab"), Cancel);
            Assert.Equal((HttpStatusCode.OK, true), (old.StatusCode, old.Headers.CacheControl!.NoCache));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/assets/0123456789ab/nothing.css")).Status);
    }
}

using System.Net.Sockets;
using System.Text;
using Till.Tests.Accounts;
using Till.Tests.Harness;

namespace Till.Tests.Admin;

/// <summary>Pictures, tracks and files of a product.</summary>
public sealed class ProductPictureTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Pictures_are_added_described_put_in_order_and_taken_away(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("good", "Lamp"));
        foreach (var (shade, alt) in ((byte, string)[])[(10, "From the front"), (20, "From the side"), (30, "Lit")])
        {
            Assert.Contains("The pictures are changed.", (await AddAsync(owner, id, Uploads.Png(40, 30, shade), alt)).Text);
        }

        Assert.Equal("This picture is there already.", (await AddAsync(owner, id, Uploads.Png(40, 30, 10), "Twice")).ErrorAt("Picture"));
        Assert.Equal(["From the front", "From the side", "Lit"], await AltsAsync(owner, id));
        await ActAsync(owner, id, "Lit", "up");
        await ActAsync(owner, id, "Lit", "up");
        await ActAsync(owner, id, "Lit", "up"); // it is the first already
        await ActAsync(owner, id, "From the front", "down");
        await ActAsync(owner, id, "From the side", "describe", ("Alt", "From \"the\" <b>left</b>"));
        Assert.Equal(["Lit", "From \"the\" <b>left</b>", "From the front"], await AltsAsync(owner, id));
        await ActAsync(owner, id, "From the front", "remove");

        var page = await visitor.GetAsync("/goods/lamp");
        Assert.Equal("Lit", page.Page.QuerySelector(".show img")!.GetAttribute("alt"));
        Assert.Equal("Lit", (await visitor.GetAsync("/goods")).Page.QuerySelector(".picture img")!.GetAttribute("alt"));
        Assert.Equal(8, await shop.QueryAsync<int>("SELECT COUNT(*) FROM audit WHERE action = 'product.pictured'"));

        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = shop.Address };
        using var image = await client.GetAsync(page.Page.QuerySelector(".show img")!.GetAttribute("src"), Cancel);
        Assert.Equal("image/png", image.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(image.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(image.Headers.GetValues("Cache-Control")));
    }

    [Theory, BothEngines]
    public async Task A_picture_that_is_too_large_or_none_or_untold_is_refused_and_nothing_of_it_is_kept(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        var id = Editor.IdOf(await owner.AddAsync("good", "Lamp"));
        var large = new byte[30_000_000];
        Uploads.Png(4, 4).CopyTo(large, 0);

        var refused = await AddAsync(owner, id, large, "Large");
        Assert.Equal(400, refused.Status);
        Assert.Contains("This picture has 30.0 MB, and at most 10 MB can be kept.", refused.ErrorAt("Picture"));
        Assert.Equal("Large", refused.Page.QuerySelector("#NewAlt")!.GetAttribute("value")); // still there
        Assert.Contains("no picture that browsers show", (await AddAsync(owner, id, "I am no picture"u8.ToArray(), "None", "holiday.jpg")).ErrorAt("Picture"));
        Assert.Contains("SVG", (await AddAsync(owner, id, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), "None")).ErrorAt("Picture"));
        Assert.Contains("empty", (await AddAsync(owner, id, [], "None")).ErrorAt("Picture"));
        Assert.Contains("is needed", (await AddAsync(owner, id, Uploads.Png(4, 4), " ")).ErrorAt("NewAlt"));
        Assert.Contains("at most 250", (await AddAsync(owner, id, Uploads.Png(4, 4), new string('x', 251))).ErrorAt("NewAlt"));
        Assert.Equal("Choose a picture.", (await owner.SubmitFormAsync(await owner.SheetAsync(id), Office.Form("Picture"), ("NewAlt", "None"))).ErrorAt("Picture"));
        var form = await owner.GetAsync("/admin/products/new?kind=good");
        var whole = await owner.UploadAsync(form, "main form", "Picture", large, "x.png", ("Title", "Another"), ("Maker", "x"), ("NewAlt", "x"));
        Assert.Contains("30.0 MB", whole.ErrorAt("Picture"));
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await AnnounceAsync(shop, owner, $"/admin/products/{id}?handler=Picture", 64_000_001));

        Assert.Equal((0, 0, 1), (
            await shop.QueryAsync<int>("SELECT COUNT(*) FROM files"), await shop.QueryAsync<int>("SELECT COUNT(*) FROM pictures"),
            await shop.QueryAsync<int>("SELECT COUNT(*) FROM products")));
        var media = Path.Combine(shop.Storage.DataFolder, "media");
        Assert.False(Directory.Exists(media) && Directory.EnumerateFiles(media, "*", SearchOption.AllDirectories).Any());
    }

    [Theory, BothEngines]
    public async Task Tracks_have_their_beginning_cut_and_files_are_known_by_their_bytes(string engine)
    {
        await using var shop = await AccountsShop.OpenAsync(engine);
        using var owner = await Office.SignInAsync(shop);
        using var visitor = shop.NewBrowser();
        var id = Editor.IdOf(await owner.AddAsync("album", "Low Tide"));
        async Task<Answer> TrackAsync(byte[] content, string title) => await UploadAsync(owner, id, "Track", "Track", content, "one.wav", ("TrackTitle", title));

        Assert.Contains("It is there.", (await TrackAsync(Uploads.Wave(65), "The Ebb")).Text);
        Assert.Contains("no recording", (await TrackAsync("I am none"u8.ToArray(), "None, though it is long enough")).ErrorAt("Track"));
        Assert.Contains("broken", (await TrackAsync([.. Uploads.Wave(1)[..20], .. new byte[100]], "Broken")).ErrorAt("Track"));
        Assert.Contains("is needed", (await TrackAsync(Uploads.Wave(1), "")).ErrorAt("TrackTitle"));
        Assert.Contains("Choose a ZIP", (await UploadAsync(owner, id, "File", "Upload", "MZ program"u8.ToArray(), "album.zip")).ErrorAt("Upload"));
        var files = await UploadAsync(owner, id, "File", "Upload", [(byte)'P', (byte)'K', 3, 4, 9], "..\\..\\low\u0007 tide?.exe");
        Assert.Contains("low tide.zip", files.Text);

        var page = await visitor.GetAsync("/albums/low-tide");
        Assert.Contains("The Ebb 1:05", page.Text);
        var preview = page.Page.QuerySelector("audio")!.GetAttribute("src")!;
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = shop.Address };
        Assert.Equal(44 + (30 * 16_000), (await client.GetByteArrayAsync(preview, Cancel)).Length);
        Assert.Equal(3, await shop.QueryAsync<int>("SELECT COUNT(*) FROM files"));

        await owner.SubmitFormAsync(await owner.GetAsync($"/admin/products/{id}/files"), Office.Form("RemoveTrack"));
        Assert.Equal((0, 1), (await shop.QueryAsync<int>("SELECT COUNT(*) FROM tracks"), await shop.QueryAsync<int>("SELECT COUNT(*) FROM product_files")));
        Assert.Equal(404, (await owner.GetAsync($"/admin/products/{Editor.IdOf(await owner.AddAsync("good", "Lamp"))}/files")).Status);
    }

    /// <summary>Says how large a form it is about to send, and reads the first line of the answer, which does not wait for it.</summary>
    private static async Task<string?> AnnounceAsync(AccountsShop shop, Browser owner, string path, long bytes)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(shop.Address.Host, shop.Address.Port, Cancel);
        await using var stream = line.GetStream();
        var head = $"POST {path} HTTP/1.1\r\nHost: {shop.Address.Authority}\r\nCookie: {owner.Cookies.GetCookieHeader(shop.Address)}\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {bytes}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(Cancel);
    }

    private static async Task<Answer> AddAsync(Browser owner, Guid id, byte[] content, string alt, string name = "picture.png") =>
        await owner.UploadAsync(await owner.SheetAsync(id), Office.Form("Picture"), "Picture", content, name, ("NewAlt", alt));

    private static async Task<Answer> UploadAsync(Browser owner, Guid id, string handler, string field, byte[] content, string name, params (string, string)[] fields) =>
        await owner.UploadAsync(await owner.GetAsync($"/admin/products/{id}/files"), Office.Form(handler), field, content, name, fields);

    private static async Task ActAsync(Browser owner, Guid id, string alt, string act, params (string Name, string Value)[] more)
    {
        var sheet = await owner.SheetAsync(id);
        var at = sheet.Page.QuerySelectorAll(".pictures img").ToList().FindIndex(image => image.GetAttribute("alt") == alt) + 1;
        var form = $".pictures li:nth-child({at}) form";
        var token = sheet.Page.QuerySelector($"{form} input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var picture = sheet.Page.QuerySelector($"{form} input[name=PictureId]")!.GetAttribute("value")!;
        var answer = await owner.PostAsync(
            $"/admin/products/{id}?handler=ChangePicture",
            [new("__RequestVerificationToken", token), new("PictureId", picture), new("Act", act), .. more.Select(one => new KeyValuePair<string, string>(one.Name, one.Value))]);
        Assert.Contains("The pictures are changed.", answer.Text);
    }

    private static async Task<IEnumerable<string?>> AltsAsync(Browser owner, Guid id) =>
        (await owner.SheetAsync(id)).Page.QuerySelectorAll(".pictures img").Select(image => image.GetAttribute("alt"));
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Till.Journeys.Harness;
using static Microsoft.Playwright.Assertions;

namespace Till.Journeys.Sale;

/// <summary>From the first look at the shop to the music on one's own disk, without an account.</summary>
public sealed partial class GuestTests(SaleShop shop) : IClassFixture<SaleShop>
{
    [Fact]
    public async Task A_guest_listens_buys_in_one_click_plays_downloads_and_gets_the_mail()
    {
        var buyer = await shop.NewBuyerAsync("wren@example.com");
        var page = buyer.Page;
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Albums", Exact = true }).ClickAsync();
        await page.Locator("main a[href='/albums/low-tide-almanac']").First.ClickAsync();
        await Expect(buyer.Heading).ToHaveTextAsync("Low Tide Almanac");
        await Expect(buyer.BuyButton).ToContainTextAsync("$9.99");
        await buyer.ListenAsync(0);

        await buyer.BuyButton.ClickAsync();
        await buyer.ReachCheckoutAsync();
        await Expect(page.GetByTestId("total")).ToHaveTextAsync("$9.99");
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();

        var main = page.GetByRole(AriaRole.Main);
        await Expect(buyer.Heading).ToHaveTextAsync("Thank you, Jenny Rosen");
        await Expect(main).ToContainTextAsync("Low Tide Almanac is yours, and a receipt is on its way to wren@example.com.");
        await Expect(main).ToContainTextAsync("$9.99 USD");
        await Expect(main).ToContainTextAsync("Visa ending in 4242");
        await buyer.ListenAsync(1);
        await DownloadAsync(page);
        await ReadMailAsync(buyer);
    }

    [Fact]
    public async Task A_guest_without_script_is_asked_once_more_and_buys_as_well()
    {
        var buyer = await shop.NewBuyerAsync("moss@example.com", script: false);
        await buyer.OpenAlbumAsync("salt-sugar-static");
        await buyer.BuyButton.ClickAsync();
        await buyer.Page.ReachAsync("**/buy");
        await Expect(buyer.Heading).ToHaveTextAsync("Salt, Sugar, Static");
        await Expect(buyer.Page.Locator(".price")).ToHaveTextAsync("$4.35");

        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Continue to payment" }).ClickAsync();
        await buyer.ReachCheckoutAsync();
        await buyer.PayAsync();
        await buyer.ReachOrderAsync();

        await Expect(buyer.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$4.35 USD");
        await Expect(buyer.Page.Locator("audio[controls]")).ToHaveCountAsync(4);
        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    /// <summary>The browser never comes back to the shop: Stripe's message alone makes the order.</summary>
    [Fact]
    public async Task A_guest_who_closes_the_tab_right_after_paying_finds_order_and_mail()
    {
        var buyer = await shop.NewBuyerAsync("fern@example.com");
        await buyer.GoToCheckoutAsync("pocket-weather");
        await buyer.FillAsync();
        await buyer.Page.RouteAsync("**/orders/**", route => route.AbortAsync());

        await buyer.Page.RunAndWaitForRequestAsync(
            () => buyer.PayButton.ClickAsync(),
            request => request.Url.Contains("/orders/"));
        await buyer.Page.Context.CloseAsync();

        var mail = await shop.Mails.ReceiveAsync(buyer.Email, "Your payment has arrived");
        var later = await shop.NewBuyerAsync(buyer.Email);
        await later.Page.GotoAsync(OrderLink.Match(mail).Value);
        await Expect(later.Heading).ToHaveTextAsync("Thank you, Jenny Rosen");
        await Expect(later.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("$1.15 USD");
        await shop.AssertBoughtOnceAsync(buyer.Email);
    }

    [Fact]
    public async Task A_receipt_is_sent_again_on_request()
    {
        var buyer = await shop.NewBuyerAsync("sorrel@example.com");
        await buyer.BuyAsync("seven-rooms-for-piano");
        await shop.Mails.ReceiveAsync(buyer.Email, "Your payment has arrived");

        await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Send the receipt again" }).ClickAsync();

        await Expect(buyer.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("sorrel@example.com");
        await shop.Mails.ReceiveManyAsync(2, buyer.Email, "Your payment has arrived", "$8.20");
    }

    /// <summary>The whole album by the browser, then again by a connection that breaks and one that goes on where it broke.</summary>
    private static async Task DownloadAsync(IPage page)
    {
        var link = page.Locator(".downloads a").First;
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        var whole = await File.ReadAllBytesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        AssertIsTheAlbum(whole, download.Url, tracks: 5);

        using var client = new HttpClient(new SocketsHttpHandler());
        var half = new byte[whole.Length / 2];
        string etag;
        using (var broken = await client.GetAsync(download.Url, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            await using var body = await broken.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await body.ReadExactlyAsync(half, TestContext.Current.CancellationToken);
            etag = broken.Headers.ETag!.Tag;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, download.Url);
        request.Headers.Range = new RangeHeaderValue(half.Length, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(etag);
        using var rest = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, rest.StatusCode);
        byte[] both = [.. half, .. await rest.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)];
        Assert.Equal(whole, both);
    }

    private async Task ReadMailAsync(Buyer buyer)
    {
        var mail = await shop.Mails.ReceiveAsync(buyer.Email, "Your payment has arrived", "Low Tide Almanac", "$9.99", "Visa");
        Assert.Equal(buyer.OrderUrl, OrderLink.Match(mail).Value);

        // Whoever has the mail needs no cookie.
        using var client = new HttpClient(new SocketsHttpHandler());
        var link = DownloadLink.Match(mail).Value;
        AssertIsTheAlbum(await client.GetByteArrayAsync(link, TestContext.Current.CancellationToken), link, tracks: 5);
        Assert.Contains("Thank you", await client.GetStringAsync(buyer.OrderUrl, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>A file's address has the hash of its content in it.</summary>
    private static void AssertIsTheAlbum(byte[] bytes, string url, int tracks)
    {
        Assert.Contains($"/{Convert.ToHexStringLower(SHA256.HashData(bytes))}/", url, StringComparison.Ordinal);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(tracks, zip.Entries.Count(entry => entry.Name.EndsWith(".wav", StringComparison.Ordinal) && entry.Length > 100_000));
        Assert.All(zip.Entries, entry =>
        {
            using var content = entry.Open();
            content.CopyTo(Stream.Null); // reads to the end, checksum included
        });
    }

    [GeneratedRegex(@"http\S+/orders/[0-9a-f-]{36}/[\w-]+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OrderLink { get; }

    [GeneratedRegex(@"http\S+/download/\S+\.zip", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex DownloadLink { get; }
}

using System.Net;
using System.Text;

namespace Till.Sandbox.Tests.Pages;

public sealed class HostileInputTests
{
    private const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Markup_in_names_is_shown_and_never_run()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][price_data][product_data][name]", Script + " 🎸"), ("customer_email", "jenny.rosen@example.com"));

        var page = await shop.PayAsync("1", ("billingName", Script), ("billingPostalCode", Script), ("billingCountry", Script));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(Script + " 🎸", page.Text(".what"));
        Assert.Equal(Script, page.Page.QuerySelector("#billingName")!.GetAttribute("value"));
        Assert.Empty(page.Page.QuerySelectorAll("img, script:not([src^='/assets/'])"));
    }

    [Fact]
    public async Task Nothing_that_is_typed_breaks_the_page()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        string[] hostile = ["\0", "💳👩‍👩‍👧", new string('9', 50_000), "\u202Ereversed", "%s%n{0}{{", "' OR 1=1 --", "\r\nSet-Cookie: a=b", "\uFFFF", "-1", "١٢"];

        foreach (var value in hostile)
        {
            foreach (var field in Shopkeeper.Card("").Keys)
            {
                var reply = await shop.PayAsync("4242424242424242", (field, value));
                Assert.True((int)reply.Status < 500, $"{field} = {value[..Math.Min(20, value.Length)]} was answered with {reply.Status}");
                if (reply.Location?.StartsWith("https://shop.example", StringComparison.Ordinal) is true)
                {
                    await shop.SellAsync();
                }
            }
        }
    }

    [Theory]
    [InlineData("text/plain", "hello", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", "%%%=%&&&=&cardNumber", HttpStatusCode.UnprocessableEntity)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nnothing", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data", "", HttpStatusCode.UnprocessableEntity)]
    public async Task A_body_that_is_no_form_is_refused(string type, string body, HttpStatusCode status)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var reply = await shop.SendAsync(new HttpRequestMessage(HttpMethod.Post, shop.Server.Address + shop.Checkout) { Content = content });

        Assert.Equal(status, reply.Status);
        Assert.Contains("<h1>", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_end_is_refused()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();

        var many = await shop.PostAsync(shop.Checkout, Enumerable.Range(0, 5_000).Select(i => KeyValuePair.Create("f" + i, "x")));
        var deep = await shop.PostAsync(shop.Checkout, [new("billingName", new string('x', 900_000))]);

        Assert.Equal(HttpStatusCode.BadRequest, many.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, deep.Status);
    }

    [Theory]
    [InlineData("/c/pay/cs_test_none")]
    [InlineData("/c/pay/")]
    [InlineData("/c/pay/..%2f..%2fetc")]
    [InlineData("/receipts/ch_none")]
    [InlineData("/3d_secure_2/hosted")]
    [InlineData("/3d_secure_2/hosted?payment_intent=%F0%9F%92%B3&payment_intent_client_secret=%00")]
    [InlineData("/wp-login.php")]
    public async Task What_is_not_there_has_a_page_that_says_so(string path)
    {
        await using var shop = await Shopkeeper.OpenAsync();

        var reply = await shop.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        Assert.Equal("There is nothing here", reply.Text("h1"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    public async Task A_form_that_another_site_sends_changes_nothing(string header, string value)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, shop.Server.Address + shop.Checkout)
        {
            Content = new FormUrlEncodedContent(Shopkeeper.Card("4242424242424242")),
        };
        request.Headers.Add(header, value);

        var reply = await shop.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("open", (await shop.SessionAsync()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:4001")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task Another_name_for_this_machine_is_not_answered(string name)
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, shop.Server.Address + shop.Checkout);
        request.Headers.Host = name;

        var reply = await shop.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.DoesNotContain("Low Tide", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_let_nothing_in_and_nobody_frame_them()
    {
        await using var shop = await Shopkeeper.OpenAsync();
        await shop.SellAsync(("line_items[0][price_data][product_data][images][0]", "http://pictures.example/cover.png"));

        var page = await shop.GetAsync(shop.Checkout);

        Assert.Equal(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' http://pictures.example:80; "
            + "form-action 'self' https://shop.example:443; base-uri 'none'; frame-ancestors 'none'",
            page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("style=", page.Body, StringComparison.Ordinal);
        foreach (var link in page.Page.QuerySelectorAll("link[href^='/assets'], script").Select(l => l.GetAttribute("href") ?? l.GetAttribute("src")!))
        {
            Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync(link)).Status);
        }
    }
}

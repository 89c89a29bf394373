using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Till.Catalogue;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>What every page has around it: landmarks, headers, the cache, errors, and the visitor's token.</summary>
public sealed class FrameTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Every_page_has_landmarks_headings_in_order_and_labels(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("book", "ledger"));
        var album = await shop.AddAsync(new("album", "low-tide"));
        await shop.AddAsync(new("album", "high-tide"));
        await shop.TrackAsync(album.Product, 1, "One", 1000);

        foreach (var path in new[] { "/", "/albums", "/albums/low-tide", "/books", "/books/ledger", "/goods", "/membership", "/nothing" })
        {
            var html = (await shop.GetAsync(path)).Html;
            Assert.Equal("en", html.DocumentElement.GetAttribute("lang"));
            Assert.NotEmpty(html.Title!);
            Assert.Single(html.QuerySelectorAll("body > header"));
            Assert.Single(html.QuerySelectorAll("nav[aria-label=Shop]"));
            Assert.Single(html.QuerySelectorAll("body > main#main"));
            Assert.Single(html.QuerySelectorAll("body > footer"));
            Assert.Equal("#main", html.QuerySelector("body > a")!.GetAttribute("href"));
            Assert.Single(html.QuerySelectorAll("h1"));
            var levels = html.QuerySelectorAll("h1, h2, h3, h4").Select(heading => heading.LocalName[1] - '0').ToList();
            Assert.Equal(1, levels[0]);
            Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, $"{path}: h{pair.First} is followed by h{pair.Second}"));
            Assert.All(html.QuerySelectorAll("img"), image => Assert.NotNull(image.GetAttribute("alt")));
            Assert.All(html.QuerySelectorAll("audio"), player => Assert.NotEmpty(player.GetAttribute("aria-label")!));
            Assert.All(html.QuerySelectorAll("*"), element => Assert.DoesNotContain(element.Attributes, one => one.Name == "style" || one.Name.StartsWith("on", StringComparison.Ordinal)));
            Assert.All(html.QuerySelectorAll("script"), script => Assert.True(script.HasAttribute("src") || script.GetAttribute("type") == "application/ld+json"));
            var ids = html.QuerySelectorAll("[id]").Select(element => element.Id).ToList();
            Assert.Equal(ids.Distinct(), ids);
        }
    }

    [Theory, BothEngines]
    public async Task A_drawing_is_not_offered_to_those_who_show_links_with_a_picture(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide"));
        await shop.PictureAsync(album.Product, "<svg/>", "A lamp");

        var page = await shop.GetAsync("/albums/low-tide");

        Assert.NotNull(page.Html.QuerySelector("meta[property='og:title']"));
        Assert.Null(page.Html.QuerySelector("meta[property='og:image']"));
        Assert.Null(page.Html.QuerySelector("meta[name='twitter:card']"));
    }

    [Theory, BothEngines]
    public async Task A_product_tells_search_engines_what_it_is_under_one_address(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Till:PublicUrl"] = "https://records.example" });
        var album = await shop.AddAsync(new("album", "low-tide") { Title = "</script><b>Low & Tide", Maker = "Harbour Lamps", Year = 2024, Description = "A *quiet* record." });
        var picture = await shop.PhotographAsync(album.Product, "a photograph", "A lamp");

        var page = await shop.GetAsync("/albums/low-tide?from=mail");

        Assert.Equal("https://records.example/albums/low-tide", page.Html.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal("A quiet record.", page.Html.QuerySelector("meta[name=description]")!.GetAttribute("content"));
        Assert.Equal("https://records.example" + picture, page.Html.QuerySelector("meta[property='og:image']")!.GetAttribute("content"));
        Assert.Equal("</script><b>Low & Tide", page.Text("h1"));
        using var data = JsonDocument.Parse(page.Html.QuerySelector("script[type='application/ld+json']")!.TextContent);
        var product = data.RootElement.GetProperty("@graph")[0];
        Assert.Equal("</script><b>Low & Tide", product.GetProperty("name").GetString());
        Assert.False(product.TryGetProperty("aggregateRating", out _)); // nobody counted who rated it
        var crumbs = data.RootElement.GetProperty("@graph")[1].GetProperty("itemListElement").EnumerateArray().Select(one => one.GetProperty("item").GetString());
        Assert.Equal(["https://records.example/", "https://records.example/albums", "https://records.example/albums/low-tide"], crumbs);
        var offer = product.GetProperty("offers");
        Assert.Equal(("9.99", "USD"), (offer.GetProperty("price").GetString(), offer.GetProperty("priceCurrency").GetString()));
        Assert.Contains("<loc>https://records.example/albums/low-tide</loc>", (await shop.GetAsync("/sitemap.xml")).Body);
        Assert.Contains("Sitemap: https://records.example/sitemap.xml", (await shop.GetAsync("/robots.txt")).Body);
    }

    [Theory, BothEngines]
    public async Task What_the_owner_wrote_cannot_run_in_a_visitors_browser(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "low-tide")
        {
            Title = "<img src=x onerror=alert(1)>",
            Maker = "\"><script>alert(2)</script>",
            Description = "# Big\n<script>alert(3)</script>\n[a](javascript:alert(4)) <javascript:alert(5)> ![b](https://elsewhere.example/pixel.png) [web](https://band.example)",
        });

        foreach (var path in new[] { "/", "/albums", "/albums/low-tide" })
        {
            var html = (await shop.GetAsync(path)).Html;
            Assert.All(html.QuerySelectorAll("script:not([type='application/ld+json'])"), script => Assert.StartsWith("/assets/", script.GetAttribute("src")!));
            Assert.Empty(html.QuerySelectorAll("[onerror], img[src=x], img[src^=http], a[href^='javascript']"));
        }

        var page = await shop.GetAsync("/albums/low-tide");
        Assert.Equal("Big", page.Text(".description h3"));
        Assert.Equal("https://band.example", page.Html.QuerySelector(".description a")!.GetAttribute("href"));
    }

    [Theory, BothEngines]
    public async Task Every_answer_carries_a_strict_policy(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Stripe:ApiBase"] = "http://localhost:4001/" });

        foreach (var path in new[] { "/", "/albums", "/nothing", "/albums?page=x", "/visitor", "/robots.txt" })
        {
            using var response = await shop.Client.GetAsync(path, Cancel);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("script-src 'self';", policy);
            Assert.Contains("form-action 'self' http://localhost:4001;", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Forms_may_lead_to_the_real_checkout_when_the_real_stripe_is_used()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");

        using var response = await shop.Client.GetAsync("/", Cancel);

        Assert.Contains("form-action 'self' https://checkout.stripe.com https://billing.stripe.com;", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory, BothEngines]
    public async Task A_page_is_kept_until_the_catalogue_changes(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var cache = shop.Services.GetRequiredService<CatalogueCache>();
        await shop.AddAsync(new("album", "one"));
        Assert.Equal(["one"], (await shop.GetAsync("/albums")).Texts(".card .title"));

        var two = await shop.AddAsync(new("album", "two"));
        Assert.Equal(["one"], (await shop.GetAsync("/albums?utm_source=mail")).Texts(".card .title"));

        await cache.InvalidateAsync(Cancel);
        Assert.Equal(["one", "two"], (await shop.GetAsync("/albums")).Texts(".card .title"));

        await shop.PriceAsync(two.Variants[0], 1999, Shelves.Opening.AddDays(1));
        Assert.Contains("$9.99", (await shop.GetAsync("/albums")).Texts(".card button")[1]);
        await cache.InvalidateAsync(two.Product, Cancel);
        Assert.Contains("$19.99", (await shop.GetAsync("/albums")).Texts(".card button")[1]);
    }

    [Theory, BothEngines]
    public async Task A_missing_page_is_not_kept(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/albums/late")).Status);

        await shop.AddAsync(new("album", "late"));

        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("/albums/late")).Status);
    }

    [Fact]
    public async Task Kept_pages_set_no_cookie_and_carry_no_token()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        await shop.AddAsync(new("album", "low-tide"));

        foreach (var path in new[] { "/", "/albums", "/albums/low-tide" })
        {
            using var response = await shop.Client.GetAsync(path, Cancel);
            Assert.False(response.Headers.Contains("Set-Cookie"));
            Assert.DoesNotContain("__RequestVerificationToken", await response.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_visitor_gets_a_form_token_that_nobody_may_keep()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");

        using var response = await shop.Client.GetAsync("/visitor", Cancel);

        Assert.True(response.Headers.CacheControl!.NoStore);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("till.form=", cookie);
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        Assert.NotEmpty(json.RootElement.GetProperty("token").GetString()!);
        Assert.Equal("__RequestVerificationToken", json.RootElement.GetProperty("field").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("name").ValueKind);
    }

    [Theory]
    [InlineData("POST", "/albums")]
    [InlineData("DELETE", "/")]
    [InlineData("PUT", "/albums/low-tide")]
    [InlineData("POST", "/sitemap.xml")]
    public async Task A_method_that_a_page_does_not_take_is_refused_with_405(string method, string path)
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        await shop.AddAsync(new("album", "low-tide"));

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await shop.Client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("GET", response.Content.Headers.Allow);
        Assert.Equal("That can't be done here", (await Page.ReadAsync(response)).Text("h1"));
    }

    [Fact]
    public async Task Who_does_not_read_html_gets_a_line_of_text()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        shop.Client.DefaultRequestHeaders.Accept.Clear();
        shop.Client.DefaultRequestHeaders.Add("Accept", "application/json");

        using var response = await shop.Client.GetAsync("/albums/nothing", Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("There is nothing here.", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task When_the_database_is_gone_visitors_get_a_page_that_says_so()
    {
        await using var shop = await TestShop.StartAsync("Sqlite");
        await shop.Database.WriteAsync(transaction => Dapper.SqlMapper.ExecuteAsync(transaction.Db, "DROP TABLE listings"), Cancel);

        var page = await shop.GetAsync("/albums");

        Assert.Equal(HttpStatusCode.InternalServerError, page.Status);
        Assert.Equal("Something broke on our side", page.Text("h1"));
        Assert.DoesNotContain("listings", page.Body);
    }
}

using System.Net;
using Till.Tests.Harness;

namespace Till.Tests.Catalogue;

/// <summary>What a visitor finds at <c>/albums</c> and on an album's page.</summary>
public sealed class AlbumTests
{
    [Theory, BothEngines]
    public async Task Albums_are_listed_newest_year_first_and_undated_ones_last(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "undated"));
        await shop.AddAsync(new("album", "old") { Year = 1999 });
        await shop.AddAsync(new("album", "new") { Year = 2026 });
        await shop.AddAsync(new("album", "also-new") { Year = 2026 });

        var page = await shop.GetAsync("/albums");

        Assert.Equal(["also-new", "new", "old", "undated"], page.Texts(".card .title"));
    }

    [Theory, BothEngines]
    public async Task Each_album_on_the_list_shows_cover_maker_tracks_price_and_a_buy_button(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide") { Title = "Low Tide", Maker = "Harbour Lamps", Year = 2024 });
        var picture = await shop.PictureAsync(album.Product, "<svg/>", "A lamp at sea");
        await shop.TrackAsync(album.Product, 1, "One", 1000);
        await shop.TrackAsync(album.Product, 2, "Two", 1000);

        var page = await shop.GetAsync("/albums");

        var cover = page.Html.QuerySelector(".card img")!;
        Assert.Equal((picture, "A lamp at sea", "800", "800"), (cover.GetAttribute("src"), cover.GetAttribute("alt"), cover.GetAttribute("width"), cover.GetAttribute("height")));
        Assert.Equal(["Harbour Lamps", "2024 · 2 tracks"], page.Texts(".card .by"));
        Assert.Equal("Buy for $9.99: Low Tide", page.Text(".card button"));
        var form = page.Html.QuerySelector(".card form")!;
        Assert.Equal(("post", "/buy", true), (form.GetAttribute("method"), form.GetAttribute("action"), form.HasAttribute("data-token")));
        Assert.Equal(album.Variants[0].ToString(), form.QuerySelector("input[name=variant]")!.GetAttribute("value"));
        Assert.Single(form.QuerySelectorAll("input"));
    }

    [Theory, BothEngines]
    public async Task An_albums_page_shows_tracks_with_length_and_a_labelled_preview(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide") { Title = "Low Tide", Year = 2024, Description = "Songs for **guitar**." });
        var second = await shop.TrackAsync(album.Product, 2, "Eel Season", 3_605_000);
        var first = await shop.TrackAsync(album.Product, 1, "Ferryman", 185_400);
        await shop.DownloadAsync(album.Product, "low-tide.zip");

        var page = await shop.GetAsync("/albums/low-tide");

        Assert.Equal("Low Tide", page.Text("h1"));
        Assert.Equal(["Ferryman", "Eel Season"], page.Texts(".tracks li > span:first-child"));
        Assert.Equal(["3:05", "1:00:05"], page.Texts(".tracks .length"));
        Assert.Equal(
            [($"/media/{first.Preview.Sha256}.wav", "Preview of Ferryman", "none"), ($"/media/{second.Preview.Sha256}.wav", "Preview of Eel Season", "none")],
            page.Html.QuerySelectorAll("audio[controls]").Select(one => (one.GetAttribute("src")!, one.GetAttribute("aria-label")!, one.GetAttribute("preload")!)));
        Assert.Equal("<p>Songs for <strong>guitar</strong>.</p>", page.Html.QuerySelector(".description")!.InnerHtml.Trim());
        Assert.Equal("Buy for $9.99: Low Tide", page.Text(".offer button"));
        Assert.Contains("by e-mail", page.Text(".offer"));
        Assert.Contains("2 tracks, 1 hour 3 minutes", page.Texts(".facts dd"));
    }

    [Theory, BothEngines]
    public async Task What_is_not_published_cannot_be_found(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "secret") { Published = false });

        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync("/albums/secret")).Status);
        Assert.DoesNotContain("secret", (await shop.GetAsync("/albums")).Body);
        Assert.DoesNotContain("secret", (await shop.GetAsync("/")).Body);
        Assert.DoesNotContain("secret", (await shop.GetAsync("/sitemap.xml")).Body);
    }

    [Theory, BothEngines]
    public async Task An_album_that_cannot_be_bought_says_why_and_has_no_button(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        await shop.AddAsync(new("album", "no-price") { Price = null });
        await shop.AddAsync(new("album", "foreign") { Currency = "eur" });
        await shop.AddAsync(new("album", "too-cheap") { Price = 49 });
        await shop.AddAsync(new("album", "gone") { Stock = 0 });
        await shop.AddAsync(new("album", "members") { MemberOnly = true });

        var list = await shop.GetAsync("/albums");

        Assert.Empty(list.Html.QuerySelectorAll("form[method=post]"));
        Assert.Contains("Not for sale", (await shop.GetAsync("/albums/no-price")).Text(".offer"));
        Assert.Contains("Not for sale", (await shop.GetAsync("/albums/foreign")).Text(".offer"));
        Assert.Contains("Not for sale", (await shop.GetAsync("/albums/too-cheap")).Text(".offer"));
        Assert.Contains("Sold out", (await shop.GetAsync("/albums/gone")).Text(".offer"));
        Assert.Contains("For members", (await shop.GetAsync("/albums/members")).Text(".offer"));
    }

    [Theory, BothEngines]
    public async Task Without_keys_the_shop_can_be_browsed_and_says_why_nothing_can_be_bought(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine, new Dictionary<string, string?> { ["Stripe:SecretKey"] = null, ["Stripe:PublishableKey"] = null });
        await shop.AddAsync(new("album", "low-tide"));

        foreach (var path in new[] { "/albums", "/albums/low-tide" })
        {
            var page = await shop.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Empty(page.Html.QuerySelectorAll("form[method=post]"));
            Assert.Contains("Buying is switched off: this shop has no payment provider set up yet.", page.Text("main"));
            Assert.Contains("$9.99", page.Text("main"));
        }
    }

    [Theory, BothEngines]
    public async Task No_price_drifts_by_a_cent(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        foreach (var minor in new[] { 435, 115, 820, 1999, 123_456_789 })
        {
            await shop.AddAsync(new("album", $"of-{minor}") { Price = minor });
        }

        Assert.StartsWith("Buy for $4.35:", (await shop.GetAsync("/albums/of-435")).Text(".offer button"));
        Assert.StartsWith("Buy for $1.15:", (await shop.GetAsync("/albums/of-115")).Text(".offer button"));
        Assert.StartsWith("Buy for $8.20:", (await shop.GetAsync("/albums/of-820")).Text(".offer button"));
        Assert.StartsWith("Buy for $19.99:", (await shop.GetAsync("/albums/of-1999")).Text(".offer button"));
        Assert.StartsWith("Buy for $1,234,567.89:", (await shop.GetAsync("/albums/of-123456789")).Text(".offer button"));
        Assert.Contains("\"price\":\"19.99\"", (await shop.GetAsync("/albums/of-1999")).Body);
    }

    [Theory, BothEngines]
    public async Task The_newest_price_that_has_started_is_in_force(string engine)
    {
        await using var shop = await TestShop.StartAsync(engine);
        var album = await shop.AddAsync(new("album", "low-tide") { Price = 999 });
        await shop.PriceAsync(album.Variants[0], 1299, Shelves.Opening.AddDays(1));
        await shop.PriceAsync(album.Variants[0], 1099, Shelves.Opening.AddDays(2));
        await shop.PriceAsync(album.Variants[0], 100, DateTimeOffset.MaxValue.AddYears(-1));
        await shop.PriceAsync(album.Variants[0], 500, Shelves.Opening.AddDays(3), "eur");

        Assert.StartsWith("Buy for $10.99", (await shop.GetAsync("/albums/low-tide")).Text(".offer button"));
        Assert.StartsWith("Buy for $10.99", (await shop.GetAsync("/albums")).Text(".card button"));
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Till.Journeys.Harness;

/// <summary>A check that finds nothing on a bad page would find nothing on ours either.</summary>
public sealed class PageChecksTests
{
    private const string Sound =
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Sound</title></head><body><main><h1>Sound</h1></main></body></html>
        """;

    /// <summary>Wrong nesting, no language, a field without a label, grey on white, too wide, inline script and style.</summary>
    private const string Bad =
        """
        <!DOCTYPE html><html><head><meta charset="utf-8"><title>Bad</title><link rel="stylesheet" href="/bad.css">
        <script src="/bad.js" defer></script></head><body><main><p><div>Bad</div></p><p class="pale">pale</p><input type="text">
        <div class="wide">wide</div><p style="color: red">red</p><script>document.title = "inline";</script></main></body></html>
        """;

    /// <summary>Heavy, complains, and pushes the page down once it has been seen.</summary>
    private static readonly string Script =
        """
        console.error("complaint");
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
          const late = document.createElement("div");
          late.className = "late";
          document.querySelector("main").prepend(late);
        })));
        """ + new string('/', 70_000);

    [Fact]
    public async Task A_bad_page_fails_every_check()
    {
        await using var site = await ServeAsync(Bad, "default-src 'self'");

        var faults = await FaultsAsync(site);

        string[] expected =
        [
            "console: complaint", "policy: script-src", "policy: style-src", "layout shift:", "weight:", "HTML:", "at 360 px: ", "at 768 px: ", "at 1440 px: ",
            "axe, Light at 360 px: html-has-lang", "axe, Light at 1440 px: label", "axe, Light at 1440 px: color-contrast", "axe, Dark at 360 px: color-contrast",
        ];
        Assert.All(expected, kind => Assert.Contains(faults, fault => fault.StartsWith(kind, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_sound_page_passes_them()
    {
        await using var site = await ServeAsync(Sound, "default-src 'none'");

        Assert.Empty(await FaultsAsync(site));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("default-src 'self' 'unsafe-inline'")]
    [InlineData("img-src 'self'")]
    public async Task A_page_that_allows_everything_is_not_sound(string? policy)
    {
        await using var site = await ServeAsync(Sound, policy);

        Assert.StartsWith("policy:", Assert.Single(await FaultsAsync(site)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_another_status_is_not_sound()
    {
        await using var site = await ServeAsync(Sound, "default-src 'none'");

        Assert.StartsWith("status: 200", Assert.Single(await FaultsAsync(site, status: 404)), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(WebApplication site, int status = 200)
    {
        await using var context = await Chromium.NewContextAsync(site.Urls.First());
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        return await PageChecks.FaultsAsync(page, "checks", status);
    }

    private static async Task<WebApplication> ServeAsync(string html, string? policy)
    {
        var site = WebApplication.CreateSlimBuilder().Build();
        site.Urls.Add("http://127.0.0.1:0");
        site.MapGet("/", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = policy;
            return Results.Content(html, "text/html; charset=utf-8");
        });
        site.MapGet("/favicon.ico", () => Results.NoContent());
        site.MapGet("/bad.js", () => Results.Content(Script, "text/javascript"));
        site.MapGet("/bad.css", () => Results.Content(
            ".pale { color: #bbb; background: #fff } .wide { width: 3000px } .late { height: 300px }", "text/css"));
        await site.StartAsync();
        return site;
    }
}

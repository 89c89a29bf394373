using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>For search engines: what there is, and where not to look.</summary>
internal static class Sitemap
{
    /// <summary>The most that one sitemap may list: https://www.sitemaps.org/protocol.html</summary>
    private const int Most = 50_000;

    public static void MapSitemap(this WebApplication app)
    {
        app.MapGet("/sitemap.xml", [OutputCache(PolicyName = PageCache.Name)] (Database database, Site site, CancellationToken cancel) =>
            WriteAsync(database, site, cancel));
        app.MapGet("/robots.txt", (Site site) => Results.Text(
            $"""
            User-agent: *
            Disallow: /account
            Disallow: /buy
            Disallow: /orders
            Disallow: /visitor
            Sitemap: {site.Absolute("/sitemap.xml")}

            """));
    }

    private static async Task<IResult> WriteAsync(Database database, Site site, CancellationToken cancel)
    {
        var products = await database.ReadAsync(
            db => db.QueryAsync<(string Kind, string Slug, DateTimeOffset UpdatedAt)>(
                "SELECT kind, slug, updated_at FROM products WHERE published ORDER BY kind, slug LIMIT @limit", new { limit = Most - 1 - Shelf.All.Count }),
            cancel);
        XNamespace ns = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var pages = Shelf.All.Select(shelf => shelf.Path).Prepend("/").Select(path => new XElement(ns + "url", new XElement(ns + "loc", site.Absolute(path))));
        var items = products.Select(one => new XElement(
            ns + "url",
            new XElement(ns + "loc", site.Absolute($"{Shelf.OfKind(one.Kind).Path}/{one.Slug}")),
            new XElement(ns + "lastmod", one.UpdatedAt.ToString("yyyy-MM-dd"))));
        return Results.Text(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement(ns + "urlset", pages, items), "application/xml; charset=utf-8");
    }
}

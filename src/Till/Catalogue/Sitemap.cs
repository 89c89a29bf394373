using System.Text;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;

namespace Till.Catalogue;

/// <summary>
/// For search engines: what there is, and where not to look. <c>/sitemap.xml</c> is the one list of a small shop; a larger one has
/// an index there, of parts at <c>/sitemap-{kind}-{part}.xml</c>.
/// </summary>
internal static class Sitemap
{
    /// <summary>A part's products: a tenth of what the protocol allows (https://www.sitemaps.org/protocol.html), so that it is quickly made.</summary>
    private const int Most = 5_000;

    private static readonly XNamespace Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static void MapSitemap(this WebApplication app)
    {
        app.MapGet("/sitemap.xml", [OutputCache(PolicyName = PageCache.Name)] (Listings listings, Site site, CancellationToken cancel) =>
            WriteAsync(listings, site, cancel));
        app.MapGet("/sitemap-{segment}-{part:int:range(1,1000)}.xml", [OutputCache(PolicyName = PageCache.Name)] (
            string segment, int part, Listings listings, Site site, CancellationToken cancel) => WritePartAsync(segment, part, listings, site, cancel));
        app.MapGet("/robots.txt", (Site site) => Results.Text(
            $"""
            User-agent: *
            Disallow: /account
            Disallow: /bag
            Disallow: /buy
            Disallow: /checkout
            Disallow: /join
            Disallow: /members/
            Disallow: /orders
            Disallow: /search
            Disallow: /visitor
            Sitemap: {site.Absolute("/sitemap.xml")}

            """));
    }

    private static async Task<IResult> WriteAsync(Listings listings, Site site, CancellationToken cancel)
    {
        var (rows, kinds) = (await listings.ReadAsync(
            async (db, _) =>
            {
                var counts = (await Facets.ReadAsync(db, null)).Kinds;
                return counts.GetValueOrDefault(Places.All) > Most
                    ? ([], counts)
                    : ((await db.QueryAsync<Row>("SELECT kind, slug, updated_at FROM listings ORDER BY kind, slug")).AsList(), counts);
            },
            cancel)).Found;
        if (kinds.GetValueOrDefault(Places.All) <= Most)
        {
            return Xml(new XElement(Namespace + "urlset", Pages(site), rows.Select(row => Item(row, site))));
        }

        var parts = Shelf.All.SelectMany(shelf => Enumerable.Range(1, (kinds.GetValueOrDefault(shelf.Kind) + Most - 1) / Most)
            .Select(part => new XElement(Namespace + "sitemap", new XElement(Namespace + "loc", site.Absolute($"/sitemap-{shelf.Segment}-{part}.xml")))));
        return Xml(new XElement(Namespace + "sitemapindex", parts));
    }

    private static async Task<IResult> WritePartAsync(string segment, int part, Listings listings, Site site, CancellationToken cancel)
    {
        if (Shelf.All.FirstOrDefault(one => one.Segment == segment) is not { } shelf)
        {
            return Results.NotFound();
        }

        var (rows, _) = await listings.ReadAsync(
            async (db, _) => (await db.QueryAsync<Row>(
                "SELECT kind, slug, updated_at FROM listings WHERE kind = @Kind ORDER BY kind, slug LIMIT @Most OFFSET @skip",
                new { shelf.Kind, Most, skip = (part - 1) * Most })).AsList(),
            cancel);
        return rows.Count == 0
            ? Results.NotFound()
            : Xml(new XElement(Namespace + "urlset", part == 1 ? Pages(site).Where(page => page.Value.EndsWith(shelf.Path, StringComparison.Ordinal)) : [], rows.Select(row => Item(row, site))));
    }

    private static IEnumerable<XElement> Pages(Site site) => Shelf.All.Select(shelf => shelf.Path).Prepend("/").Select(path =>
        new XElement(Namespace + "url", new XElement(Namespace + "loc", site.Absolute(path))));

    private static XElement Item(Row row, Site site) => new(
        Namespace + "url",
        new XElement(Namespace + "loc", site.Absolute($"{Shelf.OfKind(row.Kind).Path}/{row.Slug}")),
        new XElement(Namespace + "lastmod", row.UpdatedAt.ToString("yyyy-MM-dd")));

    private static IResult Xml(XElement root) =>
        Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting), "application/xml; charset=utf-8", Encoding.UTF8);

    private sealed record Row(string Kind, string Slug, DateTimeOffset UpdatedAt);
}

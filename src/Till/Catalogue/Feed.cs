using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.OutputCaching;
using Till.Layout;

namespace Till.Catalogue;

/// <summary><c>/feed.xml</c>: what is new in the shop, as Atom (RFC 4287).</summary>
internal static class Feed
{
    public const string Path = "/feed.xml";

    private const int Most = 30;

    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public static void MapFeed(this WebApplication app) => app.MapGet(
        Path, [OutputCache(PolicyName = PageCache.Name)] (Listings listings, Site site, TimeProvider time, CancellationToken cancel) =>
            WriteAsync(listings, site, time, cancel));

    private static async Task<IResult> WriteAsync(Listings listings, Site site, TimeProvider time, CancellationToken cancel)
    {
        var (rows, _) = await listings.ReadAsync(
            async (db, _) => (await db.QueryAsync<Row>(
                """
                SELECT l.product_id, l.kind, l.slug, l.title, l.maker, l.price_text, l.created_at, l.updated_at, p.description
                FROM listings l JOIN products p ON p.id = l.product_id
                ORDER BY l.created_at DESC, l.number DESC LIMIT @Most
                """,
                new { Most })).AsList(),
            cancel);
        var updated = rows.Select(row => row.UpdatedAt).DefaultIfEmpty(time.GetUtcNow()).Max();
        var feed = new XElement(
            Atom + "feed",
            new XElement(Atom + "id", site.Absolute(Path)),
            new XElement(Atom + "title", $"New at {site.Name}"),
            new XElement(Atom + "updated", Moment(updated)),
            new XElement(Atom + "author", new XElement(Atom + "name", site.Name)),
            new XElement(Atom + "link", new XAttribute("rel", "self"), new XAttribute("href", site.Absolute(Path))),
            new XElement(Atom + "link", new XAttribute("href", site.Absolute("/"))),
            rows.Select(row => Entry(row, site)));
        return Results.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + feed, "application/atom+xml; charset=utf-8");
    }

    private static XElement Entry(Row row, Site site)
    {
        var shelf = Shelf.OfKind(row.Kind);
        var text = string.Join(' ', new[] { row.PriceText is null ? "" : $"{row.PriceText}.", Words.Summary(row.Description) }.Where(part => part.Length > 0));
        return new XElement(
            Atom + "entry",
            new XElement(Atom + "id", $"urn:uuid:{row.ProductId}"),
            new XElement(Atom + "title", Clean($"{row.Title} by {row.Maker}")),
            new XElement(Atom + "link", new XAttribute("href", site.Absolute($"{shelf.Path}/{row.Slug}"))),
            new XElement(Atom + "published", Moment(row.CreatedAt)),
            new XElement(Atom + "updated", Moment(row.UpdatedAt)),
            new XElement(Atom + "category", new XAttribute("term", shelf.Segment)),
            new XElement(Atom + "summary", Clean(text)));
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>Without the characters that XML has no way to write.</summary>
    private static string Clean(string text) => string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar));

    private sealed record Row
    {
        public required Guid ProductId { get; init; }

        public required string Kind { get; init; }

        public required string Slug { get; init; }

        public required string Title { get; init; }

        public required string Maker { get; init; }

        public string? PriceText { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset UpdatedAt { get; init; }

        public required string Description { get; init; }
    }
}

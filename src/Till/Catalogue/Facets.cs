using System.Data.Common;
using Dapper;

namespace Till.Catalogue;

/// <summary>What a list can be narrowed by, with how many things there are of each.</summary>
/// <param name="Kinds">By kind; <see cref="Places.All"/> is every kind.</param>
internal sealed record Facets(
    int Total, IReadOnlyDictionary<string, int> Kinds, IReadOnlyList<CategoryFacet> Categories, IReadOnlyList<SizeFacet> Sizes)
{
    private static readonly string[] Letters = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL"];

    /// <param name="shelf">Null: of every kind.</param>
    public static async Task<Facets> ReadAsync(DbConnection db, Shelf? shelf)
    {
        var kind = shelf?.Kind ?? Places.All;
        var rows = (await db.QueryAsync<Row>(
            """
            SELECT n.kind, n.facet, n.value, n.products, c.name
            FROM listing_counts n LEFT JOIN categories c ON n.facet = 'category' AND c.slug = n.value
            WHERE (n.kind = @kind OR n.facet = '') AND n.products > 0
            ORDER BY c.position, n.value
            """,
            new { kind })).AsList();
        var kinds = rows.Where(row => row.Facet.Length == 0).ToDictionary(row => row.Kind, row => row.Products);
        return new Facets(
            kinds.GetValueOrDefault(kind),
            kinds,
            [.. rows.Where(row => row.Facet == "category").Select(row => new CategoryFacet(row.Value, row.Name ?? row.Value, row.Products))],
            [.. rows.Where(row => row.Facet == "size").Select(row => new SizeFacet(row.Value, row.Products))
                .OrderBy(size => Array.IndexOf(Letters, size.Name) is >= 0 and var at ? at : Letters.Length).ThenBy(size => size.Name.Length).ThenBy(size => size.Name, StringComparer.Ordinal)]);
    }

    private sealed record Row(string Kind, string Facet, string Value, int Products, string? Name);
}

internal sealed record CategoryFacet(string Slug, string Name, int Products);

internal sealed record SizeFacet(string Name, int Products);

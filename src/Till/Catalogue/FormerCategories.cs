using Dapper;
using Microsoft.AspNetCore.Http.Extensions;
using Till.Products;
using Till.Storage;

namespace Till.Catalogue;

/// <summary>Addresses of lists that name a category as it was called before lead to where it is now.</summary>
internal static class FormerCategories
{
    /// <summary>An address names no more than that.</summary>
    private const int Most = 20;

    /// <returns>Where the list is now; null: here, or nowhere.</returns>
    public static async Task<string?> AddressAsync(Listings listings, HttpRequest request, Facets facets, CancellationToken cancel)
    {
        // What no address of a category can look like is none, and nothing that the database need hear of.
        var unknown = request.Query["category"].OfType<string>().Where(ProductRules.IsSlug).Except(facets.Categories.Select(one => one.Slug)).ToList();
        if (unknown.Count is 0 or > Most)
        {
            return null;
        }

        var values = new DynamicParameters();
        var list = values.AddList("slug", unknown);
        var (now, _) = await listings.ReadAsync(
            async (db, _) => (await db.QueryAsync<(string Before, string Now)>(
                $"""
                SELECT f.slug, c.slug FROM former_category_slugs f JOIN categories c ON c.id = f.category_id
                WHERE f.slug IN {list} AND NOT c.hidden
                """,
                values)).ToDictionary(row => row.Before, row => row.Now),
            cancel);
        return now.Count == 0 ? null : request.Path + new QueryBuilder(request.Query.SelectMany(one => one.Value, (one, value) =>
            KeyValuePair.Create(one.Key, one.Key == "category" ? now.GetValueOrDefault(value!, value!) : value ?? ""))).ToQueryString();
    }
}

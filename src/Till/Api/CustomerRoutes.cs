using Till.Admin;
using Till.Storage;

namespace Till.Api;

/// <summary>Customers, who ordered last first.</summary>
internal static class CustomerRoutes
{
    public static void MapCustomers(this RouteGroupBuilder api)
    {
        api.MapGet("/customers", ListAsync).Reads(ApiScopes.CustomersRead)
            .Tells("ListCustomers", "Whoever has ordered or joined, who ordered last first.", Examples.Page(Examples.Customer));
        api.MapGet("/customers/{id:guid}", GetAsync).Reads(ApiScopes.CustomersRead).Tells("GetCustomer", "One customer.", Examples.Customer, ofOne: true);
    }

    private static async Task<IResult> ListAsync(
        Database database, string? q, string? after, string? limit, CancellationToken cancel)
    {
        if (ApiRoutes.LimitOf(limit) is not { } most)
        {
            return ApiRoutes.WrongLimit();
        }

        var search = new CustomerSearch((q ?? "").Trim(), CustomerPlace.Read(after));
        if (search.Typed.Length > CustomerSearch.MaxLength || search.Typed.Contains('\0'))
        {
            return ApiAnswer.Wrong("q", $"Search for up to {CustomerSearch.MaxLength} characters.");
        }

        if (after is not null && search.After is null)
        {
            return ApiRoutes.WrongAfter();
        }

        return ApiAnswer.Ok(await database.ReadAsync(
            async db =>
            {
                var found = await DeskCustomers.FindAsync(db, database.Engine, search, most);
                var page = found.Take(most).ToList();
                var worths = await DeskCustomers.WorthAsync(db, page);
                return new ApiPage<ApiCustomer>(
                    [.. page.Select(row => ApiDocuments.Of(row, worths.GetValueOrDefault(row.Id) ?? Worth.Nothing))],
                    found.Count > most ? CustomerPlace.Of(page[^1]).ToString() : null);
            },
            cancel));
    }

    private static async Task<IResult> GetAsync(Guid id, Database database, CancellationToken cancel) => await database.ReadAsync(
        async db => await DeskCustomers.FindAsync(db, id) is { } row
            ? ApiAnswer.Ok(ApiDocuments.Of(row, (await DeskCustomers.WorthAsync(db, [row])).GetValueOrDefault(row.Id) ?? Worth.Nothing))
            : ApiAnswer.NotFound("customer"),
        cancel);
}

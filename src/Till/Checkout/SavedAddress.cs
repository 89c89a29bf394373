using System.Data.Common;
using Dapper;
using Till.Accounts;

namespace Till.Checkout;

/// <summary>An address that a buyer keeps in their account.</summary>
internal sealed record SavedAddress(Guid Id, Address Address, bool IsDefault)
{
    /// <summary>As the form's choices name it.</summary>
    public string Key => Id.ToString("D");

    /// <summary>The one that is sent to by default comes first, then the newest.</summary>
    public static async Task<IReadOnlyList<SavedAddress>> ListAsync(DbConnection db, Guid? accountId)
    {
        if (accountId is null)
        {
            return [];
        }

        var rows = await db.QueryAsync<Row>(
            $"""
            SELECT id, name, phone, street1, street2, town, county, postcode, country, is_default
            FROM addresses WHERE account_id = @accountId ORDER BY is_default DESC, created_at DESC, id LIMIT {SavedAddresses.Most}
            """,
            new { accountId });
        return
        [
            .. rows.Select(row => new SavedAddress(
                row.Id,
                new Address(row.Name, row.Phone, row.Street1, row.Street2, row.Town, row.County, row.Postcode, row.Country),
                row.IsDefault)),
        ];
    }

    private sealed record Row(
        Guid Id, string Name, string? Phone, string Street1, string? Street2, string Town, string? County, string? Postcode, string Country,
        bool IsDefault);
}

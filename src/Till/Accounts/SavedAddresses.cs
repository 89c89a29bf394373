using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Addresses that an account keeps for the next time.</summary>
internal static class SavedAddresses
{
    /// <summary>Keeps where a paid order goes, unless the account has just that already. The first one is the default.</summary>
    public static Task KeepAsync(Transaction transaction, Guid id, Guid accountId, Guid orderId, DateTimeOffset now) => transaction.Db.ExecuteAsync(
        """
        INSERT INTO addresses (id, account_id, name, phone, street1, street2, town, county, postcode, country, is_default, created_at)
        SELECT @id, @accountId, o.name, o.phone, o.street1, o.street2, o.town, o.county, o.postcode, o.country,
               NOT EXISTS (SELECT 1 FROM addresses d WHERE d.account_id = @accountId AND d.is_default), @now
        FROM orders o
        WHERE o.id = @orderId AND o.name IS NOT NULL AND o.street1 IS NOT NULL AND o.town IS NOT NULL AND o.country IS NOT NULL
          AND NOT EXISTS (
              SELECT 1 FROM addresses a
              WHERE a.account_id = @accountId AND a.name = o.name AND a.street1 = o.street1 AND a.town = o.town AND a.country = o.country
                AND COALESCE(a.phone, '') = COALESCE(o.phone, '') AND COALESCE(a.street2, '') = COALESCE(o.street2, '')
                AND COALESCE(a.county, '') = COALESCE(o.county, '') AND COALESCE(a.postcode, '') = COALESCE(o.postcode, ''))
        """,
        new { id, accountId, orderId, now });
}

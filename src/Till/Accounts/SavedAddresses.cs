using Dapper;
using Till.Checkout;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Addresses that an account keeps for the next time.</summary>
internal static class SavedAddresses
{
    /// <summary>As many as the checkout shows.</summary>
    public const int Most = 20;

    internal enum Outcome
    {
        Saved,
        NotFound,
        TooMany,
    }

    /// <summary>Writes a new address, or over one of the account's own. The first is the default, whether it was asked for or not.</summary>
    public static async Task<Outcome> SaveAsync(
        Transaction transaction, Guid accountId, Guid? id, Guid newId, Address address, bool isDefault, DateTimeOffset now)
    {
        var db = transaction.Db;
        // The account's row is the lock: two new defaults at the same moment wait for each other.
        await db.QueryAsync<Guid>($"SELECT id FROM accounts WHERE id = @accountId {transaction.ForUpdate}", new { accountId });
        var others = await db.QuerySingleAsync<int>(
            "SELECT COUNT(*) FROM addresses WHERE account_id = @accountId AND id <> @self", new { accountId, self = id ?? Guid.Empty });
        if (id is null && others >= Most)
        {
            return Outcome.TooMany;
        }

        isDefault |= others == 0;
        if (isDefault)
        {
            await db.ExecuteAsync(
                "UPDATE addresses SET is_default = @no WHERE account_id = @accountId AND id <> @self", new { accountId, no = false, self = id ?? Guid.Empty });
        }

        var written = await db.ExecuteAsync(
            id is null
                ? """
                  INSERT INTO addresses (id, account_id, name, phone, street1, street2, town, county, postcode, country, is_default, created_at)
                  VALUES (@newId, @accountId, @Name, @Phone, @Street1, @Street2, @Town, @County, @Postcode, @Country, @isDefault, @now)
                  """
                : """
                  UPDATE addresses
                  SET name = @Name, phone = @Phone, street1 = @Street1, street2 = @Street2, town = @Town, county = @County,
                      postcode = @Postcode, country = @Country, is_default = @isDefault
                  WHERE id = @id AND account_id = @accountId
                  """,
            new
            {
                id, newId, accountId, isDefault, now, address.Name, address.Phone, address.Street1, address.Street2, address.Town, address.County,
                address.Postcode, address.Country,
            });
        return written > 0 ? Outcome.Saved : Outcome.NotFound;
    }

    /// <summary>Removes one; if it was the default, the newest of the others is.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> RemoveAsync(Transaction transaction, Guid accountId, Guid id)
    {
        await transaction.Db.QueryAsync<Guid>($"SELECT id FROM accounts WHERE id = @accountId {transaction.ForUpdate}", new { accountId });
        var gone = await transaction.Db.ExecuteAsync("DELETE FROM addresses WHERE id = @id AND account_id = @accountId", new { id, accountId });
        await transaction.Db.ExecuteAsync(
            """
            UPDATE addresses SET is_default = @yes
            WHERE id = (SELECT id FROM addresses WHERE account_id = @accountId ORDER BY created_at DESC, id LIMIT 1)
              AND NOT EXISTS (SELECT 1 FROM addresses d WHERE d.account_id = @accountId AND d.is_default)
            """,
            new { accountId, yes = true });
        return gone > 0;
    }

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

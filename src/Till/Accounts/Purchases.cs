using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>What belongs to an account: purchases made signed in, and those made as a guest with its confirmed address.</summary>
internal static class Purchases
{
    /// <summary>
    /// Gives the guest purchases of an address to the account that has confirmed it, if there is one. To be called in the
    /// transaction that confirms the address, and in the one that writes a guest's address to an order, after that write.
    /// </summary>
    /// <returns>How many purchases found their account.</returns>
    public static async Task<int> AttachAsync(Transaction transaction, string emailKey)
    {
        // The lock orders a confirmation and a sale at the same moment, so that the later of the two sees the other's.
        var accountId = await transaction.Db.QuerySingleOrDefaultAsync<Guid?>(
            $"SELECT id FROM accounts WHERE email_key = @emailKey AND email_confirmed = @yes {transaction.ForUpdate}",
            new { emailKey, yes = true });
        return accountId is null
            ? 0
            : await transaction.Db.ExecuteAsync(
                "UPDATE orders SET account_id = @accountId WHERE email_key = @emailKey AND account_id IS NULL", new { accountId, emailKey });
    }

    /// <summary>The same as part of a batch.</summary>
    public static void Attach(Batch batch, Transaction transaction, string emailKey)
    {
        batch.Add(
            $"SELECT id FROM accounts WHERE email_key = @emailKey AND email_confirmed = @yes {transaction.ForUpdate}",
            new { emailKey, yes = true });
        batch.Add(
            """
            UPDATE orders SET account_id = (SELECT a.id FROM accounts a WHERE a.email_key = @emailKey AND a.email_confirmed = @yes)
            WHERE email_key = @emailKey AND account_id IS NULL
              AND EXISTS (SELECT 1 FROM accounts a WHERE a.email_key = @emailKey AND a.email_confirmed = @yes)
            """,
            new { emailKey, yes = true });
    }
}

using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Brings a guest's purchases to the account with the same confirmed e-mail.</summary>
internal static class Purchases
{
    /// <summary>Attaches one paid order, if an account with its confirmed e-mail exists.</summary>
    public static Task AttachAsync(Transaction transaction, Guid orderId) => transaction.Db.ExecuteAsync(
        """
        UPDATE orders
        SET account_id = (SELECT id FROM accounts WHERE email_key = orders.email_key AND email_confirmed)
        WHERE id = @orderId AND account_id IS NULL AND email_key IS NOT NULL
        """,
        new { orderId });
}

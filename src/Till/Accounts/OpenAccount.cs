using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Opens an account for an address, or takes over one that nobody has confirmed and nobody has used: whoever comes last may, and earlier
/// sessions and links are over with their password.
/// </summary>
internal static class OpenAccount
{
    /// <param name="account">Gets the id of the one that it takes over.</param>
    /// <param name="seen">Takes over only one with this security stamp; null: whichever there is.</param>
    /// <returns>Whether it is theirs now; false: somebody has it already, and nothing was changed.</returns>
    public static async Task<bool> TryAsync(Transaction transaction, Account account, Chance chance, string? seen = null)
    {
        var db = transaction.Db;
        if (!await AccountStore.InsertAsync(transaction, account))
        {
            var there = await AccountStore.FindAsync(transaction, account.EmailKey);
            if (there is null or { EmailConfirmed: true } || (seen is not null && seen != there.SecurityStamp) || await IsUsedAsync(db, there.Id))
            {
                return false;
            }

            (there.Email, there.Name, there.PasswordHash, there.SecurityStamp) = (account.Email, account.Name, account.PasswordHash, account.SecurityStamp);
            (there.AccessFailedCount, there.LockoutEnd) = (0, null);
            await AccountStore.UpdateAsync(transaction, there);
            await db.ExecuteAsync("DELETE FROM bags WHERE account_id = @Id", there); // what somebody else put into it is nobody else's business
            account.Id = there.Id;
        }

        await AccountMails.NoteAsync(transaction, chance, AccountMails.ConfirmKind, account.EmailKey, account.CreatedAt);
        return true;
    }

    /// <summary>
    /// Something hangs on the account that must not become somebody else's: a membership or the way to one, orders, addresses. Who joins is
    /// signed in before the address is confirmed.
    /// </summary>
    public static Task<bool> IsUsedAsync(DbConnection db, Guid id) => db.QuerySingleAsync<bool>(
        """
        SELECT EXISTS (SELECT 1 FROM accounts WHERE id = @id AND stripe_customer_id IS NOT NULL)
            OR EXISTS (SELECT 1 FROM memberships WHERE account_id = @id)
            OR EXISTS (SELECT 1 FROM join_attempts WHERE account_id = @id)
            OR EXISTS (SELECT 1 FROM orders WHERE account_id = @id)
            OR EXISTS (SELECT 1 FROM addresses WHERE account_id = @id)
        """,
        new { id });
}

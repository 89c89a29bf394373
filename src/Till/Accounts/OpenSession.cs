using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>A browser that is signed in.</summary>
internal sealed record OpenSession(Guid Id, string Device, DateTimeOffset BeganAt, DateTimeOffset SeenAt)
{
    /// <summary>Those of an account, the one that was seen last first. What is over by itself is not among them.</summary>
    public static async Task<IReadOnlyList<OpenSession>> ListAsync(DbConnection db, Guid accountId, DateTimeOffset now) => (await db.QueryAsync<OpenSession>(
        """
        SELECT s.id, s.device, s.began_at, s.seen_at FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.account_id = @accountId AND s.stamp = a.security_stamp AND s.seen_at > @since ORDER BY s.seen_at DESC, s.id DESC
        """,
        new { accountId, since = now - Sessions.IdleFor })).AsList();

    /// <param name="id">Null: all of them.</param>
    /// <param name="but">Stays open.</param>
    /// <returns>How many were ended.</returns>
    public static Task<int> EndAsync(Transaction transaction, Guid accountId, Guid? id = null, Guid? but = null) => transaction.Db.ExecuteAsync(
        "DELETE FROM sessions WHERE account_id = @accountId AND (id = @id OR @all) AND id <> @but",
        new { accountId, id = id ?? Guid.Empty, all = id is null, but = but ?? Guid.Empty });

    /// <summary>Opens one, instead of the one that the browser had, and clears away those that are over.</summary>
    public static async Task BeginAsync(Transaction transaction, Guid id, Account account, Guid? insteadOf, string device, DateTimeOffset now)
    {
        await transaction.Db.ExecuteAsync(
            "DELETE FROM sessions WHERE account_id = @Id AND (id = @insteadOf OR stamp <> @SecurityStamp OR seen_at <= @since)",
            new { account.Id, insteadOf = insteadOf ?? Guid.Empty, account.SecurityStamp, since = now - Sessions.IdleFor });
        await transaction.Db.ExecuteAsync(
            "INSERT INTO sessions (id, account_id, stamp, device, began_at, seen_at) VALUES (@id, @accountId, @SecurityStamp, @device, @now, @now)",
            new { id, accountId = account.Id, account.SecurityStamp, device, now });
    }
}

using System.Data.Common;
using Dapper;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Somebody who is asked to work in the shop and has not answered.</summary>
internal sealed record Invitation(Guid Id, string Email, string EmailKey, string Role, string InvitedBy, DateTimeOffset ExpiresAt)
{
    private const string Columns = "id, email, email_key, role, invited_by, expires_at";

    public static async Task<IReadOnlyList<Invitation>> ListAsync(DbConnection db) =>
        (await db.QueryAsync<Invitation>($"SELECT {Columns} FROM invitations ORDER BY created_at, id")).AsList();

    public static Task<Invitation?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<Invitation?>($"SELECT {Columns} FROM invitations WHERE id = @id", new { id });

    public static Task<Invitation?> LockAsync(Transaction transaction, Guid id) => transaction.Db.QuerySingleOrDefaultAsync<Invitation?>(
        $"SELECT {Columns} FROM invitations WHERE id = @id {transaction.ForUpdate}", new { id });

    public static Task ForgetAsync(Transaction transaction, Guid id) =>
        transaction.Db.ExecuteAsync("DELETE FROM invitations WHERE id = @id", new { id });
}

/// <summary>The outbox's note of an invitation.</summary>
internal sealed record Invited(Guid Id);

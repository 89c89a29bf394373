using Dapper;
using Microsoft.AspNetCore.Identity;
using Till.Storage;

namespace Till.Accounts;

/// <summary>Accounts in the shop's database, as Identity asks for them. E-mail address and user name are one.</summary>
internal sealed class AccountStore(Database database) :
    IUserPasswordStore<Account>, IUserEmailStore<Account>, IUserLockoutStore<Account>, IUserSecurityStampStore<Account>
{
    private const string Columns =
        """
        id, email, email_key, email_confirmed, name, role, password_hash, security_stamp, access_failed_count, lockout_end, created_at,
        security_stamp AS read_stamp
        """;

    public static Task<Account?> FindAsync(Transaction transaction, string emailKey) => transaction.Db.QuerySingleOrDefaultAsync<Account?>(
        $"SELECT {Columns} FROM accounts WHERE email_key = @emailKey {transaction.ForUpdate}", new { emailKey });

    public static Task<Account?> FindAsync(Transaction transaction, Guid id) => transaction.Db.QuerySingleOrDefaultAsync<Account?>(
        $"SELECT {Columns} FROM accounts WHERE id = @id {transaction.ForUpdate}", new { id });

    /// <returns>Whether it is there now; false: another account has the address.</returns>
    public static async Task<bool> InsertAsync(Transaction transaction, Account account) => await transaction.Db.ExecuteAsync(
        """
        INSERT INTO accounts (id, email, email_key, email_confirmed, name, role, password_hash, security_stamp, created_at)
        VALUES (@Id, @Email, @EmailKey, @EmailConfirmed, @Name, @Role, @PasswordHash, @SecurityStamp, @CreatedAt)
        ON CONFLICT (email_key) DO NOTHING
        """,
        account) > 0;

    /// <returns>Whether it was saved; false: its password was changed since it was read.</returns>
    public static async Task<bool> UpdateAsync(Transaction transaction, Account account) => await transaction.Db.ExecuteAsync(
        """
        UPDATE accounts
        SET email = @Email, email_key = @EmailKey, email_confirmed = @EmailConfirmed, name = @Name, role = @Role,
            password_hash = @PasswordHash, security_stamp = @SecurityStamp, access_failed_count = @AccessFailedCount,
            lockout_end = @LockoutEnd
        WHERE id = @Id AND security_stamp = @ReadStamp
        """,
        account) > 0;

    public async Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) =>
        await database.WriteAsync(transaction => InsertAsync(transaction, user), cancellationToken)
            ? IdentityResult.Success
            : IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email));

    public async Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken)
    {
        if (!await database.WriteAsync(transaction => UpdateAsync(transaction, user), cancellationToken))
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        }

        user.ReadStamp = user.SecurityStamp;
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken)
    {
        await database.WriteAsync(transaction => transaction.Db.ExecuteAsync("DELETE FROM accounts WHERE id = @Id", user), cancellationToken);
        return IdentityResult.Success;
    }

    public Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParseExact(userId, "D", out var id)
            ? database.ReadAsync(
                db => db.QuerySingleOrDefaultAsync<Account?>($"SELECT {Columns} FROM accounts WHERE id = @id", new { id }), cancellationToken)
            : Task.FromResult<Account?>(null);

    public Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) => database.ReadAsync(
        db => db.QuerySingleOrDefaultAsync<Account?>($"SELECT {Columns} FROM accounts WHERE email_key = @normalizedEmail", new { normalizedEmail }),
        cancellationToken);

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString("D"));

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.EmailKey);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) =>
        SetNormalizedEmailAsync(user, normalizedName, cancellationToken);

    public Task<string?> GetEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetEmailAsync(Account user, string? email, CancellationToken cancellationToken) => Set(user.Email = email ?? "");

    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.EmailConfirmed);

    public Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancellationToken) => Set(user.EmailConfirmed = confirmed);

    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.EmailKey);

    public Task SetNormalizedEmailAsync(Account user, string? normalizedEmail, CancellationToken cancellationToken) =>
        Set(user.EmailKey = normalizedEmail ?? "");

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Set(user.PasswordHash = passwordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Set(user.SecurityStamp = stamp);

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(Account user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Set(user.LockoutEnd = lockoutEnd);

    public Task<int> GetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<int> IncrementAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(Account user, CancellationToken cancellationToken) => Set(user.AccessFailedCount = 0);

    public Task<bool> GetLockoutEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // The database is the shop's.
    }

    private static Task Set<T>(T assigned)
    {
        _ = assigned;
        return Task.CompletedTask;
    }
}

using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// Identity's manager with two differences: a lock is counted in the database, so that guesses made at the same moment all
/// count, and it ends by the shop's clock.
/// </summary>
internal sealed class AccountManager(
    IUserStore<Account> store, IOptions<IdentityOptions> options, IPasswordHasher<Account> hasher,
    IEnumerable<IUserValidator<Account>> userValidators, IEnumerable<IPasswordValidator<Account>> passwordValidators,
    ILookupNormalizer normalizer, IdentityErrorDescriber errors, IServiceProvider services, ILogger<UserManager<Account>> logger,
    Database database, TimeProvider time, NobodysPassword nobodys)
    : UserManager<Account>(store, options, hasher, userValidators, passwordValidators, normalizer, errors, services, logger)
{
    /// <summary>Wrong passwords in a row that lock an account.</summary>
    public const int MaxFailures = 5;

    public static TimeSpan LockedFor { get; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Whether the password is the account's and the account is not locked. It does the same work and gives the same answer
    /// when there is no such account.
    /// </summary>
    public async Task<bool> IsRightAsync(Account? account, string password)
    {
        if (password.Length > PasswordRules.MaxLength)
        {
            return false;
        }

        if (account?.PasswordHash is null)
        {
            nobodys.Check(password);
            return false;
        }

        var right = await CheckPasswordAsync(account, password);
        if (await IsLockedOutAsync(account))
        {
            return false;
        }

        await (right ? ResetAccessFailedCountAsync(account) : AccessFailedAsync(account));
        return right;
    }

    /// <summary>
    /// Sets a new password on the account, which the caller saves. The security stamp changes with it: sessions and links
    /// made before are over, and so is a lock.
    /// </summary>
    public async Task<IdentityResult> SetPasswordAsync(Account account, string password)
    {
        account.AccessFailedCount = 0;
        account.LockoutEnd = null;
        return await UpdatePasswordHash(account, password, validatePassword: true);
    }

    /// <summary>Sets a new security stamp on the account, which the caller saves: sessions and links made before are over.</summary>
    public static void RenewStamp(Account account) => account.SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(20));

    public override Task<bool> IsLockedOutAsync(Account user) => Task.FromResult(user.LockoutEnd > time.GetUtcNow());

    public override async Task<IdentityResult> AccessFailedAsync(Account user)
    {
        var now = time.Now();
        await database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                """
                UPDATE accounts
                SET access_failed_count = CASE WHEN access_failed_count + 1 >= @MaxFailures THEN 0 ELSE access_failed_count + 1 END,
                    lockout_end = CASE WHEN access_failed_count + 1 >= @MaxFailures THEN @until ELSE lockout_end END
                WHERE id = @Id AND (lockout_end IS NULL OR lockout_end <= @now)
                """,
                new { user.Id, MaxFailures, now, until = now + LockedFor }),
            CancellationToken);
        return IdentityResult.Success;
    }

    public override async Task<IdentityResult> ResetAccessFailedCountAsync(Account user)
    {
        if (user.AccessFailedCount > 0 || user.LockoutEnd is not null)
        {
            await database.WriteAsync(
                transaction => transaction.Db.ExecuteAsync(
                    "UPDATE accounts SET access_failed_count = 0, lockout_end = NULL WHERE id = @Id", new { user.Id }),
                CancellationToken);
        }

        return IdentityResult.Success;
    }
}

/// <summary>Something to compare a password with when there is no account, so that answering takes as long as when there is.</summary>
internal sealed class NobodysPassword
{
    private readonly PasswordHasher<Account> hasher;
    private readonly Account nobody = new();

    public NobodysPassword(IOptions<PasswordHasherOptions> options)
    {
        hasher = new PasswordHasher<Account>(options);
        nobody.PasswordHash = hasher.HashPassword(nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
    }

    public void Check(string password) => _ = hasher.VerifyHashedPassword(nobody, nobody.PasswordHash!, password);
}

/// <summary>Identity finds accounts by the same form of an address as the rest of the shop.</summary>
internal sealed class EmailKeys : ILookupNormalizer
{
    public string? NormalizeName(string? name) => NormalizeEmail(name);

    public string? NormalizeEmail(string? email) => email is null ? null : Email.Key(email);
}

using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Till.Storage;

namespace Till.Accounts;

/// <summary>The shop's owner, as the operator makes one: by the link that the first start prints, or with <c>till admin</c>.</summary>
internal static class OwnerAccount
{
    /// <summary>Makes the shop's first owner, with a password of their own choice.</summary>
    /// <returns>Null: there is an owner already, and nothing was changed.</returns>
    public static Task<Account?> CreateFirstAsync(IServiceProvider services, string email, string password, CancellationToken cancel) =>
        MakeAsync(services, email, password, first: true, cancel);

    /// <summary>Makes an owner of whoever has the address, with a new password; an account that is there keeps its purchases.</summary>
    public static async Task<OwnerSignIn> CreateAsync(IServiceProvider services, string email, CancellationToken cancel)
    {
        var password = NewPassword();
        await MakeAsync(services, email, password, first: false, cancel);
        return new OwnerSignIn(email, password);
    }

    /// <summary>Gives an owner a new password, which ends their sessions and any lock.</summary>
    /// <param name="email">Which owner; null: the first.</param>
    /// <returns>Null when there is no such owner.</returns>
    public static async Task<OwnerSignIn?> NewPasswordAsync(IServiceProvider services, string? email, CancellationToken cancel)
    {
        var database = services.GetRequiredService<Database>();
        var found = await database.ReadAsync(
            db => db.QueryFirstOrDefaultAsync<string?>(
                "SELECT email FROM accounts WHERE role = @Owner AND (@key IS NULL OR email_key = @key) ORDER BY created_at LIMIT 1",
                new { Account.Owner, key = email is null ? null : Email.Key(email) }),
            cancel);
        return found is null ? null : await CreateAsync(services, found, cancel);
    }

    /// <summary>The first owner's address, or null: for saying with which one to sign in.</summary>
    public static Task<string?> FindAsync(Database database, CancellationToken cancel) => database.ReadAsync(
        db => db.QueryFirstOrDefaultAsync<string?>(
            "SELECT email FROM accounts WHERE role = @Owner ORDER BY created_at LIMIT 1", new { Account.Owner }),
        cancel);

    private static async Task<Account?> MakeAsync(IServiceProvider services, string email, string password, bool first, CancellationToken cancel)
    {
        var (now, chance) = (services.GetRequiredService<TimeProvider>().Now(), services.GetRequiredService<Chance>());
        var account = new Account
        {
            Id = chance.NewId(now), Email = email, EmailKey = Email.Key(email), EmailConfirmed = true, Role = Roles.Owner, CreatedAt = now,
            PasswordHash = new PasswordHasher<Account>(services.GetRequiredService<IOptions<PasswordHasherOptions>>()).HashPassword(new Account(), password),
        };
        AccountManager.RenewStamp(account);
        return await services.GetRequiredService<Database>().WriteAsync(transaction => MakeAsync(transaction, chance, account, first), cancel);
    }

    private static async Task<Account?> MakeAsync(Transaction transaction, Chance chance, Account account, bool first)
    {
        if (first)
        {
            if (transaction.Engine == Engine.Postgres)
            {
                await transaction.Db.ExecuteAsync("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE"); // of two at once, one is the first
            }

            if (await Roles.HasOwnerAsync(transaction.Db))
            {
                return null;
            }
        }

        account.Id = await transaction.Db.QuerySingleAsync<Guid>(
            """
            INSERT INTO accounts (id, email, email_key, email_confirmed, role, password_hash, security_stamp, created_at)
            VALUES (@Id, @Email, @EmailKey, @EmailConfirmed, @Role, @PasswordHash, @SecurityStamp, @CreatedAt)
            ON CONFLICT (email_key) DO UPDATE
            SET email_confirmed = excluded.email_confirmed, role = excluded.role, password_hash = excluded.password_hash,
                security_stamp = excluded.security_stamp, access_failed_count = 0, lockout_end = NULL
            RETURNING id
            """,
            account);
        await Purchases.AttachAsync(transaction, account.EmailKey);
        var by = first ? new Actor(account.Id, account.Email) : Actor.CommandLine;
        await Audit.AddAsync(
            transaction, chance, by, first ? Audit.FirstOwner : Audit.OwnerByCommand, $"account:{account.Id}", account.Email, account.CreatedAt);
        return account;
    }

    /// <summary>Four words of nothing, such as "kebut-rovas-midel-pugan": 66 bits, easy to read aloud and to type.</summary>
    private static string NewPassword()
    {
        const string consonants = "bdfghjklmnprstvz";
        const string vowels = "aeiou";
        return string.Join('-', Enumerable.Range(0, 4).Select(_ => string.Concat(
            Enumerable.Range(0, 5).Select(i => i % 2 == 0 ? Pick(consonants) : Pick(vowels)))));
    }

    private static char Pick(string letters) => letters[RandomNumberGenerator.GetInt32(letters.Length)];
}

/// <summary>Shown once, to the operator.</summary>
internal sealed record OwnerSignIn(string Email, string Password);

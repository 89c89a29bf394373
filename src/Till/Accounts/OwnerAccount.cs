using System.Security.Cryptography;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Till.Storage;

namespace Till.Accounts;

/// <summary>The shop's owner, as the operator makes one: at the first start, or with <c>till admin</c>.</summary>
internal static class OwnerAccount
{
    /// <summary>Makes an owner when there is none.</summary>
    /// <returns>How to sign in as the new owner, to be shown now, since nobody can read the password later; null: there is one.</returns>
    public static Task<OwnerSignIn?> EnsureAsync(IServiceProvider services, CancellationToken cancel)
    {
        var email = services.GetRequiredService<ShopSettings>().OwnerEmail;
        return MakeAsync(services, email, unlessThereIsOne: true, cancel);
    }

    /// <summary>Makes an owner of whoever has the address, with a new password; an account that is there keeps its purchases.</summary>
    public static async Task<OwnerSignIn> CreateAsync(IServiceProvider services, string email, CancellationToken cancel) =>
        (await MakeAsync(services, email, unlessThereIsOne: false, cancel))!;

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

    private static async Task<OwnerSignIn?> MakeAsync(IServiceProvider services, string email, bool unlessThereIsOne, CancellationToken cancel)
    {
        var password = NewPassword();
        var hash = new PasswordHasher<Account>().HashPassword(new Account(), password);
        var now = services.GetRequiredService<TimeProvider>().Now();
        var id = services.GetRequiredService<Chance>().NewId(now);
        return await services.GetRequiredService<Database>().WriteAsync(
            async transaction =>
            {
                if (unlessThereIsOne
                    && await transaction.Db.QuerySingleAsync<int>("SELECT count(*) FROM accounts WHERE role = @Owner", new { Account.Owner }) > 0)
                {
                    return null;
                }

                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO accounts (id, email, email_key, email_confirmed, role, password_hash, security_stamp, created_at)
                    VALUES (@id, @email, @key, @yes, @Owner, @hash, @stamp, @now)
                    ON CONFLICT (email_key) DO UPDATE
                    SET email_confirmed = excluded.email_confirmed, role = excluded.role, password_hash = excluded.password_hash,
                        security_stamp = excluded.security_stamp, access_failed_count = 0, lockout_end = NULL
                    """,
                    new { id, email, key = Email.Key(email), yes = true, Account.Owner, hash, stamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(20)), now });
                await Purchases.AttachAsync(transaction, Email.Key(email));
                return new OwnerSignIn(email, password);
            },
            cancel);
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

using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Till.Storage;

namespace Till.Accounts;

/// <summary>
/// What signing in takes beside the password: a code of an authenticator app, or one of ten that were written down. A code counts once.
/// The app's secret is sealed by data protection, and of the written ones only hashes are kept.
/// </summary>
internal sealed class SecondFactor(Database database, IDataProtectionProvider protection, TimeProvider time, Chance chance)
{
    public const int RecoveryCodes = 10;

    /// <summary>Wrong codes in a row that lock the factor; each further such row locks it for twice as long.</summary>
    public const int MaxFailures = 5;

    private const int RecoveryLength = 10;

    /// <summary>Without what looks like something else: 49 bits in ten of them, so that a plain hash is enough.</summary>
    private const string RecoveryLetters = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LongestLock = TimeSpan.FromDays(1);

    internal abstract record Outcome
    {
        private Outcome()
        {
        }

        /// <param name="RecoveryLeft">How many written codes are left, where it was one of them.</param>
        public sealed record Right(int? RecoveryLeft) : Outcome;

        /// <summary>Wrong, too old, or used before.</summary>
        public sealed record Wrong : Outcome;

        public sealed record Locked(DateTimeOffset Until) : Outcome;
    }

    /// <summary>Checks what was typed, and uses it up if it is right.</summary>
    public Task<Outcome> CheckAsync(Guid accountId, string? typed, CancellationToken cancel) =>
        database.WriteAsync(transaction => CheckAsync(transaction, accountId, Normal(typed)), cancel);

    /// <summary>A new secret for an app. Nothing is kept of it until <see cref="TrySetAsync"/> sees a code of it.</summary>
    /// <param name="replacing">Whether it may take the place of one that is there: offered only to who has shown password and code.</param>
    /// <returns>The secret in the open, and sealed for the form that brings it back.</returns>
    public (byte[] Secret, string Sealed) Offer(Guid accountId, bool replacing)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        return (secret, Convert.ToBase64String(OfferSeal(accountId, replacing).Protect(secret)));
    }

    /// <returns>The secret that was offered to this account, or null.</returns>
    public byte[]? Open(Guid accountId, string? offered, bool replacing)
    {
        try
        {
            return offered is { Length: > 0 and < 1000 } ? OfferSeal(accountId, replacing).Unprotect(Convert.FromBase64String(offered)) : null;
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Sets the factor, instead of one that was there, once a code shows that the app has the secret. Other sessions end.</summary>
    /// <returns>The codes to write down, which nobody can read later; null: the code is not one of the secret's.</returns>
    public async Task<IReadOnlyList<string>?> TrySetAsync(Actor by, Guid session, byte[] secret, string? typed, CancellationToken cancel)
    {
        var now = time.Now();
        if (Totp.Match(secret, Normal(typed), now, after: 0) is not { } step)
        {
            return null;
        }

        var (id, codes) = (by.AccountId!.Value, NewCodes());
        var kept = Convert.ToBase64String(Seal(id).Protect(secret));
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    """
                    INSERT INTO second_factors (account_id, secret, last_step, set_at) VALUES (@id, @kept, @step, @now)
                    ON CONFLICT (account_id) DO UPDATE
                    SET secret = excluded.secret, last_step = excluded.last_step, failed_count = 0, locked_until = NULL, set_at = excluded.set_at
                    """,
                    new { id, kept, step, now });
                await KeepCodesAsync(transaction, id, codes);
                await OpenSession.EndAsync(transaction, id, but: session);
                await Audit.AddAsync(transaction, chance, by, Audit.FactorSet, $"account:{id}", by.Name, now);
            },
            cancel);
        return codes;
    }

    public async Task<IReadOnlyList<string>> RenewCodesAsync(Actor by, CancellationToken cancel)
    {
        var (id, codes) = (by.AccountId!.Value, NewCodes());
        await database.WriteAsync(
            async transaction =>
            {
                await KeepCodesAsync(transaction, id, codes);
                await Audit.AddAsync(transaction, chance, by, Audit.RecoveryCodesRenewed, $"account:{id}", by.Name, time.Now());
            },
            cancel);
        return codes;
    }

    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveAsync(Actor by, Guid accountId, string email, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            if (!await ForgetAsync(transaction, accountId))
            {
                return false;
            }

            await Audit.AddAsync(transaction, chance, by, Audit.FactorRemoved, $"account:{accountId}", email, time.Now());
            return true;
        },
        cancel);

    public static async Task<bool> ForgetAsync(Transaction transaction, Guid accountId) =>
        await transaction.Db.ExecuteAsync("DELETE FROM second_factors WHERE account_id = @accountId", new { accountId }) > 0;

    private async Task<Outcome> CheckAsync(Transaction transaction, Guid accountId, string code)
    {
        var now = time.Now();
        var row = await transaction.Db.QuerySingleOrDefaultAsync<Row?>(
            $"SELECT secret, last_step, failed_count, locked_until FROM second_factors WHERE account_id = @accountId {transaction.ForUpdate}", new { accountId });
        if (row is null)
        {
            return new Outcome.Wrong();
        }

        if (row.LockedUntil > now)
        {
            return new Outcome.Locked(row.LockedUntil.Value);
        }

        var step = code.Length == Totp.Digits ? Totp.Match(Seal(accountId).Unprotect(Convert.FromBase64String(row.Secret)), code, now, row.LastStep) : null;
        var recovered = step is null && code.Length == RecoveryLength
            && await transaction.Db.ExecuteAsync(
                "DELETE FROM recovery_codes WHERE account_id = @accountId AND hash = @hash", new { accountId, hash = Hash(accountId, code) }) > 0;
        if (step is null && !recovered)
        {
            return await FailAsync(transaction, accountId, row.FailedCount + 1, now);
        }

        await transaction.Db.ExecuteAsync(
            "UPDATE second_factors SET last_step = @step, failed_count = 0, locked_until = NULL WHERE account_id = @accountId",
            new { accountId, step = step ?? row.LastStep });
        return new Outcome.Right(recovered
            ? await transaction.Db.QuerySingleAsync<int>("SELECT COUNT(*) FROM recovery_codes WHERE account_id = @accountId", new { accountId })
            : null);
    }

    /// <summary>A right password does not take the count back, or whoever has it could guess codes for ever.</summary>
    private static async Task<Outcome> FailAsync(Transaction transaction, Guid accountId, int failures, DateTimeOffset now)
    {
        var rows = failures / MaxFailures;
        DateTimeOffset? until = failures % MaxFailures == 0
            ? now + TimeSpan.FromTicks((long)Math.Min(FirstLock.Ticks * Math.Pow(2, rows - 1), LongestLock.Ticks))
            : null;
        await transaction.Db.ExecuteAsync(
            "UPDATE second_factors SET failed_count = @failures, locked_until = @until WHERE account_id = @accountId", new { accountId, failures, until });
        return until is { } locked ? new Outcome.Locked(locked) : new Outcome.Wrong();
    }

    private static async Task KeepCodesAsync(Transaction transaction, Guid accountId, IEnumerable<string> codes)
    {
        await transaction.Db.ExecuteAsync("DELETE FROM recovery_codes WHERE account_id = @accountId", new { accountId });
        await transaction.Db.ExecuteAsync(
            "INSERT INTO recovery_codes (account_id, hash) VALUES (@accountId, @hash)", codes.Select(code => new { accountId, hash = Hash(accountId, Normal(code)) }));
    }

    private static IReadOnlyList<string> NewCodes() =>
    [
        .. Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(RecoveryLetters, RecoveryLength)).Select(code => $"{code[..5]}-{code[5..]}"),
    ];

    /// <summary>However it was typed: with spaces or dashes, in capitals.</summary>
    private static string Normal(string? typed) => string.Concat((typed ?? "").Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string Hash(Guid accountId, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{accountId:N} {code}")));

    private IDataProtector Seal(Guid accountId) => protection.CreateProtector("Till.Accounts.SecondFactor", accountId.ToString("N"));

    private IDataProtector OfferSeal(Guid accountId, bool replacing) =>
        protection.CreateProtector("Till.Accounts.SecondFactor", accountId.ToString("N"), replacing ? "instead" : "offer");

    private sealed record Row(string Secret, long LastStep, int FailedCount, DateTimeOffset? LockedUntil);
}

using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Till.Storage;

namespace Till.Events;

/// <summary>What an owner does with the addresses that are told of events.</summary>
internal sealed class EventAddresses(Database database, IDataProtectionProvider protection, TimeProvider time, Chance chance)
{
    /// <summary>So long after a new secret was made the one before signs as well.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    public const int MaxUrl = 500;

    private IDataProtector Protector => protection.CreateProtector("Till.Events");

    /// <summary>Reads an address that may be told: https anywhere, http on this machine alone.</summary>
    public static Uri? Read(string? typed) =>
        typed is { Length: <= MaxUrl } && Uri.TryCreate(typed, UriKind.Absolute, out var url) && url.UserInfo.Length == 0 && url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || EventHttp.IsOfThisMachine(url)) ? url : null;

    /// <returns>Its id and its secret, to be shown this once.</returns>
    public async Task<(Guid Id, string Secret)> AddAsync(Uri url, IReadOnlyList<string> kinds, Actor by, CancellationToken cancel)
    {
        var (now, secret) = (time.Now(), NewSecret());
        var id = chance.NewId(now);
        await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO event_addresses (id, url, kinds, secret, made_by, made_at) VALUES (@id, @url, @kinds, @secret, @Name, @now)",
                    new { id, url = url.AbsoluteUri, kinds = $" {string.Join(' ', kinds)} ", secret = Protector.Protect(secret), by.Name, now });
                await AuditAsync(transaction, by, Audit.EventAddressAdded, id, $"{url.AbsoluteUri}: {string.Join(", ", kinds)}", now);
            },
            cancel);
        return (id, secret);
    }

    /// <returns>The new secret, to be shown this once; null where there is no such address.</returns>
    public Task<string?> RollAsync(Guid id, Actor by, CancellationToken cancel)
    {
        var secret = NewSecret();
        return database.WriteAsync(
            async transaction =>
            {
                var now = time.Now();
                if (await EventAddress.FindAsync(transaction.Db, id, transaction.ForUpdate) is not { EndedAt: null } address)
                {
                    return null;
                }

                await transaction.Db.ExecuteAsync(
                    "UPDATE event_addresses SET secret = @secret, secret_before = @before, secret_before_until = @until WHERE id = @id",
                    new { id, secret = Protector.Protect(secret), before = address.Secret, until = now + Overlap });
                await AuditAsync(transaction, by, Audit.EventSecretRolled, id, address.Url, now);
                return secret;
            },
            cancel);
    }

    /// <summary>Told again of what happens from now on.</summary>
    public Task<bool> ResumeAsync(Guid id, Actor by, CancellationToken cancel) => ChangeAsync(
        id, "UPDATE event_addresses SET paused_at = NULL, failing_since = NULL WHERE id = @id AND ended_at IS NULL AND paused_at IS NOT NULL RETURNING url",
        Audit.EventAddressResumed, by, cancel);

    public Task<bool> EndAsync(Guid id, Actor by, CancellationToken cancel) => ChangeAsync(
        id, "UPDATE event_addresses SET ended_at = @now WHERE id = @id AND ended_at IS NULL RETURNING url", Audit.EventAddressEnded, by, cancel);

    /// <summary>The same event once more, under its own id, whatever became of it before.</summary>
    public Task<bool> SendAgainAsync(Guid addressId, Guid deliveryId, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            if (await EventDelivery.FindAsync(transaction.Db, deliveryId) is not { } delivery || delivery.AddressId != addressId
                || await EventAddress.FindAsync(transaction.Db, addressId) is not { EndedAt: null, PausedAt: null })
            {
                return false;
            }

            await transaction.Db.ExecuteAsync("UPDATE event_deliveries SET state = 'waiting', tries = 0 WHERE id = @deliveryId", new { deliveryId });
            await transaction.Db.ExecuteAsync(
                "UPDATE outbox SET state = 'waiting', tries = 0, due_at = @now, done_at = NULL WHERE subject = @subject AND kind = @Deliver",
                new { now, subject = EventSender.SubjectOf(deliveryId), ShopEvents.Deliver });
            transaction.Wake(Signals.Outbox);
            await AuditAsync(transaction, by, Audit.EventSentAgain, addressId, delivery.Kind, now);
            return true;
        },
        cancel);

    /// <summary>Those by which an event is signed now, the newest first.</summary>
    public IReadOnlyList<string> SecretsOf(EventAddress address, DateTimeOffset now) => address is { SecretBefore: { } before, SecretBeforeUntil: { } until } && now < until
        ? [Protector.Unprotect(address.Secret), Protector.Unprotect(before)]
        : [Protector.Unprotect(address.Secret)];

    private Task<bool> ChangeAsync(Guid id, string sql, string action, Actor by, CancellationToken cancel) => database.WriteAsync(
        async transaction =>
        {
            var now = time.Now();
            var url = await transaction.Db.QuerySingleOrDefaultAsync<string?>(sql, new { id, now });
            if (url is not null)
            {
                await AuditAsync(transaction, by, action, id, url, now);
            }

            return url is not null;
        },
        cancel);

    private Task AuditAsync(Transaction transaction, Actor by, string action, Guid id, string detail, DateTimeOffset now) =>
        Audit.AddAsync(transaction, chance, by, action, $"events:{id}", detail, now);

    private string NewSecret() => "till_hook_" + chance.NewKey() + chance.NewKey();
}

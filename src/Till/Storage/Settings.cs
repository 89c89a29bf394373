using System.Text;
using Dapper;

namespace Till.Storage;

/// <summary>Values that the shop writes for itself, shared by all its processes.</summary>
internal static class Settings
{
    public const string WebhookSecret = "stripe_webhook_secret";

    /// <summary>The secret before the present one and until when it holds, in seconds since 1970, parted by a space.</summary>
    public const string WebhookSecretBefore = "stripe_webhook_secret_before";

    public const string WebhookEndpoint = "stripe_webhook_endpoint";
    public const string EventCursor = "stripe_event_cursor";
    public const string MembershipEventCursor = "stripe_event_cursor_memberships";
    public const string PortalConfiguration = "stripe_portal_configuration";
    /// <summary>When the key was refused payouts or what they are made of; empty: it was not.</summary>
    /// <summary>When Stripe and the books were last compared to the end.</summary>
    public const string ReconciledAt = "reconciled_at";

    public const string PayoutsRefused = "stripe_payouts_refused";

    public const string SigningKey = "signing_key";

    /// <summary>When and where the last backup was made that could be read back.</summary>
    public const string LastBackup = "last_backup";

    /// <summary>The time between the backup that this database was restored from and its restoring.</summary>
    public const string LostTime = "lost_time";

    /// <summary>How far a reconciliation of a long time has come that was not finished.</summary>
    public const string ReconcileCursor = "reconcile_cursor";

    public static Task<string?> FindAsync(Database database, string name, CancellationToken cancel) =>
        database.ReadAsync(db => db.QuerySingleOrDefaultAsync<string?>("SELECT value FROM settings WHERE name = @name", new { name }), cancel);

    public static Task<string?> FindAsync(Transaction transaction, string name) => transaction.Db.QuerySingleOrDefaultAsync<string?>(
        $"SELECT value FROM settings WHERE name = @name {transaction.ForUpdate}", new { name });

    public static Task PutAsync(Database database, string name, string value, CancellationToken cancel) =>
        database.WriteAsync(transaction => PutAsync(transaction, name, value), cancel);

    public static Task PutAsync(Transaction transaction, string name, string value) => transaction.Db.ExecuteAsync(
        "INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { name, value });

    public static Task RemoveAsync(Database database, string name, CancellationToken cancel) =>
        database.WriteAsync(transaction => transaction.Db.ExecuteAsync("DELETE FROM settings WHERE name = @name", new { name }), cancel);

    /// <summary>256 bits of the shop's own, by which it knows what it has signed.</summary>
    public static async Task<byte[]> SigningKeyAsync(Database database, Chance chance, CancellationToken cancel) =>
        Encoding.ASCII.GetBytes(await GetOrAddAsync(database, SigningKey, () => chance.NewKey() + chance.NewKey(), cancel));

    /// <summary>The value, written now if it is not there; of two processes that write at once, both get the same one.</summary>
    public static async Task<string> GetOrAddAsync(Database database, string name, Func<string> make, CancellationToken cancel) =>
        await FindAsync(database, name, cancel)
        ?? await database.WriteAsync(
            async transaction =>
            {
                await transaction.Db.ExecuteAsync(
                    "INSERT INTO settings (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING", new { name, value = make() });
                return await transaction.Db.QuerySingleAsync<string>("SELECT value FROM settings WHERE name = @name", new { name });
            },
            cancel);
}

using System.Text.Json;

namespace Till.Storage;

/// <summary>
/// The time between a backup that was restored and its restoring. What was sold in it the shop does not know and Stripe does; of any other time,
/// what names an order or account that is not here is somebody else's.
/// </summary>
/// <param name="Searched">Whether Stripe has been asked about all of it.</param>
internal sealed record LostTime(DateTimeOffset From, DateTimeOffset To, bool Searched)
{
    /// <summary>Clocks differ, and a draft is older than its payment.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    /// <summary>From when on Stripe is to be asked.</summary>
    public DateTimeOffset Since => From - Leeway;

    /// <returns>Null: the shop was never restored.</returns>
    public static async Task<LostTime?> FindAsync(Database database, CancellationToken cancel) =>
        await Settings.FindAsync(database, Settings.LostTime, cancel) is { } json ? JsonSerializer.Deserialize<LostTime>(json) : null;

    public Task PutAsync(Transaction transaction) => Settings.PutAsync(transaction, Settings.LostTime, JsonSerializer.Serialize(this));

    public bool Contains(DateTimeOffset at) => at >= Since && at <= To + Leeway;
}

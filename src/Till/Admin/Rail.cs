using Dapper;
using Till.Disputes;
using Till.Storage;

namespace Till.Admin;

/// <summary>What stands beside every page of the back office: how much waits where. Counted once for a request, whoever asks.</summary>
internal sealed class Rail(Database database)
{
    private const string Counts =
        $"""
        SELECT (SELECT COUNT(*) FROM orders o WHERE {DeskOrders.ToPrepare}) AS to_prepare,
               (SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL) AS attention,
               (SELECT COUNT(*) FROM disputes WHERE {DisputeCase.Waiting}) AS disputes
        """;

    private Waiting? known;

    public async Task<Waiting> ReadAsync(CancellationToken cancel) =>
        known ??= await database.ReadAsync(db => db.QuerySingleAsync<Waiting>(Counts), cancel);

    internal sealed record Waiting(long ToPrepare, long Attention, long Disputes);
}

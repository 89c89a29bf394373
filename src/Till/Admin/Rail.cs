using Dapper;
using Till.Storage;

namespace Till.Admin;

/// <summary>What stands beside every page of the back office: where one can go, and how much waits there.</summary>
internal sealed record Rail(long ToPrepare, long Attention)
{
    private const string Waits =
        $"""
        SELECT (SELECT COUNT(*) FROM orders o WHERE {DeskOrders.ToPrepare}) AS to_prepare,
               (SELECT COUNT(*) FROM attention WHERE resolved_at IS NULL) AS attention
        """;

    public static Task<Rail> ReadAsync(Database database, CancellationToken cancel) =>
        database.ReadAsync(db => db.QuerySingleAsync<Rail>(Waits), cancel);
}

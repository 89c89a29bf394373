using System.Data.Common;
using Dapper;
using Till.Core;
using Till.Storage;

namespace Till.Memberships;

/// <summary>An attempt to join as stored: one Checkout session.</summary>
internal sealed record JoinAttemptRow(
    Guid Id, Guid AccountId, int Number, string State, string IdempotencyKey, string Request, Guid PriceId, string? StripeSessionId,
    string? SessionUrl, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt)
{
    public const string Columns =
        "id, account_id, number, state, idempotency_key, request, price_id, stripe_session_id, session_url, expires_at, created_at";

    public AttemptState Status => Words.Parse<AttemptState>(State);

    public bool IsLive => Status is AttemptState.Creating or AttemptState.Open;

    public static Task<JoinAttemptRow?> FindAsync(DbConnection db, Guid id) =>
        db.QuerySingleOrDefaultAsync<JoinAttemptRow?>($"SELECT {Columns} FROM join_attempts WHERE id = @id", new { id });

    public static Task<JoinAttemptRow?> FindLiveAsync(DbConnection db, Guid accountId) =>
        db.QuerySingleOrDefaultAsync<JoinAttemptRow?>(
            $"SELECT {Columns} FROM join_attempts WHERE account_id = @accountId AND state IN ('creating', 'open')", new { accountId });
}

/// <summary>How the session is asked for. Kept with the attempt, so that a lost reply is asked for again in the very same words.</summary>
internal sealed record JoinWords(string CustomerId, string StripePriceId, int TrialDays, string SuccessUrl, string CancelUrl, DateTimeOffset ExpiresAt);

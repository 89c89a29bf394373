using System.Data.Common;
using Dapper;

namespace Till.Payments;

/// <summary>
/// Slows down who tries stolen cards. A thief needs many tries, and a buyer few: after so many declines, or unpaid attempts, from one
/// place within the window, no new attempt is let through to Stripe. One intent takes only so many declined cards before it is closed.
/// </summary>
internal static class DeclineLimit
{
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>More than an unlucky buyer has cards.</summary>
    private const int MaxDeclines = 10;

    /// <summary>A whole office may sit behind one address, and most of it pays.</summary>
    private const int MaxUnpaid = 40;

    /// <param name="remote">By <see cref="Remotes"/>.</param>
    public static async Task<bool> IsReachedAsync(DbConnection db, string remote, DateTimeOffset now)
    {
        var counts = await db.QuerySingleAsync<Counts>(
            """
            SELECT COUNT(*) AS unpaid, COALESCE(SUM(declines), 0) AS declines
            FROM (SELECT (SELECT COUNT(*) FROM inbox i
                          WHERE i.object_id = a.stripe_payment_intent_id AND i.type = 'payment_intent.payment_failed') AS declines
                  FROM payment_attempts a
                  WHERE a.remote = @remote AND a.created_at > @since AND a.state <> 'succeeded') AS tries
            """,
            new { remote, since = now - Window });
        return counts.Declines >= MaxDeclines || counts.Unpaid >= MaxUnpaid;
    }

    /// <summary>Whether one intent has had its share of declined cards.</summary>
    public static async Task<bool> IsReachedAsync(DbConnection db, string intentId) => await db.QuerySingleAsync<long>(
        "SELECT COUNT(*) FROM inbox WHERE object_id = @intentId AND type = 'payment_intent.payment_failed'", new { intentId }) >= MaxDeclines;

    private sealed record Counts
    {
        public required long Unpaid { get; init; }

        public required long Declines { get; init; }
    }
}

using System.Data.Common;
using Dapper;

namespace Till.Storage;

/// <summary>Where things go that a person must know of: what happened, what Till did about it, what is left to decide.</summary>
internal sealed class Attention(TimeProvider time, Chance chance)
{
    /// <summary>Files a case once per kind and subject; one that happens again after it was settled is a case again.</summary>
    public Task FileAsync(Transaction transaction, string kind, string subject, string happened, string done, string leftToDo)
    {
        var now = time.Now();
        return transaction.Db.ExecuteAsync(
            """
            INSERT INTO attention (id, kind, subject, happened, done, left_to_do, created_at)
            VALUES (@id, @kind, @subject, @happened, @done, @leftToDo, @now)
            ON CONFLICT (kind, subject) DO UPDATE SET
                happened = excluded.happened, done = excluded.done, left_to_do = excluded.left_to_do, created_at = excluded.created_at, resolved_at = NULL
            WHERE attention.resolved_at IS NOT NULL
            """,
            new { id = chance.NewId(now), kind, subject, happened, done, leftToDo, now });
    }

    /// <summary>Ends a case that has come to an end by itself, so that nobody is asked for what cannot be done any more.</summary>
    public Task SettleAsync(Transaction transaction, string kind, string subject) => transaction.Db.ExecuteAsync(
        "UPDATE attention SET resolved_at = @now WHERE kind = @kind AND subject = @subject AND resolved_at IS NULL",
        new { now = time.Now(), kind, subject });

    /// <summary>Notes that a person has dealt with a case, and who.</summary>
    /// <returns>Whether there is such a case, open or resolved before.</returns>
    public async Task<bool> ResolveAsync(Transaction transaction, Guid id, Actor by)
    {
        var now = time.Now();
        var kind = await transaction.Db.QuerySingleOrDefaultAsync<string?>(
            "UPDATE attention SET resolved_at = @now WHERE id = @id AND resolved_at IS NULL RETURNING kind", new { id, now });
        if (kind is not null)
        {
            await Audit.AddAsync(transaction, chance, by, Audit.AttentionResolved, $"attention:{id}", AttentionCase.TitleOf(kind), now);
        }

        return kind is not null || await transaction.Db.QuerySingleAsync<bool>("SELECT EXISTS (SELECT 1 FROM attention WHERE id = @id)", new { id });
    }
}

/// <summary>Something for a person to decide.</summary>
/// <param name="ResolvedAt">Null: nobody has decided it yet.</param>
/// <param name="DisputedOrderId">Whose payment is disputed, if it is about a dispute of an order.</param>
internal sealed record AttentionCase(
    Guid Id, string Kind, string Subject, string Happened, string Done, string LeftToDo, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt,
    Guid? DisputedOrderId)
{
    private const string Columns =
        """
        id, kind, subject, happened, done, left_to_do, created_at, resolved_at,
        (SELECT p.order_id FROM disputes d JOIN payments p ON p.id = d.payment_id WHERE d.stripe_dispute_id = attention.subject) AS disputed_order_id
        """;

    public string Title => TitleOf(Kind);

    /// <summary>The order that it is about; null where it is about something else.</summary>
    public Guid? OrderId => Guid.TryParse(Subject, out var id) ? id : DisputedOrderId;

    /// <summary>In words: held_payment is "Held payment".</summary>
    public static string TitleOf(string kind) => string.Concat(char.ToUpperInvariant(kind[0]).ToString(), kind[1..].Replace('_', ' '));

    /// <summary>What a person types to name it: the end of its id, which is chance.</summary>
    public string Name => Id.ToString("N")[^6..];

    /// <summary>All that are open, the oldest first.</summary>
    public static Task<IReadOnlyList<AttentionCase>> OpenAsync(Database database, CancellationToken cancel) => database.ReadAsync(
        async db => (IReadOnlyList<AttentionCase>)(await db.QueryAsync<AttentionCase>(
            $"SELECT {Columns} FROM attention WHERE resolved_at IS NULL ORDER BY created_at, id")).AsList(),
        cancel);

    /// <summary>A page of them, the newest first.</summary>
    public static async Task<IReadOnlyList<AttentionCase>> ListAsync(DbConnection db, bool resolved, int skip, int most) =>
        (await db.QueryAsync<AttentionCase>(
            $"SELECT {Columns} FROM attention WHERE {Condition(resolved)} ORDER BY created_at DESC, id DESC LIMIT @most OFFSET @skip",
            new { most, skip })).AsList();

    public static Task<int> CountAsync(DbConnection db, bool resolved) =>
        db.QuerySingleAsync<int>($"SELECT COUNT(*) FROM attention WHERE {Condition(resolved)}");

    private static string Condition(bool resolved) => resolved ? "resolved_at IS NOT NULL" : "resolved_at IS NULL";
}

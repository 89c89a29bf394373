using System.Security.Cryptography;
using System.Text;
using Dapper;
using Till.Storage;

namespace Till.Api;

/// <summary>
/// Carries out once what is asked under one idempotency key. The key's row is written first; the change notes itself in that row in its own
/// transaction (<see cref="KeptRequest"/>); the answer is kept afterwards. So whoever asks again after a crash, wherever it came, gets
/// the change made if it was not, and told if it was.
/// </summary>
internal sealed class KeptAnswers(Database database, TimeProvider time, Chance chance)
{
    public const int MaxKey = 255;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Longer than any request takes, so that one that was cut off by a crash is taken up again, and one under way is not.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    internal abstract record Claim
    {
        private Claim()
        {
        }

        public sealed record Run(KeptRequest Request) : Claim;

        public sealed record Answered(ApiAnswer Answer) : Claim;

        /// <summary>It was carried out, and the answer was lost.</summary>
        public sealed record Changed(KeptRequest Request, string Subject) : Claim;

        public sealed record UnderWay : Claim;

        /// <summary>The key was used for something else.</summary>
        public sealed record Other : Claim;
    }

    /// <summary>Of method, path and body.</summary>
    public static string FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public Task<Claim> ClaimAsync(Guid keyId, string idempotencyKey, string fingerprint, CancellationToken cancel)
    {
        var now = time.Now();
        return database.WriteAsync<Claim>(
            async transaction =>
            {
                var db = transaction.Db;
                await db.ExecuteAsync("DELETE FROM api_requests WHERE at < @over", new { over = now - KeptFor });
                var id = chance.NewId(now);
                var fresh = await db.ExecuteAsync(
                    """
                    INSERT INTO api_requests (id, key_id, idempotency_key, fingerprint, run, until_at, at)
                    VALUES (@id, @keyId, @idempotencyKey, @fingerprint, 1, @until, @now)
                    ON CONFLICT (key_id, idempotency_key) DO NOTHING
                    """,
                    new { id, keyId, idempotencyKey, fingerprint, until = now + Lease, now });
                if (fresh > 0)
                {
                    return new Claim.Run(new KeptRequest(id, 1));
                }

                var row = await db.QuerySingleOrDefaultAsync<Row?>(
                    $"""
                    SELECT id, fingerprint, run, until_at, changed_at, subject, status, content_type, location, body FROM api_requests
                    WHERE key_id = @keyId AND idempotency_key = @idempotencyKey {transaction.ForUpdate}
                    """,
                    new { keyId, idempotencyKey });
                return row is null ? new Claim.UnderWay() // it was given up at this moment; the next try finds the key free
                    : row.Fingerprint != fingerprint ? new Claim.Other()
                    : row.Status is { } status ? new Claim.Answered(new ApiAnswer(status, row.ContentType!, row.Body!, row.Location))
                    : row.UntilAt > now ? new Claim.UnderWay()
                    : await TakeOverAsync(transaction, row, now);
            },
            cancel);
    }

    /// <summary>Keeps the answer for whoever asks again.</summary>
    public Task KeepAsync(KeptRequest request, ApiAnswer answer) => database.WriteOneAsync(
        transaction => transaction.Db.ExecuteAsync(
            """
            UPDATE api_requests SET status = @Status, content_type = @ContentType, location = @Location, body = @Body WHERE id = @Id AND run = @Run
            """,
            new { request.Id, request.Run, answer.Status, answer.ContentType, answer.Location, answer.Body }),
        CancellationToken.None);

    /// <summary>It broke off. Where nothing was changed the key is free again; where something was, the next try is told of it.</summary>
    public Task GiveUpAsync(KeptRequest request) => database.WriteAsync(
        async transaction =>
        {
            await transaction.Db.ExecuteAsync("DELETE FROM api_requests WHERE id = @Id AND run = @Run AND changed_at IS NULL", request);
            await transaction.Db.ExecuteAsync("UPDATE api_requests SET until_at = @now WHERE id = @Id AND run = @Run", new { now = time.Now(), request.Id, request.Run });
        },
        CancellationToken.None);

    private static async Task<Claim> TakeOverAsync(Transaction transaction, Row row, DateTimeOffset now)
    {
        // With another number of the run: whoever had it, and only seems to have died, can change nothing any more.
        await transaction.Db.ExecuteAsync(
            "UPDATE api_requests SET run = run + 1, until_at = @until WHERE id = @Id", new { row.Id, until = now + Lease });
        var request = new KeptRequest(row.Id, row.Run + 1);
        return row.Subject is { } subject ? new Claim.Changed(request, subject) : new Claim.Run(request);
    }

    // Not filled by its constructor: SQLite tells no types of columns that are null.
    private sealed record Row
    {
        public Guid Id { get; init; }

        public string Fingerprint { get; init; } = "";

        public int Run { get; init; }

        public DateTimeOffset UntilAt { get; init; }

        public DateTimeOffset? ChangedAt { get; init; }

        public string? Subject { get; init; }

        public int? Status { get; init; }

        public string? ContentType { get; init; }

        public string? Location { get; init; }

        public byte[]? Body { get; init; }
    }
}

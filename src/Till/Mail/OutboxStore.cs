using System.Collections.Concurrent;
using Dapper;
using Till.Events;
using Till.Storage;

namespace Till.Mail;

/// <summary>The outbox as its worker sees it: claim, renew, note.</summary>
internal sealed class OutboxStore(Database database, TimeProvider time, Attention attention) : IDisposable
{
    /// <summary>A mail server that is away for a night is back before the last of them; see <see cref="BackOff"/>.</summary>
    public const int MaxTries = 12;

    /// <summary>How long a row is its claimer's. After a kill it comes back this much later.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<Outcome> finished = new();
    private readonly SemaphoreSlim noting = new(1, 1);

    /// <summary>Three renewals may fail before the lease is lost.</summary>
    public static TimeSpan RenewAfter { get; } = TimeSpan.FromSeconds(5);

    public Task<IReadOnlyList<OutboxRow>> ClaimAsync(int atMost, CancellationToken cancel)
    {
        var now = time.Now();
        return database.WriteOneAsync<IReadOnlyList<OutboxRow>>(
            async transaction =>
            {
                var skipLocked = transaction.Engine == Engine.Postgres ? "FOR UPDATE SKIP LOCKED" : "";
                var rows = await transaction.Db.QueryAsync<OutboxRow>(
                    $"""
                    UPDATE outbox SET due_at = @until, tries = tries + 1
                    WHERE id IN (
                        SELECT id FROM outbox WHERE state = 'waiting' AND due_at <= @now ORDER BY due_at LIMIT @atMost {skipLocked}
                    )
                    RETURNING id, kind, subject, payload, tries, created_at
                    """,
                    new { now, until = now + Lease, atMost });
                return [.. rows.OrderBy(row => row.Id)];
            },
            cancel);
    }

    /// <summary>How long until a row falls due, at most <paramref name="atMost"/>.</summary>
    public async Task<TimeSpan> UntilNextAsync(TimeSpan atMost, CancellationToken cancel)
    {
        var next = await database.ReadAsync(
            db => db.QueryFirstOrDefaultAsync<DateTimeOffset?>("SELECT due_at FROM outbox WHERE state = 'waiting' ORDER BY due_at LIMIT 1"), cancel);
        // At least a moment: a row that is due but being claimed by another process is not worth spinning for.
        var wait = next is { } due ? due - time.Now() : atMost;
        return TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 20, atMost.TotalMilliseconds));
    }

    /// <summary>The number of tries tells this claim from a later one of another process, which is left alone.</summary>
    public Task RenewAsync(OutboxRow row)
    {
        var until = time.Now() + Lease;
        return database.WriteAsync(
            transaction => transaction.Db.ExecuteAsync(
                "UPDATE outbox SET due_at = @until WHERE id = @Id AND tries = @Tries AND state = 'waiting'",
                new { until, row.Id, row.Tries }),
            CancellationToken.None);
    }

    /// <summary>
    /// Notes what became of a row. While one commit is under way others finish, and the next commit takes all of them: commits,
    /// which wait for the disk, are what the outbox's pace hangs on.
    /// </summary>
    public async Task NoteAsync(OutboxRow row, Exception? failure)
    {
        var own = new Outcome(row, failure);
        finished.Enqueue(own);
        await noting.WaitAsync();
        try
        {
            if (own.IsNoted)
            {
                return;
            }

            var group = new List<Outcome>();
            while (finished.TryDequeue(out var outcome))
            {
                group.Add(outcome);
                outcome.IsNoted = true;
            }

            await database.WriteAsync(transaction => NoteAsync(transaction, group), CancellationToken.None);
        }
        finally
        {
            noting.Release();
        }
    }

    public void Dispose() => noting.Dispose();

    /// <summary>15 s, doubled with each try up to four hours: the twelve tries span eight and a half hours.</summary>
    internal static TimeSpan BackOff(int tries) => TimeSpan.FromSeconds(Math.Min(15 * Math.Pow(2, tries - 1), 4 * 3600));

    private async Task NoteAsync(Transaction transaction, List<Outcome> group)
    {
        var now = time.Now();
        var done = group.Where(one => one.Failure is null).Select(one => new { one.Row.Id, now });
        await transaction.Db.ExecuteAsync(
            "UPDATE outbox SET state = 'done', done_at = @now, last_error = NULL WHERE id = @Id AND state = 'waiting'", done);
        foreach (var (row, failure) in group)
        {
            if (failure is not null)
            {
                await FailAsync(transaction, row, failure, now);
            }
        }
    }

    private async Task FailAsync(Transaction transaction, OutboxRow row, Exception failure, DateTimeOffset now)
    {
        var dead = row.Tries >= MaxTries || failure is UndeliverableException;
        var error = $"{failure.GetType().Name}: {failure.Message}";
        var changed = await transaction.Db.ExecuteAsync(
            """
            UPDATE outbox SET state = @state, due_at = @next, last_error = @error
            WHERE id = @Id AND tries = @Tries AND state = 'waiting'
            """,
            new
            {
                state = dead ? "dead" : "waiting",
                next = now + BackOff(row.Tries),
                error = error.Length > 500 ? error[..500] : error,
                row.Id,
                row.Tries,
            });
        // What no address takes is told beside that address, and by the doctor; each event of it is no case of its own.
        if (dead && changed > 0 && row.Kind != ShopEvents.Deliver)
        {
            await attention.FileAsync(
                transaction,
                "outbox_dead",
                $"outbox:{row.Id:D}",
                $"“{row.Kind}” for {row.Subject} could not be carried out: {failure.Message}",
                row.Tries == 1
                    ? "Tried once; trying again cannot help."
                    : $"Tried {row.Tries} times over {(now - row.CreatedAt).TotalHours:0.#} hours, then given up.",
                "Put right what stands in the way, then send it again, or tell the buyer by other means.");
        }
    }

    private sealed record Outcome(OutboxRow Row, Exception? Failure)
    {
        /// <summary>Taken into a commit, its own or another's; a commit that fails takes all of its group with it.</summary>
        public bool IsNoted { get; set; }
    }
}

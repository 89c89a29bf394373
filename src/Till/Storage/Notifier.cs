using Npgsql;

namespace Till.Storage;

/// <summary>
/// Tells the shop's other processes, through PostgreSQL, that there is work. It does so after the commit, in a statement of its own
/// that writes nothing and so waits for no disk: a transaction that notifies holds a lock on the whole server while it commits, and
/// the server could no longer write several commits to the disk in one go. What is lost when the process dies here, the
/// others find by the clock.
/// </summary>
internal sealed class Notifier(NpgsqlDataSource postgres, Signals signals) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<string> due = [];
    private Task? sending;

    /// <summary>Returns at once. What is told several times before it was sent is sent once.</summary>
    public void Tell(string queue)
    {
        lock (gate)
        {
            due.Add(queue);
            sending ??= Task.Run(SendAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? last;
        lock (gate)
        {
            last = sending;
        }

        await (last ?? Task.CompletedTask);
    }

    private async Task SendAsync()
    {
        while (Next() is { } queue)
        {
            try
            {
                await using var command = postgres.CreateCommand("SELECT pg_notify($1, $2)");
                command.Parameters.Add(new NpgsqlParameter { Value = Signals.Channel });
                command.Parameters.Add(new NpgsqlParameter { Value = signals.MessageOf(queue) });
                await command.ExecuteNonQueryAsync();
            }
            catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException or TimeoutException)
            {
                // The others look by the clock as well.
            }
        }
    }

    /// <returns>Null when all is sent; whoever tells again then starts sending again.</returns>
    private string? Next()
    {
        lock (gate)
        {
            var queue = due.FirstOrDefault();
            if (queue is null)
            {
                sending = null;
            }
            else
            {
                due.Remove(queue);
            }

            return queue;
        }
    }
}

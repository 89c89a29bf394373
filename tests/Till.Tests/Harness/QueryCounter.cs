using System.Diagnostics;
using Npgsql;
using Till.Storage;

namespace Till.Tests.Harness;

/// <summary>
/// Counts what PostgreSQL's driver sends to one shop's own database; the statements are the same on both engines.
/// </summary>
internal sealed class QueryCounter : IDisposable
{
    private readonly ActivityListener listener;
    private int count;

    private QueryCounter(string database)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                // The other processes are told afterwards, and nobody waits for that.
                if (activity.TagObjects.Any(tag => tag.Key is "db.namespace" or "db.name" && Equals(tag.Value, database))
                    && !activity.TagObjects.Any(tag => tag.Value is string text && text.Contains("pg_notify", StringComparison.Ordinal)))
                {
                    Interlocked.Increment(ref count);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public static async Task<QueryCounter> StartAsync(Database database)
    {
        await using var connection = (NpgsqlConnection)await database.OpenAsync(TestContext.Current.CancellationToken);
        return new QueryCounter(connection.Database);
    }

    /// <summary>How many since the last time it was asked.</summary>
    public int Take() => Interlocked.Exchange(ref count, 0);

    public void Dispose() => listener.Dispose();
}

using Microsoft.Data.Sqlite;
using Npgsql;
using Till.Storage;

namespace Till.Rehearsal;

/// <summary>Before and after every use of the database somebody else may be quicker, or the process may end.</summary>
internal sealed class Gate(World world, Life life) : DatabaseGate
{
    public override async Task<T> PassAsync<T>(Func<Task<T>> use)
    {
        await PauseAsync();
        if (world.Weather.DatabaseIsAway)
        {
            throw new SqliteException("The database is away.", 14); // for good reason not among those that are tried again at once
        }

        var result = await world.Stage.UseAsync(use);
        await PauseAsync();
        return result;
    }

    public override void BeforeCommit()
    {
        if (world.Choices.Sometimes(world.Weather.LostTransactions))
        {
            world.Count(Thrown.LostTransactions);
            world.Tell("  transaction lost");
            throw world.IsPostgres ? Lost() : new SqliteException("database is locked", 5);
        }
    }

    public override void AfterCommit()
    {
        if (world.Choices.Sometimes(world.Weather.LostCommits))
        {
            world.Count(Thrown.LostCommits);
            world.Tell("  commit done, its answer lost");
            throw new UnansweredCommitException(Lost());
        }
    }

    /// <summary>A dead connection, as its driver tells of it.</summary>
    private static NpgsqlException Lost() => new("The connection was lost.", new IOException("Connection reset by peer."));

    private Stage.Pause PauseAsync() => world.Stage.Delay(
        life, world.Choices.UpTo(world.Choices.Below(100) < 97 ? TimeSpan.FromMilliseconds(4) : TimeSpan.FromSeconds(3)));
}

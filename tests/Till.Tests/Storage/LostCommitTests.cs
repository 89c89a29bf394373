using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using Till.Storage;
using Till.Tests.Harness;

namespace Till.Tests.Storage;

/// <summary>A connection that is lost while a commit is under way leaves it open whether that was kept, so nothing may be written again.</summary>
public sealed class LostCommitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_may_have_been_committed_is_not_written_twice()
    {
        await using var test = await TestDatabase.CreateAsync(nameof(Engine.Postgres));
        var server = new NpgsqlConnectionStringBuilder(test.Options.ConnectionString);
        await using var cut = new CutWire(server.Port);
        server.Port = cut.Port;
        using var signals = new Signals();
        await using var behind = Database.Open(test.Options with { ConnectionString = server.ConnectionString }, signals, TimeProvider.System);
        var runs = 0;

        await Assert.ThrowsAsync<UnansweredCommitException>(() => behind.WriteAsync(
            transaction =>
            {
                runs++;
                return transaction.Db.ExecuteAsync("INSERT INTO counters (name, value) VALUES ('refunds', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1");
            },
            Cancel));

        Assert.Equal(1, runs);
        Assert.Equal(1, await cut.AfterCommitAsync(() => test.Database.ReadAsync(
            db => db.QuerySingleAsync<long>("SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = 'refunds'"), Cancel)));
    }

    /// <summary>Stands between a client and its server, and cuts the way back as soon as the client has sent a commit.</summary>
    private sealed class CutWire : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource committed = new();
        private readonly Task serving;

        public CutWire(int server)
        {
            listener.Start();
            serving = ServeAsync(server);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public async Task<T> AfterCommitAsync<T>(Func<Task<T>> look)
        {
            await committed.Task.WaitAsync(Cancel);
            return await look();
        }

        public async ValueTask DisposeAsync()
        {
            listener.Dispose();
            await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync(int server)
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = CarryAsync(client, server);
            }
        }

        private async Task CarryAsync(TcpClient client, int server)
        {
            using var near = client;
            using var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, server);
            var back = far.GetStream().CopyToAsync(near.GetStream());
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await near.GetStream().ReadAsync(buffer)) > 0)
            {
                // With the end of its text, since a transaction begins with READ COMMITTED.
                if (buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0)
                {
                    // Nobody hears the answer. The way back ends when there is one, and then the server has done what it was told.
                    near.Close();
                    await far.GetStream().WriteAsync(buffer.AsMemory(0, count));
                    await back.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    committed.TrySetResult();
                    return;
                }

                await far.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
    }
}

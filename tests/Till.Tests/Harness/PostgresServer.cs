using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;

[assembly: AssemblyFixture(typeof(Till.Tests.Harness.PostgresServer))]

namespace Till.Tests.Harness;

/// <summary>A PostgreSQL cluster of this test run's own, in a temporary folder, started when the first test asks for it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<Cluster>> Running = new(StartAsync);
    private static int databases;

    /// <summary>The connection string of the server itself.</summary>
    public static async Task<string> ServerAsync() => (await Running.Value).ConnectionString("postgres");

    /// <summary>A new, empty database and its connection string.</summary>
    public static Task<string> CreateDatabaseAsync() => CreateDatabaseAsync("template1");

    /// <summary>A new database that is what this one is, to which nobody may be connected.</summary>
    public static Task<string> CopyDatabaseAsync(string connection) => CreateDatabaseAsync(new NpgsqlConnectionStringBuilder(connection).Database!);

    private static async Task<string> CreateDatabaseAsync(string template)
    {
        var cluster = await Running.Value;
        var name = $"till_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(cluster.ConnectionString("postgres"));
        await connection.OpenAsync();
        await connection.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return cluster.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (Running.IsValueCreated)
        {
            var cluster = await Running.Value;
            await RunAsync(cluster, "pg_ctl", "-D", cluster.Data, "-m", "immediate", "stop");
            Directory.Delete(cluster.Folder, recursive: true);
        }
    }

    private static async Task<Cluster> StartAsync()
    {
        var bin = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            .First(folder => File.Exists(Path.Combine(folder, "initdb")));
        var folder = Directory.CreateTempSubdirectory("till-postgres-").FullName;
        var cluster = new Cluster(bin, folder, FreePort());
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; its package brings a user for it.
            await RunAsync(null, "chown", "postgres", folder);
        }

        await RunAsync(cluster, "initdb", "-D", cluster.Data, "-U", "till", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        // Tests of durability have a cluster of their own; this one only has to be quick.
        var options = $"-p {cluster.Port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300";
        await RunAsync(cluster, "pg_ctl", "-D", cluster.Data, "-w", "-l", Path.Combine(folder, "log"), "-o", options, "start");
        return cluster;
    }

    private static async Task RunAsync(Cluster? cluster, string program, params string[] arguments)
    {
        var path = cluster is null ? program : Path.Combine(cluster.Bin, program);
        var drop = cluster is not null && Environment.IsPrivilegedProcess;
        var start = new ProcessStartInfo(drop ? "runuser" : path) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in drop ? ["-u", "postgres", "--", path, .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        // The started server keeps the pipes open, so only the exit is waited for.
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await process.StandardError.ReadToEndAsync()}");
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Cluster(string Bin, string Folder, int Port)
    {
        public string Data => Path.Combine(Folder, "data");

        public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=till;Database={database};Include Error Detail=true";
    }
}

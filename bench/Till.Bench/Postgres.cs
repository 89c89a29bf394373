using System.Diagnostics;
using Npgsql;

namespace Till.Bench;

/// <summary>A PostgreSQL cluster of this run's own, as durable as its standard settings make it.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private readonly string bin;
    private readonly string folder;
    private readonly int port;

    private Postgres(string bin, string folder, int port) => (this.bin, this.folder, this.port) = (bin, folder, port);

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=till;Database={database}";

    public static async Task<Postgres> StartAsync()
    {
        var programs = Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
            .First(one => File.Exists(Path.Combine(one, "initdb")));
        // Not within the shop's folder: that is this user's alone, and PostgreSQL does not run as root.
        var place = Directory.CreateTempSubdirectory("till-bench-postgres-").FullName;
        var cluster = new Postgres(programs, place, ShopProcess.FreePort());
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", place);
        }

        await cluster.RunOwnAsync("initdb", "-D", cluster.Data, "-U", "till", "--auth=trust", "--encoding=UTF8", "--locale=C");
        var options = $"-p {cluster.port} -k {place} -c listen_addresses=127.0.0.1 -c fsync=on -c synchronous_commit=on";
        await cluster.RunOwnAsync("pg_ctl", "-D", cluster.Data, "-w", "-l", Path.Combine(place, "log"), "-o", options, "start");
        await cluster.CreateAsync("till", CancellationToken.None);
        return cluster;
    }

    /// <summary>Another empty database, and its connection string.</summary>
    public async Task<string> CreateAsync(string database, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancel);
#pragma warning disable CA2100 // a name of the measurements' own
        await using var command = new NpgsqlCommand($"CREATE DATABASE {database}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
        return ConnectionString(database);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await RunOwnAsync("pg_ctl", "-D", Data, "-m", "fast", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private Task RunOwnAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(bin, program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        // The started server keeps the pipes open, so only the exit is waited for.
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new BenchException($"{program} failed: {await process.StandardError.ReadToEndAsync()}");
        }
    }
}

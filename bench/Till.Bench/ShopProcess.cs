using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Till.Bench;

/// <summary>The published shop as a process, with its local Stripe in it, on ports of its own.</summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(20);
    private readonly Process process;
    private readonly Queue<string> said = new();

    private ShopProcess(Process process, Uri address, TimeSpan untilAnswer)
    {
        (this.process, Address, UntilAnswer) = (process, address, untilAnswer);
    }

    public Uri Address { get; }

    /// <summary>From the start of the process to its first 200.</summary>
    public TimeSpan UntilAnswer { get; private set; }

    public int Id => process.Id;

    /// <summary>Starts it and returns at the first 200 for <paramref name="firstPage"/>.</summary>
    public static async Task<ShopProcess> StartAsync(
        string application, string data, IReadOnlyDictionary<string, string> settings, string firstPage, CancellationToken cancel)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[application, "serve", "--data", data, "--urls", address.GetLeftPart(UriPartial.Authority),
                     "--sandbox-urls", $"http://127.0.0.1:{FreePort()}"])
        {
            start.ArgumentList.Add(argument);
        }

        Clear(start);
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        var shop = new ShopProcess(Process.Start(start)!, address, TimeSpan.Zero);
        shop.Listen();
        await shop.AnswerAsync(firstPage, cancel);
        shop.UntilAnswer = Stopwatch.GetElapsedTime(began);
        return shop;
    }

    /// <summary>Makes a shop of so many made-up products.</summary>
    public static async Task SeedAsync(string application, string data, int products, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [application, "seed", "--scale", $"{products},0,0", "--data", data]) { UseShellExecute = false, RedirectStandardOutput = true };
        Clear(start);
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var seed = Process.Start(start)!;
        var words = await seed.StandardOutput.ReadToEndAsync(cancel);
        await seed.WaitForExitAsync(cancel);
        if (seed.ExitCode != 0)
        {
            throw new BenchException($"The shop could not be made: {words}");
        }
    }

    /// <summary>Processor time of all its threads so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>In bytes: what lies in memory, and its fair share of it where pages are shared with other processes.</summary>
    public (long Resident, long Proportional) Memory()
    {
        long Read(string name) => File.ReadLines($"/proc/{process.Id}/smaps_rollup").Where(line => line.StartsWith(name + ":", StringComparison.Ordinal))
            .Select(line => long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024).Single();
        return (Read("Rss"), Read("Pss"));
    }

    /// <summary>What it said last, for when something went wrong.</summary>
    public string Said()
    {
        lock (said)
        {
            return string.Join('\n', said);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString()]))
            {
                await kill.WaitForExitAsync();
            }

            await process.WaitForExitAsync().WaitAsync(Hangs);
        }

        process.Dispose();
    }

    /// <summary>What this machine sets for a shop must not change what is measured.</summary>
    private static void Clear(ProcessStartInfo start)
    {
        string[] ours = ["Till__", "Stripe__", "ConnectionStrings__", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "Logging__"];
        foreach (var name in start.Environment.Keys.Where(name => ours.Any(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (said)
            {
                said.Enqueue(line);
                if (said.Count > 40)
                {
                    said.Dequeue();
                }
            }
        }
    }

    private async Task AnswerAsync(string page, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Hangs);
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler, disposeHandler: false);
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, page), limit.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }

        throw new BenchException($"The shop ended with {process.ExitCode}:\n{Said()}");
    }
}

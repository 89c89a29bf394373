using System.Diagnostics;
using System.Threading.Channels;

namespace Till.Tests.Harness;

/// <summary>How a process ended, and what it said.</summary>
internal sealed record Ended(int Code, string Output, string Error);

/// <param name="Stripe">The local Stripe, if one was started.</param>
internal sealed record Opened(string Shop, string? Stripe);

/// <summary>
/// The built shop as a process of its own, as an operator starts it, without any settings of the machine it is tested on.
/// What is waited for is a line or the end; the limit is for a process that hangs, and no test waits it out.
/// </summary>
internal sealed class TillProcess : IAsyncDisposable
{
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(90);
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly List<string> output = [];
    private readonly List<string> error = [];
    private readonly Task reading;

    private TillProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(ReadOutputAsync(), ReadErrorAsync());
    }

    /// <summary>What <c>./till test</c> published, else what was built beside these tests.</summary>
    public static string Application { get; } = Environment.GetEnvironmentVariable("TILL_APP") is { Length: > 0 } published
        ? published
        : Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Till", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "Till.dll"));

    public string ErrorSoFar
    {
        get
        {
            lock (error)
            {
                return string.Join('\n', error);
            }
        }
    }

    public static TillProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Application, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        string[] ours = ["Till__", "Stripe__", "ConnectionStrings__", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "Logging__"];
        foreach (var name in start.Environment.Keys.Where(name => ours.Any(one => name.StartsWith(one, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new TillProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? settings = null)
    {
        await using var till = Start(arguments, settings);
        return await till.EndAsync();
    }

    /// <summary>The rest of the next line of output that begins so.</summary>
    /// <exception cref="InvalidOperationException">The process ended without it.</exception>
    public async Task<string> LineAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Hangs);
        await foreach (var line in lines.Reader.ReadAllAsync(limit.Token))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..].Trim();
            }
        }

        var ended = await EndAsync();
        throw new InvalidOperationException($"Till ended with {ended.Code} and never said “{beginning}”.\n{ended.Output}\n{ended.Error}");
    }

    /// <summary>Where <c>serve</c> opened the shop and, beside it, the local Stripe; both answer when this returns.</summary>
    public async Task<Opened> OpenedAsync()
    {
        var shop = await LineAsync("  Shop ");
        var stripe = await LineAsync("  ");
        await LineAsync("Ctrl-C");
        return new Opened(shop, stripe.StartsWith("Local Stripe", StringComparison.Ordinal) ? stripe["Local Stripe".Length..].Trim().Split(' ')[0] : null);
    }

    /// <param name="signal">Its name without SIG: TERM, INT, KILL.</param>
    public async Task SendAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    public async Task<Ended> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Hangs);
        await reading.WaitAsync(Hangs);
        return new Ended(process.ExitCode, string.Join('\n', output), ErrorSoFar);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        await reading;
        process.Dispose();
    }

    private async Task ReadOutputAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            lines.Writer.TryWrite(line);
        }

        lines.Writer.Complete();
    }

    private async Task ReadErrorAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (error)
            {
                error.Add(line);
            }
        }
    }
}

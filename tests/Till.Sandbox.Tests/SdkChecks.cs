using System.Diagnostics;
using System.Text.Json;

namespace Till.Sandbox.Tests;

/// <summary>A sandbox, driven once by Stripe's own SDK for Node; every check of the script is a test.</summary>
public sealed class SdkRun : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _results = new(StringComparer.Ordinal);
    private string _output = "";

    internal static string Folder { get; } = FindFolder();

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "stripe")))
        {
            await Run("npm", "ci", "--no-audit", "--no-fund");
        }
        var data = Directory.CreateTempSubdirectory("till-sandbox-sdk-").FullName;
        await using (var sandbox = await SandboxServer.StartAsync(new SandboxOptions { DataFolder = data, Urls = "http://127.0.0.1:0" }, CancellationToken.None))
        {
            _output = await Run("node", "checks.mjs", sandbox.Address, sandbox.SecretKey, sandbox.PublishableKey);
        }
        Directory.Delete(data, recursive: true);
        foreach (var line in _output.Split('\n').Where(line => line.StartsWith('{')))
        {
            using var result = JsonDocument.Parse(line);
            _results[result.RootElement.GetProperty("name").GetString()!] =
                result.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The error of a check, null when it passed.</summary>
    public string? ErrorOf(string name) => _results.TryGetValue(name, out var error) ? error : "The check did not run. The script said:\n" + _output;

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var text = await output + await error;
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{text}");
    }

    private static string FindFolder()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Till.slnx")))
        {
            at = at.Parent;
        }
        return Path.Combine(at?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository."), "tests", "Till.Sandbox.Tests", "sdk");
    }
}

public sealed class SdkChecks(SdkRun run) : IClassFixture<SdkRun>
{
    /// <summary>The names of the script's checks, read from its text.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var line in ((string[])["checks.mjs", "billing.mjs"]).SelectMany(file => File.ReadLines(Path.Combine(SdkRun.Folder, file))))
            {
                if (line.StartsWith("check('", StringComparison.Ordinal))
                {
                    names.Add(line.Split('\'')[1]);
                }
                else if (line.StartsWith("  ['pm_card_", StringComparison.Ordinal))
                {
                    names.Add("A card error by type: " + line.Split('\'')[1]);
                }
            }
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_official_SDK_finds_what_it_expects(string check) => Assert.Null(run.ErrorOf(check));
}

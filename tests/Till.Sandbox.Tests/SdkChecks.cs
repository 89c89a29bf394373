using System.Text.Json;

namespace Till.Sandbox.Tests;

/// <summary>A sandbox, driven once by Stripe's own SDK for Node; every check of the script is a test.</summary>
public sealed class SdkRun : IAsyncLifetime
{
    private readonly Dictionary<string, string?> _results = new(StringComparer.Ordinal);
    private string _output = "";

    public async ValueTask InitializeAsync()
    {
        var data = Directory.CreateTempSubdirectory("till-sandbox-sdk-").FullName;
        await using (var sandbox = await SandboxServer.StartAsync(new SandboxOptions { DataFolder = data, Urls = "http://127.0.0.1:0" }, CancellationToken.None))
        {
            (_, _output) = await Tools.Run("node", "checks.mjs", sandbox.Address, sandbox.SecretKey, sandbox.PublishableKey);
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
}

public sealed class SdkChecks(SdkRun run) : IClassFixture<SdkRun>
{
    private static readonly string[] Scripts = ["checks.mjs", "billing.mjs", "portal.mjs"];

    /// <summary>The names of the scripts' checks, read from their text.</summary>
    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var line in Scripts.SelectMany(script => File.ReadLines(Path.Combine(Tools.Folder, script))))
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

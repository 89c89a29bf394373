using System.Diagnostics;

namespace Till.Sandbox.Tests;

/// <summary>What Stripe publishes for Node, the SDK and the command line, as <c>sdk/package.json</c> pins it; installed when it is first needed.</summary>
internal static class Tools
{
    private static readonly Lazy<Task> Installed = new(Install);

    public static string Folder { get; } = FindFolder();

    /// <summary>Runs a program in the folder, and answers its exit code and all that it said.</summary>
    public static async Task<(int Code, string Text)> Run(string program, params string[] arguments)
    {
        await Installed.Value;
        return await Start(program, arguments);
    }

    private static async Task Install()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules", "stripe")) && Directory.Exists(Path.Combine(Folder, "node_modules", "@stripe", "cli")))
        {
            return;
        }
        var (code, text) = await Start("npm", "ci", "--no-audit", "--no-fund");
        if (code != 0)
        {
            throw new InvalidOperationException($"npm ended with {code}:\n{text}");
        }
    }

    private static async Task<(int Code, string Text)> Start(string program, params string[] arguments)
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
        return (process.ExitCode, await output + await error);
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

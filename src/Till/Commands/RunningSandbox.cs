using System.Net.Sockets;
using System.Text.Json;
using Till.Sandbox;

namespace Till.Commands;

/// <summary>
/// A note in the data folder of the sandbox that runs on it now, so that a second process does not open its store beside it.
/// It holds a key of the local Stripe, which opens nothing else, and only its owner can read it.
/// </summary>
internal sealed record RunningSandbox(IReadOnlyDictionary<string, string?> Settings)
{
    public static async Task<RunningSandbox?> FindAsync(string dataFolder, CancellationToken cancel)
    {
        var path = PathOf(dataFolder);
        if (!File.Exists(path))
        {
            return null;
        }

        var settings = JsonSerializer.Deserialize<Dictionary<string, string?>>(await File.ReadAllTextAsync(path, cancel))!;
        return await AnswersAsync(new Uri(settings["Stripe:ApiBase"]!), cancel) ? new RunningSandbox(settings) : null;
    }

    public static void Note(string dataFolder, SandboxServer sandbox)
    {
        var path = PathOf(dataFolder);
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        JsonSerializer.Serialize(file, EmbeddedSandbox.Settings(sandbox));
    }

    public static void Forget(string dataFolder) => File.Delete(PathOf(dataFolder));

    private static string PathOf(string dataFolder) => Path.Combine(dataFolder, "sandbox", "running.json");

    /// <summary>A killed process leaves its note; only a port that answers counts.</summary>
    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancel)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using Till.Sandbox;

namespace Till.Commands;

/// <summary>
/// The local Stripe that is started beside a shop without keys. From here on the shop knows its address and its keys, and talks
/// to it over HTTP as it would to Stripe.
/// </summary>
internal static class EmbeddedSandbox
{
    public const string DefaultUrls = "http://localhost:4001";

    public static Task<SandboxServer> StartAsync(string dataFolder, string urls, CancellationToken cancel) =>
        SandboxServer.StartAsync(new SandboxOptions { DataFolder = Path.Combine(dataFolder, "sandbox"), Urls = urls }, cancel);

    /// <summary>The settings that make a shop use it.</summary>
    public static Dictionary<string, string?> Settings(SandboxServer sandbox) => new()
    {
        ["Stripe:SecretKey"] = sandbox.SecretKey,
        ["Stripe:PublishableKey"] = sandbox.PublishableKey,
        ["Stripe:ApiBase"] = sandbox.Address,
        ["Stripe:ScriptUrl"] = sandbox.Address + "/endive/stripe.js",
    };
}

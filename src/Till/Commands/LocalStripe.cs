using Till.Sandbox;

namespace Till.Commands;

/// <summary>
/// The local Stripe for a command that runs beside the shop, or without it: the one that the shop has running, or else one
/// started on the same store for as long as the command takes. With real keys there is none.
/// </summary>
internal sealed class LocalStripe : IAsyncDisposable
{
    private readonly SandboxServer? own;

    private LocalStripe(SandboxServer? own, IReadOnlyDictionary<string, string?> settings) => (this.own, Settings) = (own, settings);

    public IReadOnlyDictionary<string, string?> Settings { get; }

    public static async Task<LocalStripe> FindOrStartAsync(ShopOptions options, CancellationToken cancel)
    {
        if (options.IsProduction || Shop.ReadSettings(options).Stripe.HasKeys)
        {
            return new LocalStripe(null, new Dictionary<string, string?>());
        }

        if (await RunningSandbox.FindAsync(options.DataFolder, cancel) is { } running)
        {
            return new LocalStripe(null, running.Settings);
        }

        var sandbox = await EmbeddedSandbox.StartAsync(options.DataFolder, "http://127.0.0.1:0", cancel);
        return new LocalStripe(sandbox, EmbeddedSandbox.Settings(sandbox));
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}

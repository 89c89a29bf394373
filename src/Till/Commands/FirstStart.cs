using Till.Storage;

namespace Till.Commands;

/// <summary>What a shop needs before it opens for the first time: something on its shelves, and an owner.</summary>
internal static class FirstStart
{
    /// <returns>How the owner signs in, for the banner.</returns>
    public static async Task<string> PrepareAsync(IServiceProvider services, ShopOptions options, bool seed, CancellationToken cancel)
    {
        await Task.CompletedTask;
        return "";
    }
}

using Till.Accounts;
using Till.Samples;
using Till.Storage;

namespace Till.Commands;

/// <summary>What a shop needs before it opens for the first time: something on its shelves, and an owner.</summary>
internal static class FirstStart
{
    /// <returns>How the owner signs in, for the banner.</returns>
    public static async Task<string> PrepareAsync(IServiceProvider services, bool seed, CancellationToken cancel)
    {
        var sample = CreateSeed(services);
        if (seed && await sample.IsWantedAsync(cancel))
        {
            Console.WriteLine("Filling the shelves with a sample shop (once) …");
            Console.WriteLine(await sample.RunAsync(static line => Console.WriteLine("  " + line), cancel));
        }

        return await OwnerAccount.EnsureAsync(services, cancel) is { } made
            ? $"{made.Email}, password {made.Password} (shown this once)"
            : $"{await OwnerAccount.FindAsync(services.GetRequiredService<Database>(), cancel)} (new password: ./till admin password)";
    }

    public static Seed CreateSeed(IServiceProvider services) => new(
        services.GetRequiredService<Database>(), services.GetRequiredService<Media>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<Chance>());
}

using Till.Accounts;
using Till.Catalogue;
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

        // What a visitor would wait for is done before the doors open: after a filling, and after a new version that lists otherwise.
        await services.GetRequiredService<Listings>().WriteDueAsync(cancel);
        return await OwnerAccount.EnsureAsync(services, cancel) is { } made
            ? $"{made.Email}, password {made.Password} (shown this once)"
            : $"{await OwnerAccount.FindAsync(services.GetRequiredService<Database>(), cancel)} (new password: ./till admin password)";
    }

    public static Seed CreateSeed(IServiceProvider services) => new(
        services.GetRequiredService<Database>(), services.GetRequiredService<Media>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<Chance>());
}

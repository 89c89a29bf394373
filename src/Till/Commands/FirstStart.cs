using Till.Accounts;
using Till.Catalogue;
using Till.Samples;
using Till.Storage;

namespace Till.Commands;

/// <summary>What a shop needs before it opens for the first time: something on its shelves, and a way in for its owner.</summary>
internal static class FirstStart
{
    public static async Task PrepareAsync(IServiceProvider services, bool seed, CancellationToken cancel)
    {
        var sample = CreateSeed(services);
        if (seed && await sample.IsWantedAsync(cancel))
        {
            Console.WriteLine("Filling the shelves with a sample shop (once) …");
            Console.WriteLine(await sample.RunAsync(static line => Console.WriteLine("  " + line), cancel));
        }

        // What a visitor would wait for is done before the doors open: after a filling, and after a new version that lists otherwise.
        await services.GetRequiredService<Listings>().WriteDueAsync(cancel);
    }

    /// <summary>How the owner gets in, for the banner, which is the only place where the link is ever shown.</summary>
    public static async Task<string> OwnerAsync(IServiceProvider services, CancellationToken cancel) =>
        await OwnerAccount.FindAsync(services.GetRequiredService<Database>(), cancel) is { } email
            ? $"{email} (new password: ./till admin password)"
            : $"none yet. To become the owner, open within 24 hours {services.GetRequiredService<ShopAddress>().Absolute("/account/first-owner?key=")}{services.GetRequiredService<LinkTokens>().FirstOwner()}";

    public static Seed CreateSeed(IServiceProvider services) => new(
        services.GetRequiredService<Database>(), services.GetRequiredService<Media>(), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<Chance>());
}

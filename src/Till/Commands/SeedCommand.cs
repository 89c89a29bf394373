using System.CommandLine;
using Till.Catalogue;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till seed</c>: fills the shelves with the sample shop, or says that it is there.</summary>
internal static class SeedCommand
{
    public static Command Create()
    {
        var command = new Command("seed", "Fills the shelves with the sample shop. Running it again changes nothing.") { CommonOptions.Data };
        command.SetAction((parsed, cancel) => Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            Console.WriteLine(await FirstStart.CreateSeed(app.Services).RunAsync(Console.WriteLine, cancel));
            await app.Services.GetRequiredService<Listings>().WriteDueAsync(cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}

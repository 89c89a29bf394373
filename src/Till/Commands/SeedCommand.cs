using System.CommandLine;
using Till.Catalogue;
using Till.Samples;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till seed</c>: fills the shelves with the sample shop, or says that it is there.</summary>
internal static class SeedCommand
{
    private static readonly Option<string?> Scale = new("--scale")
    {
        Description = "Instead of the sample shop, a large one that is made up: so many products, orders and customers (100000,1000000,200000). Into an empty shop only.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        var command = new Command("seed", "Fills the shelves with the sample shop. Running it again changes nothing.") { Scale, CommonOptions.Data };
        command.SetAction((parsed, cancel) => Guard.RunAsync(async () =>
        {
            var size = parsed.GetResult(Scale) is null ? null : parsed.GetValue(Scale) is { } text ? ShopSize.Read(text) : ShopSize.Large;
            if (size is null && parsed.GetResult(Scale) is not null)
            {
                await Console.Error.WriteLineAsync("--scale takes how many products, orders and customers, such as 1000,10000,2000; without them it makes 100000,1000000,200000.");
                return ExitCode.Usage;
            }

            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Workers = false,
            });
            await Shop.PrepareAsync(app.Services, cancel);
            if (size is not null)
            {
                return await ScaleAsync(app.Services, size, cancel);
            }

            Console.WriteLine(await FirstStart.CreateSeed(app.Services).RunAsync(Console.WriteLine, cancel));
            await app.Services.GetRequiredService<Listings>().WriteDueAsync(cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<ExitCode> ScaleAsync(IServiceProvider services, ShopSize size, CancellationToken cancel)
    {
        try
        {
            await new ScaleSeed(services.GetRequiredService<Database>(), services.GetRequiredService<TimeProvider>()).RunAsync(size, Console.WriteLine, cancel);
        }
        catch (InvalidOperationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failed;
        }

        Console.WriteLine("Writing the lists ...");
        await services.GetRequiredService<Listings>().WriteDueAsync(cancel);
        return ExitCode.Done;
    }
}

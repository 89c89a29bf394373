using System.CommandLine;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till serve</c>: opens the shop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Addresses the shop listens on, separated by semicolons.",
        DefaultValueFactory = _ => ShopOptions.DefaultUrls,
    };

    public static Command Create()
    {
        var command = new Command("serve", "Opens the shop, and a local Stripe beside it when no Stripe keys are set.")
        {
            CommonOptions.Data, CommonOptions.Environment, Urls,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(async () =>
        {
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Environment = parsed.GetRequiredValue(CommonOptions.Environment),
                Urls = parsed.GetRequiredValue(Urls),
            });
            await Migrations.RunAsync(app.Services.GetRequiredService<Database>(), TimeProvider.System, cancel);
            await app.StartAsync(cancel);
            Console.WriteLine($"Shop: {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync(cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}

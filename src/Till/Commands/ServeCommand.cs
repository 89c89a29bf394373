using System.CommandLine;
using Till.Payments;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till serve</c>: opens the shop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls =
        ListenOption.Create("--urls", "Addresses the shop listens on, separated by semicolons.", ShopOptions.DefaultUrls);

    public static Command Create()
    {
        var command = new Command("serve", "Opens the shop, and a local Stripe beside it when no Stripe keys are set.")
        {
            CommonOptions.Data, CommonOptions.Environment, Urls,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(async () =>
        {
            var environment = parsed.GetRequiredValue(CommonOptions.Environment);
            await using var app = Shop.Build(new ShopOptions
            {
                DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
                Environment = environment,
                Urls = parsed.GetRequiredValue(Urls),
            });
            if (StripeKeys.Check(app.Services.GetRequiredService<ShopSettings>().Stripe, environment) is { } warning)
            {
                await Console.Error.WriteLineAsync(warning);
            }

            await Migrations.RunAsync(app.Services.GetRequiredService<Database>(), TimeProvider.System, cancel);
            await app.StartAsync(cancel);
            app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("Stopping, after the requests in flight."));
            Console.WriteLine($"Shop: {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync(cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}

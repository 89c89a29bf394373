using System.CommandLine;
using Till.Payments;
using Till.Sandbox;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till serve</c>: opens the shop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Urls =
        ListenOption.Create("--urls", "Addresses the shop listens on, separated by semicolons.", ShopOptions.DefaultUrls);

    private static readonly Option<string> SandboxUrls = ListenOption.Create(
        "--sandbox-urls", "Addresses the local Stripe listens on, where no Stripe keys are set.", EmbeddedSandbox.DefaultUrls);

    private static readonly Option<bool> NoSeed = new("--no-seed") { Description = "Starts with empty shelves instead of the sample shop." };

    public static Command Create()
    {
        var command = new Command("serve", "Opens the shop, and a local Stripe beside it when no Stripe keys are set.")
        {
            CommonOptions.Data, CommonOptions.Environment, Urls, SandboxUrls, NoSeed,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = new ShopOptions
        {
            DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)),
            Environment = parsed.GetRequiredValue(CommonOptions.Environment),
            Urls = parsed.GetRequiredValue(Urls),
        };
        var stripe = Shop.ReadSettings(options).Stripe;
        if (StripeKeys.Check(stripe, options.Environment) is { } warning)
        {
            await Console.Error.WriteLineAsync(warning);
        }

        await using var sandbox = stripe.HasKeys || options.IsProduction
            ? null
            : await EmbeddedSandbox.StartAsync(options.DataFolder, parsed.GetRequiredValue(SandboxUrls), cancel);
        if (sandbox is not null)
        {
            RunningSandbox.Note(options.DataFolder, sandbox);
            options = options with { Overrides = EmbeddedSandbox.Settings(sandbox) };
        }

        await OpenAsync(options, sandbox, seed: !parsed.GetValue(NoSeed), cancel);
        if (sandbox is not null)
        {
            RunningSandbox.Forget(options.DataFolder);
        }

        return ExitCode.Done;
    }

    private static async Task OpenAsync(ShopOptions options, SandboxServer? sandbox, bool seed, CancellationToken cancel)
    {
        await using var app = Shop.Build(options);
        await Shop.PrepareAsync(app.Services, cancel);
        await FirstStart.PrepareAsync(app.Services, seed, cancel);
        await app.StartAsync(cancel);
        app.Lifetime.ApplicationStopping.Register(() => Console.WriteLine("Stopping, after the requests in flight."));
        if (sandbox is not null)
        {
            await app.Services.GetRequiredService<WebhookEndpointSetup>().EnsureAsync(cancel);
        }

        Console.WriteLine(Banner.Write(app.Services, sandbox?.Address, await FirstStart.OwnerAsync(app.Services, cancel)));
        await app.WaitForShutdownAsync(cancel);
    }
}

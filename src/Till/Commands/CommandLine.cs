using System.CommandLine;

namespace Till.Commands;

/// <summary>The operator's commands. Each file beside this one is a command.</summary>
internal static class CommandLine
{
    /// <summary>After Ctrl-C or SIGTERM a command has a little longer than the web server takes for its requests in flight.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(35);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Till: a shop of your own that sells albums, books, goods and memberships through Stripe.")
        {
            ServeCommand.Create(),
            MigrateCommand.Create(),
            SeedCommand.Create(),
            ImportCommand.Create(),
            ExportCommand.Create(),
            ReconcileCommand.Create(),
            RehearseCommand.Create(),
            AttentionCommand.Create(),
            OrderCommand.Create(),
            MembershipCommand.Create(),
            DeliveryCommand.Create(),
            TaxCommand.Create(),
            DiscountCommand.Create(),
            PlanCommand.Create(),
            AdminCommand.Create(),
            DoctorCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        if (arguments.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return (int)ExitCode.Usage;
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var messages = parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [var unknown, ..]
                ? [$"Till has no command '{unknown}'."]
                : parsed.Errors.Select(error => error.Message);
            foreach (var message in messages)
            {
                await Console.Error.WriteLineAsync(message);
            }

            await Console.Error.WriteLineAsync("See ./till --help.");
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeToEnd,
        });
    }
}

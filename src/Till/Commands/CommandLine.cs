using System.CommandLine;

namespace Till.Commands;

/// <summary>The operator's commands. Each file beside this one is a command.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Till: a shop of your own that sells albums, books, goods and memberships through Stripe.")
        {
            ServeCommand.Create(),
            MigrateCommand.Create(),
        };
        if (arguments.Length == 0)
        {
            await root.Parse("--help").InvokeAsync();
            return (int)ExitCode.Usage;
        }

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("See ./till --help.");
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}

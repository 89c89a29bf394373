using System.CommandLine;
using Till.Transfer;

namespace Till.Commands;

/// <summary><c>till export products</c>: what the shop knows, as files for table programs.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Output = new("--output") { Description = "The file to write; without it the table is printed." };

    private static readonly Option<bool> Force = new("--force") { Description = "Writes over a file that is there." };

    public static Command Create()
    {
        var command = new Command("export", "Writes a table as CSV: products, orders, order-lines or customers.");
        foreach (var kind in ExportKind.All)
        {
            var one = new Command(kind.Name, kind.Lede) { Output, Force, CommonOptions.Data };
            one.SetAction((parsed, cancel) => RuleCommand.RunAsync(parsed, services => RunAsync(services, kind, parsed, cancel), cancel));
            command.Add(one);
        }

        return command;
    }

    private static async Task<ExitCode> RunAsync(IServiceProvider services, ExportKind kind, ParseResult parsed, CancellationToken cancel)
    {
        var export = services.GetRequiredService<Export>();
        if (parsed.GetValue(Output) is not { } path)
        {
            await using var console = Console.OpenStandardOutput();
            await export.WriteAsync(kind, console, _ => { }, cancel);
            return ExitCode.Done;
        }

        // Beside it first, so that a file that is there is whole at every moment.
        var beside = path + ".part";
        try
        {
            if (File.Exists(path) && !parsed.GetValue(Force))
            {
                throw new RuleCommand.UsageException($"“{path}” is there already. Choose another name, or say --force.");
            }

            await using (var file = File.Create(beside))
            {
                await export.WriteAsync(kind, file, rows => Console.WriteLine($"{rows:N0} rows"), cancel);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RuleCommand.UsageException($"“{path}” cannot be written: {exception.Message}");
        }

        return await RuleCommand.TellAsync($"{kind.Title} are in {path}.");
    }
}

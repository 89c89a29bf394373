using System.CommandLine;
using System.Text.Json;
using Till.Backups;
using Till.Storage;

namespace Till.Commands;

/// <summary><c>till restore</c>: makes a shop of a backup.</summary>
internal static class RestoreCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Argument<string> FileArgument = new("file") { Description = "The backup." };

    private static readonly Option<bool> Force = new("--force") { Description = "There may be a shop already: it is kept aside." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only reads the backup and says whether it is whole." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        var command = new Command(
            "restore",
            "Makes a shop of a backup, in the data folder or in the PostgreSQL database that is set, whichever it was made of. All of it is checked before anything is put in place.")
        {
            FileArgument, CommonOptions.Data, Force, DryRun, Passphrase.File, Json,
        };
        command.SetAction((parsed, cancel) => Guard.RunAsync(() => RunAsync(parsed, cancel)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var options = new ShopOptions { DataFolder = Guard.DataFolder(parsed.GetRequiredValue(CommonOptions.Data)), Workers = false };
        var storage = new StorageOptions(options.DataFolder, Shop.ReadSettings(options).ConnectionString);
        var wish = new RestoreBackup.Wish(
            parsed.GetRequiredValue(FileArgument), Passphrase.Find(parsed), parsed.GetValue(Force), parsed.GetValue(DryRun));
        var json = parsed.GetValue(Json);
        try
        {
            var restored = await new RestoreBackup(storage, TimeProvider.System).RunAsync(wish, json ? static _ => { } : Console.WriteLine, cancel);
            Console.WriteLine(json ? JsonSerializer.Serialize(restored, Indented) : Describe(restored));
            return restored.Missing.Count > 0 ? ExitCode.Attention : ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. Nothing was restored.");
            return ExitCode.Failed;
        }
    }

    private static string Describe(RestoreBackup.Restored restored) => string.Join('\n', (string[])
    [
        restored.OnlyChecked ? "The backup is whole." : $"Restored into {(restored.To == "postgres" ? "PostgreSQL" : "SQLite")}. Everybody signs in anew.",
        .. restored.Aside is { } aside ? (string[])[$"The shop that was there is in {aside}. Remove it when you are sure."] : [],
        .. restored.Missing.Select(hash => $"Missing: media/{hash[..2]}/{hash}, which the database names."),
        .. restored.OnlyChecked ? [] : (string[])["Now run ./till reconcile, before the shop opens: it brings back from Stripe what was sold since the backup was made."],
    ]);
}
